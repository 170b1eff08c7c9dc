/** Field tables for custom resource definitions, storage, priorities and flow control; `../builtin.ts` explains the notation. */
export const clusterTypes = `
APIService apiVersion:s kind:s metadata:ObjectMeta spec:APIServiceSpec status:APIServiceStatus
APIServiceCondition lastTransitionTime:d message:s reason:s status*:s type*:s
APIServiceSpec caBundle:y group:s groupPriorityMinimum*:i insecureSkipTLSVerify:b
  service:ApiregistrationServiceReference version:s versionPriority*:i
APIServiceStatus conditions:[APIServiceCondition|type]
ApiextensionsServiceReference name*:s namespace*:s path:s port:i
ApiextensionsWebhookClientConfig caBundle:y service:ApiextensionsServiceReference url:s
ApiregistrationServiceReference name:s namespace:s port:i
CSIDriver apiVersion:s kind:s metadata:ObjectMeta spec*:CSIDriverSpec
CSIDriverSpec attachRequired:b fsGroupPolicy:s nodeAllocatableUpdatePeriodSeconds:i podInfoOnMount:b
  preventPodSchedulingIfMissing:b requiresRepublish:b seLinuxMount:b serviceAccountTokenInSecrets:b storageCapacity:b
  tokenRequests:[StorageTokenRequest] volumeLifecycleModes:[s]
CSINode apiVersion:s kind:s metadata:ObjectMeta spec*:CSINodeSpec
CSINodeDriver allocatable:VolumeNodeResources name*:s nodeID*:s topologyKeys:[s]
CSINodeSpec drivers*:[CSINodeDriver|name]
CSIStorageCapacity apiVersion:s capacity:q kind:s maximumVolumeSize:q metadata:ObjectMeta nodeTopology:LabelSelector
  storageClassName*:s
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
ExemptPriorityLevelConfiguration lendablePercent:i nominalConcurrencyShares:i
ExternalDocumentation description:s url:s
FlowDistinguisherMethod type*:s
FlowSchema apiVersion:s kind:s metadata:ObjectMeta spec:FlowSchemaSpec status:FlowSchemaStatus
FlowSchemaCondition lastTransitionTime:d message:s reason:s status:s type:s
FlowSchemaSpec distinguisherMethod:FlowDistinguisherMethod matchingPrecedence:i
  priorityLevelConfiguration*:PriorityLevelConfigurationReference rules:[PolicyRulesWithSubjects]
FlowSchemaStatus conditions:[FlowSchemaCondition|type]
FlowcontrolSubject group:GroupSubject kind*:s serviceAccount:ServiceAccountSubject user:UserSubject
GroupSubject name*:s
JSONSchemaProps $ref:s $schema:s additionalItems:o additionalProperties:o allOf:[JSONSchemaProps]
  anyOf:[JSONSchemaProps] default:o definitions:{JSONSchemaProps} dependencies:{o} description:s enum:[o] example:o
  exclusiveMaximum:b exclusiveMinimum:b externalDocs:ExternalDocumentation format:s id:s items:o maxItems:i
  maxLength:i maxProperties:i maximum:n minItems:i minLength:i minProperties:i minimum:n multipleOf:n
  not:JSONSchemaProps nullable:b oneOf:[JSONSchemaProps] pattern:s patternProperties:{JSONSchemaProps}
  properties:{JSONSchemaProps} required:[s] title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b
  x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s] x-kubernetes-list-type:s x-kubernetes-map-type:s
  x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[ValidationRule]
LimitResponse queuing:QueuingConfiguration type*:s
LimitedPriorityLevelConfiguration borrowingLimitPercent:i lendablePercent:i limitResponse:LimitResponse
  nominalConcurrencyShares:i
NonResourcePolicyRule nonResourceURLs*:[s] verbs*:[s]
Overhead podFixed:{q}
PolicyRulesWithSubjects nonResourceRules:[NonResourcePolicyRule] resourceRules:[ResourcePolicyRule]
  subjects*:[FlowcontrolSubject]
PriorityClass apiVersion:s description:s globalDefault:b kind:s metadata:ObjectMeta preemptionPolicy:s value:i
PriorityLevelConfiguration apiVersion:s kind:s metadata:ObjectMeta spec:PriorityLevelConfigurationSpec
  status:PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition lastTransitionTime:d message:s reason:s status:s type:s
PriorityLevelConfigurationReference name*:s
PriorityLevelConfigurationSpec exempt:ExemptPriorityLevelConfiguration limited:LimitedPriorityLevelConfiguration
  type*:s
PriorityLevelConfigurationStatus conditions:[PriorityLevelConfigurationCondition|type]
QueuingConfiguration handSize:i queueLengthLimit:i queues:i
ResourcePolicyRule apiGroups*:[s] clusterScope:b namespaces:[s] resources*:[s] verbs*:[s]
RuntimeClass apiVersion:s handler*:s kind:s metadata:ObjectMeta overhead:Overhead scheduling:Scheduling
Scheduling nodeSelector:{s} tolerations:[Toleration]
SelectableField jsonPath*:s
ServiceAccountSubject name*:s namespace*:s
StorageClass allowVolumeExpansion:b allowedTopologies:[TopologySelectorTerm] apiVersion:s kind:s metadata:ObjectMeta
  mountOptions:[s] parameters:{s} provisioner*:s reclaimPolicy:s volumeBindingMode:s
StorageTokenRequest audience*:s expirationSeconds:i
TopologySelectorLabelRequirement key*:s values*:[s]
TopologySelectorTerm~ matchLabelExpressions:[TopologySelectorLabelRequirement]
UserSubject name*:s
ValidationRule fieldPath:s message:s messageExpression:s optionalOldSelf:b reason:s rule*:s
VolumeAttachment apiVersion:s kind:s metadata:ObjectMeta spec*:VolumeAttachmentSpec status:VolumeAttachmentStatus
VolumeAttachmentSource inlineVolumeSpec:PersistentVolumeSpec persistentVolumeName:s
VolumeAttachmentSpec attacher*:s nodeName*:s source*:VolumeAttachmentSource
VolumeAttachmentStatus attachError:VolumeError attached*:b attachmentMetadata:{s} detachError:VolumeError
VolumeError errorCode:i message:s time:d
VolumeNodeResources count:i
WebhookConversion clientConfig:ApiextensionsWebhookClientConfig conversionReviewVersions*:[s]
`;
