/*
 * The messages that clients send as protobuf although they would take JSON back: what helm and kubectl write by typed
 * clients. One line a message, `Name number:field:type …`. Types: s string, i integer, b boolean, y bytes (base64 in
 * JSON), d time, j raw JSON, {T} map, [T] list, or another message.
 */
const table = `
ObjectMeta 1:name:s 2:generateName:s 3:namespace:s 5:uid:s 6:resourceVersion:s 7:generation:i 8:creationTimestamp:d 9:deletionTimestamp:d 10:deletionGracePeriodSeconds:i 11:labels:{s} 12:annotations:{s} 13:ownerReferences:[OwnerReference] 14:finalizers:[s] 17:managedFields:[ManagedFieldsEntry]
OwnerReference 1:kind:s 3:name:s 4:uid:s 5:apiVersion:s 6:controller:b 7:blockOwnerDeletion:b
ManagedFieldsEntry 1:manager:s 2:operation:s 3:apiVersion:s 4:time:d 6:fieldsType:s 7:fieldsV1:RawJson 8:subresource:s
RawJson 1:raw:j
DeleteOptions 1:gracePeriodSeconds:i 2:preconditions:Preconditions 3:orphanDependents:b 4:propagationPolicy:s 5:dryRun:[s]
Preconditions 1:uid:s 2:resourceVersion:s
Secret 1:metadata:ObjectMeta 2:data:{y} 3:type:s 4:stringData:{s} 5:immutable:b
ConfigMap 1:metadata:ObjectMeta 2:data:{s} 3:binaryData:{y} 4:immutable:b
Namespace 1:metadata:ObjectMeta 2:spec:NamespaceSpec
NamespaceSpec 1:finalizers:[s]
ServiceAccount 1:metadata:ObjectMeta 2:secrets:[ObjectReference] 3:imagePullSecrets:[LocalObjectReference] 4:automountServiceAccountToken:b
ObjectReference 1:kind:s 2:namespace:s 3:name:s 4:uid:s 5:apiVersion:s 6:resourceVersion:s 7:fieldPath:s
LocalObjectReference 1:name:s
Lease 1:metadata:ObjectMeta 2:spec:LeaseSpec
LeaseSpec 1:holderIdentity:s 2:leaseDurationSeconds:i 3:acquireTime:d 4:renewTime:d 5:leaseTransitions:i
Event 1:metadata:ObjectMeta 2:involvedObject:ObjectReference 3:reason:s 4:message:s 5:source:EventSource 6:firstTimestamp:d 7:lastTimestamp:d 8:count:i 9:type:s 10:eventTime:d 12:action:s 14:reportingComponent:s 15:reportingInstance:s
EventSource 1:component:s 2:host:s
Eviction 1:metadata:ObjectMeta 2:deleteOptions:DeleteOptions
TokenRequest 1:metadata:ObjectMeta 2:spec:TokenRequestSpec
TokenRequestSpec 1:audiences:[s] 4:expirationSeconds:i
SelfSubjectAccessReview 1:metadata:ObjectMeta 2:spec:SelfSubjectAccessReviewSpec
SelfSubjectAccessReviewSpec 1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes
ResourceAttributes 1:namespace:s 2:verb:s 3:group:s 4:version:s 5:resource:s 6:subresource:s 7:name:s
NonResourceAttributes 1:path:s 2:verb:s
SelfSubjectRulesReview 1:metadata:ObjectMeta 2:spec:SelfSubjectRulesReviewSpec
SelfSubjectRulesReviewSpec 1:namespace:s
SelfSubjectReview 1:metadata:ObjectMeta
Role 1:metadata:ObjectMeta 2:rules:[PolicyRule]
ClusterRole 1:metadata:ObjectMeta 2:rules:[PolicyRule]
PolicyRule 1:verbs:[s] 2:apiGroups:[s] 3:resources:[s] 4:resourceNames:[s] 5:nonResourceURLs:[s]
RoleBinding 1:metadata:ObjectMeta 2:subjects:[Subject] 3:roleRef:RoleRef
ClusterRoleBinding 1:metadata:ObjectMeta 2:subjects:[Subject] 3:roleRef:RoleRef
Subject 1:kind:s 2:apiGroup:s 3:name:s 4:namespace:s
RoleRef 1:apiGroup:s 2:kind:s 3:name:s
`;

export interface MessageField {
  name: string;
  type: string;
}

/** The fields of each message by their numbers. */
export const messages: Map<string, Map<number, MessageField>> = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...fields] = line.split(' ');
      const entries = fields.map((field): [number, MessageField] => {
        const [number = '', fieldName = '', type = ''] = field.split(':');
        return [Number(number), { name: fieldName, type }];
      });
      return [name, new Map(entries)];
    }),
);
