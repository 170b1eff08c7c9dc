/** Field tables for policies, ingresses, leases and endpoint slices; `../builtin.ts` explains the notation. */
export const networkTypes = `
DiscoveryEndpointPort~ appProtocol:s name:s port:i protocol:s
Endpoint addresses*:[s] conditions:EndpointConditions deprecatedTopology:{s} hints:EndpointHints hostname:s nodeName:s
  targetRef:ObjectReference zone:s
EndpointConditions ready:b serving:b terminating:b
EndpointHints forNodes:[ForNode] forZones:[ForZone]
EndpointSlice addressType*:s apiVersion:s endpoints:[Endpoint] kind:s metadata:ObjectMeta
  ports:[DiscoveryEndpointPort]
EventsEvent action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:d deprecatedLastTimestamp:d
  deprecatedSource:EventSource eventTime*:d kind:s metadata:ObjectMeta note:s reason:s regarding:ObjectReference
  related:ObjectReference reportingController:s reportingInstance:s series:EventsEventSeries type:s
EventsEventSeries count*:i lastObservedTime*:d
ForNode name*:s
ForZone name*:s
HTTPIngressPath backend*:IngressBackend path:s pathType*:s
HTTPIngressRuleValue paths*:[HTTPIngressPath]
IPAddress apiVersion:s kind:s metadata:ObjectMeta spec*:IPAddressSpec
IPAddressSpec parentRef*:ParentReference
IPBlock cidr*:s except:[s]
Ingress apiVersion:s kind:s metadata:ObjectMeta spec:IngressSpec status:IngressStatus
IngressBackend resource:TypedLocalObjectReference service:IngressServiceBackend
IngressClass apiVersion:s kind:s metadata:ObjectMeta spec:IngressClassSpec
IngressClassParametersReference apiGroup:s kind*:s name*:s namespace:s scope:s
IngressClassSpec controller:s parameters:IngressClassParametersReference
IngressLoadBalancerIngress hostname:s ip:s ports:[IngressPortStatus]
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress]
IngressPortStatus error:s port*:i protocol*:s
IngressRule host:s http:HTTPIngressRuleValue
IngressServiceBackend name*:s port:ServiceBackendPort
IngressSpec defaultBackend:IngressBackend ingressClassName:s rules:[IngressRule] tls:[IngressTLS]
IngressStatus loadBalancer:IngressLoadBalancerStatus
IngressTLS hosts:[s] secretName:s
Lease apiVersion:s kind:s metadata:ObjectMeta spec:LeaseSpec
LeaseSpec acquireTime:d holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s renewTime:d
  strategy:s
NetworkPolicy apiVersion:s kind:s metadata:ObjectMeta spec:NetworkPolicySpec
NetworkPolicyEgressRule ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]
NetworkPolicyIngressRule from:[NetworkPolicyPeer] ports:[NetworkPolicyPort]
NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
NetworkPolicyPort endPort:i port:x protocol:s
NetworkPolicySpec egress:[NetworkPolicyEgressRule] ingress:[NetworkPolicyIngressRule] podSelector:LabelSelector
  policyTypes:[s]
ParentReference group:s name*:s namespace:s resource*:s
ServiceBackendPort~ name:s number:i
ServiceCIDR apiVersion:s kind:s metadata:ObjectMeta spec:ServiceCIDRSpec status:ServiceCIDRStatus
ServiceCIDRSpec cidrs:[s]
ServiceCIDRStatus conditions:[Condition|type]
`;
