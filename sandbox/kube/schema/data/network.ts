/** Field tables for policies, ingresses, leases and endpoint slices; `../builtin.ts` explains the notation. */
export const networkTypes = `
DiscoveryEndpointPort~ appProtocol:s=4^ name:s=1^ port:i=3^ protocol:s=2^
Endpoint addresses*:[s]=1 conditions:EndpointConditions=2 deprecatedTopology:{s}=5 hints:EndpointHints=8 hostname:s=3^
  nodeName:s=6^ targetRef:ObjectReference=4 zone:s=7^
EndpointConditions ready:b=1^ serving:b=2^ terminating:b=3^
EndpointHints forNodes:[ForNode]=2 forZones:[ForZone]=1
EndpointSlice addressType*:s=4 apiVersion:s endpoints:[Endpoint]=2 kind:s metadata:ObjectMeta=1
  ports:[DiscoveryEndpointPort]=3
EventsEvent action:s=6 apiVersion:s deprecatedCount:i=15 deprecatedFirstTimestamp:d=13 deprecatedLastTimestamp:d=14
  deprecatedSource:EventSource=12 eventTime*:d=2 kind:s metadata:ObjectMeta=1 note:s=10 reason:s=7
  regarding:ObjectReference=8 related:ObjectReference=9 reportingController:s=4 reportingInstance:s=5
  series:EventsEventSeries=3 type:s=11
EventsEventSeries count*:i=1 lastObservedTime*:d=2
ForNode name*:s=1
ForZone name*:s=1
HTTPIngressPath backend*:IngressBackend=2 path:s=1 pathType*:s=3^
HTTPIngressRuleValue paths*:[HTTPIngressPath]=1
IPAddress apiVersion:s kind:s metadata:ObjectMeta=1 spec*:IPAddressSpec=2
IPAddressSpec parentRef*:ParentReference=1
IPBlock cidr*:s=1 except:[s]=2
Ingress apiVersion:s kind:s metadata:ObjectMeta=1 spec:IngressSpec=2 status:IngressStatus=3
IngressBackend resource:TypedLocalObjectReference=3 service:IngressServiceBackend=4
IngressClass apiVersion:s kind:s metadata:ObjectMeta=1 spec:IngressClassSpec=2
IngressClassParametersReference apiGroup:s=1^ kind*:s=2 name*:s=3 namespace:s=5^ scope:s=4^
IngressClassSpec controller:s=1 parameters:IngressClassParametersReference=2
IngressLoadBalancerIngress hostname:s=2 ip:s=1 ports:[IngressPortStatus]=4
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress]=1
IngressPortStatus error:s=3^ port*:i=1 protocol*:s=2
IngressRule host:s=1 http:HTTPIngressRuleValue=2.1
IngressServiceBackend name*:s=1 port:ServiceBackendPort=2
IngressSpec defaultBackend:IngressBackend=1 ingressClassName:s=4^ rules:[IngressRule]=3 tls:[IngressTLS]=2
IngressStatus loadBalancer:IngressLoadBalancerStatus=1
IngressTLS hosts:[s]=1 secretName:s=2
Lease apiVersion:s kind:s metadata:ObjectMeta=1 spec:LeaseSpec=2
LeaseSpec acquireTime:d=3 holderIdentity:s=1^ leaseDurationSeconds:i=2^ leaseTransitions:i=5^ preferredHolder:s=7^
  renewTime:d=4 strategy:s=6^
NetworkPolicy apiVersion:s kind:s metadata:ObjectMeta=1 spec:NetworkPolicySpec=2
NetworkPolicyEgressRule ports:[NetworkPolicyPort]=1 to:[NetworkPolicyPeer]=2
NetworkPolicyIngressRule from:[NetworkPolicyPeer]=2 ports:[NetworkPolicyPort]=1
NetworkPolicyPeer ipBlock:IPBlock=3 namespaceSelector:LabelSelector=2 podSelector:LabelSelector=1
NetworkPolicyPort endPort:i=3^ port:x=2^ protocol:s=1^
NetworkPolicySpec egress:[NetworkPolicyEgressRule]=3 ingress:[NetworkPolicyIngressRule]=2 podSelector:LabelSelector=1
  policyTypes:[s]=4
ParentReference group:s=1 name*:s=4 namespace:s=3 resource*:s=2
ServiceBackendPort~ name:s=1 number:i=2
ServiceCIDR apiVersion:s kind:s metadata:ObjectMeta=1 spec:ServiceCIDRSpec=2 status:ServiceCIDRStatus=3
ServiceCIDRSpec cidrs:[s]=1
ServiceCIDRStatus conditions:[Condition|type]=1
`;
