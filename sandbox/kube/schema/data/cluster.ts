/** Field tables for custom resource definitions, storage, priorities and flow control; `../builtin.ts` explains the notation. */
export const clusterTypes = `
APIService apiVersion:s kind:s metadata:ObjectMeta spec:APIServiceSpec status:APIServiceStatus
APIServiceCondition lastTransitionTime:d message:s reason:s status*:s type*:s
APIServiceSpec caBundle:y group:s groupPriorityMinimum*:i insecureSkipTLSVerify:b
  service:ApiregistrationServiceReference version:s versionPriority*:i
APIServiceStatus conditions:[APIServiceCondition|type]
ApiextensionsServiceReference name*:s=2 namespace*:s=1 path:s=3^ port:i=4^
ApiextensionsWebhookClientConfig caBundle:y=2 service:ApiextensionsServiceReference=1 url:s=3^
ApiregistrationServiceReference name:s=2 namespace:s=1 port:i=4^
CSIDriver apiVersion:s kind:s metadata:ObjectMeta=1 spec*:CSIDriverSpec=2
CSIDriverSpec attachRequired:b=1^ fsGroupPolicy:s=5^ nodeAllocatableUpdatePeriodSeconds:i=9^ podInfoOnMount:b=2^
  requiresRepublish:b=7^ seLinuxMount:b=8^ serviceAccountTokenInSecrets:b=10^ storageCapacity:b=4^
  tokenRequests:[StorageTokenRequest]=6 volumeLifecycleModes:[s]=3
CSINode apiVersion:s kind:s metadata:ObjectMeta=1 spec*:CSINodeSpec=2
CSINodeDriver allocatable:VolumeNodeResources=4 name*:s=1 nodeID*:s=2 topologyKeys:[s]=3
CSINodeSpec drivers*:[CSINodeDriver|name]=1
CSIStorageCapacity apiVersion:s capacity:q=4 kind:s maximumVolumeSize:q=5 metadata:ObjectMeta=1
  nodeTopology:LabelSelector=2 storageClassName*:s=3
CertificateSigningRequest apiVersion:s kind:s metadata:ObjectMeta=1 spec*:CertificateSigningRequestSpec=2
  status:CertificateSigningRequestStatus=3
CertificateSigningRequestCondition lastTransitionTime:d=5 lastUpdateTime:d=4 message:s=3 reason:s=2 status*:s=6 type*:s=1
CertificateSigningRequestSpec expirationSeconds:i=8^ extra:{[s]}=6 groups:[s]=4 request*:y=1 signerName*:s=7 uid:s=3
  usages:[s]=5 username:s=2
CertificateSigningRequestStatus certificate:y=2 conditions:[CertificateSigningRequestCondition|type]=1
CustomResourceColumnDefinition description:s format:s jsonPath*:s name*:s priority:i type*:s
CustomResourceConversion strategy*:s webhook:WebhookConversion
CustomResourceDefinition apiVersion:s kind:s metadata:ObjectMeta spec*:CustomResourceDefinitionSpec
  status:CustomResourceDefinitionStatus
CustomResourceDefinitionCondition lastTransitionTime:d message:s observedGeneration:i reason:s status*:s type*:s
CustomResourceDefinitionNames categories:[s] kind*:s listKind:s plural*:s shortNames:[s] singular:s
CustomResourceDefinitionSpec conversion:CustomResourceConversion group*:s names*:CustomResourceDefinitionNames
  preserveUnknownFields:b scope*:s versions*:[CustomResourceDefinitionVersion]
CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames
  conditions:[CustomResourceDefinitionCondition|type] observedGeneration:i storedVersions:[s]
CustomResourceDefinitionVersion additionalPrinterColumns:[CustomResourceColumnDefinition] deprecated:b
  deprecationWarning:s name*:s schema:CustomResourceValidation selectableFields:[SelectableField] served*:b storage*:b
  subresources:CustomResourceSubresources
CustomResourceSubresourceScale labelSelectorPath:s specReplicasPath*:s statusReplicasPath*:s
CustomResourceSubresources scale:CustomResourceSubresourceScale status:o
CustomResourceValidation openAPIV3Schema:JSONSchemaProps
ExemptPriorityLevelConfiguration lendablePercent:i=2^ nominalConcurrencyShares:i=1^
ExternalDocumentation description:s url:s
FlowDistinguisherMethod type*:s=1
FlowSchema apiVersion:s kind:s metadata:ObjectMeta=1 spec:FlowSchemaSpec=2 status:FlowSchemaStatus=3
FlowSchemaCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status:s=2 type:s=1
FlowSchemaSpec distinguisherMethod:FlowDistinguisherMethod=3 matchingPrecedence:i=2
  priorityLevelConfiguration*:PriorityLevelConfigurationReference=1 rules:[PolicyRulesWithSubjects]=4
FlowSchemaStatus conditions:[FlowSchemaCondition|type]=1
FlowcontrolSubject group:GroupSubject=3 kind*:s=1 serviceAccount:ServiceAccountSubject=4 user:UserSubject=2
GroupSubject name*:s=1
JSONSchemaProps $ref:s $schema:s additionalItems:o additionalProperties:o allOf:[JSONSchemaProps]
  anyOf:[JSONSchemaProps] default:o definitions:{JSONSchemaProps} dependencies:{o} description:s enum:[o] example:o
  exclusiveMaximum:b exclusiveMinimum:b externalDocs:ExternalDocumentation format:s id:s items:o maxItems:i
  maxLength:i maxProperties:i maximum:n minItems:i minLength:i minProperties:i minimum:n multipleOf:n
  not:JSONSchemaProps nullable:b oneOf:[JSONSchemaProps] pattern:s patternProperties:{JSONSchemaProps}
  properties:{JSONSchemaProps} required:[s] title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b
  x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s] x-kubernetes-list-type:s x-kubernetes-map-type:s
  x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[ValidationRule]
LimitResponse queuing:QueuingConfiguration=2 type*:s=1
LimitedPriorityLevelConfiguration borrowingLimitPercent:i=4^ lendablePercent:i=3^ limitResponse:LimitResponse=2
  nominalConcurrencyShares:i=1^
NonResourcePolicyRule nonResourceURLs*:[s]=6 verbs*:[s]=1
Overhead podFixed:{q}=1
PolicyRulesWithSubjects nonResourceRules:[NonResourcePolicyRule]=3 resourceRules:[ResourcePolicyRule]=2
  subjects*:[FlowcontrolSubject]=1
PriorityClass apiVersion:s description:s=4 globalDefault:b=3 kind:s metadata:ObjectMeta=1 preemptionPolicy:s=5^
  value:i=2
PriorityLevelConfiguration apiVersion:s kind:s metadata:ObjectMeta=1 spec:PriorityLevelConfigurationSpec=2
  status:PriorityLevelConfigurationStatus=3
PriorityLevelConfigurationCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status:s=2 type:s=1
PriorityLevelConfigurationReference name*:s=1
PriorityLevelConfigurationSpec exempt:ExemptPriorityLevelConfiguration=3 limited:LimitedPriorityLevelConfiguration=2
  type*:s=1
PriorityLevelConfigurationStatus conditions:[PriorityLevelConfigurationCondition|type]=1
QueuingConfiguration handSize:i=2 queueLengthLimit:i=3 queues:i=1
ResourcePolicyRule apiGroups*:[s]=2 clusterScope:b=4 namespaces:[s]=5 resources*:[s]=3 verbs*:[s]=1
RuntimeClass apiVersion:s handler*:s=2 kind:s metadata:ObjectMeta=1 overhead:Overhead=3 scheduling:Scheduling=4
Scheduling nodeSelector:{s}=1 tolerations:[Toleration]=2
SelectableField jsonPath*:s
ServiceAccountSubject name*:s=2 namespace*:s=1
StorageClass allowVolumeExpansion:b=6^ allowedTopologies:[TopologySelectorTerm]=8 apiVersion:s kind:s
  metadata:ObjectMeta=1 mountOptions:[s]=5 parameters:{s}=3 provisioner*:s=2 reclaimPolicy:s=4^ volumeBindingMode:s=7^
StorageTokenRequest audience*:s=1 expirationSeconds:i=2^
TopologySelectorLabelRequirement key*:s=1 values*:[s]=2
TopologySelectorTerm~ matchLabelExpressions:[TopologySelectorLabelRequirement]=1
UserSubject name*:s=1
ValidationRule fieldPath:s message:s messageExpression:s optionalOldSelf:b reason:s rule*:s
VolumeAttachment apiVersion:s kind:s metadata:ObjectMeta=1 spec*:VolumeAttachmentSpec=2
  status:VolumeAttachmentStatus=3
VolumeAttachmentSource inlineVolumeSpec:PersistentVolumeSpec=2 persistentVolumeName:s=1^
VolumeAttachmentSpec attacher*:s=1 nodeName*:s=3 source*:VolumeAttachmentSource=2
VolumeAttachmentStatus attachError:VolumeError=3 attached*:b=1 attachmentMetadata:{s}=2 detachError:VolumeError=4
VolumeAttributesClass apiVersion:s driverName*:s=2 kind:s metadata:ObjectMeta=1 parameters:{s}=3
VolumeError errorCode:i=3^ message:s=2 time:d=1
VolumeNodeResources count:i=1^
WebhookConversion clientConfig:ApiextensionsWebhookClientConfig conversionReviewVersions*:[s]
`;
