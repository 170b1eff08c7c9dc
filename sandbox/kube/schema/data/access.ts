/** Field tables for RBAC, reviews and admission; `../builtin.ts` explains the notation. */
export const accessTypes = `
AdmissionregistrationServiceReference name*:s namespace*:s path:s port:i
AdmissionregistrationWebhookClientConfig caBundle:y service:AdmissionregistrationServiceReference url:s
AggregationRule clusterRoleSelectors:[LabelSelector]
AuditAnnotation key*:s valueExpression*:s
BoundObjectReference apiVersion:s kind:s name:s uid:s
ClusterRole aggregationRule:AggregationRule apiVersion:s kind:s metadata:ObjectMeta rules:[PolicyRule]
ClusterRoleBinding apiVersion:s kind:s metadata:ObjectMeta roleRef*:RoleRef subjects:[Subject]
ExpressionWarning fieldRef*:s warning*:s
FieldSelectorAttributes rawSelector:s requirements:[FieldSelectorRequirement]
FieldSelectorRequirement key*:s operator*:s values:[s]
LabelSelectorAttributes rawSelector:s requirements:[LabelSelectorRequirement]
LocalSubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta spec*:SubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
MatchCondition expression*:s name*:s
MatchResources~ excludeResourceRules:[NamedRuleWithOperations] matchPolicy:s namespaceSelector:LabelSelector
  objectSelector:LabelSelector resourceRules:[NamedRuleWithOperations]
MutatingWebhook admissionReviewVersions*:[s] clientConfig*:AdmissionregistrationWebhookClientConfig failurePolicy:s
  matchConditions:[MatchCondition|name] matchPolicy:s name*:s namespaceSelector:LabelSelector
  objectSelector:LabelSelector reinvocationPolicy:s rules:[RuleWithOperations] sideEffects*:s timeoutSeconds:i
MutatingWebhookConfiguration apiVersion:s kind:s metadata:ObjectMeta webhooks:[MutatingWebhook|name]
NamedRuleWithOperations~ apiGroups:[s] apiVersions:[s] operations:[s] resourceNames:[s] resources:[s] scope:s
NonResourceAttributes path:s verb:s
NonResourceRule nonResourceURLs:[s] verbs*:[s]
ParamKind~ apiVersion:s kind:s
ParamRef~ name:s namespace:s parameterNotFoundAction:s selector:LabelSelector
PolicyRule apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs*:[s]
ResourceAttributes fieldSelector:FieldSelectorAttributes group:s labelSelector:LabelSelectorAttributes name:s
  namespace:s resource:s subresource:s verb:s version:s
ResourceRule apiGroups:[s] resourceNames:[s] resources:[s] verbs*:[s]
Role apiVersion:s kind:s metadata:ObjectMeta rules:[PolicyRule]
RoleBinding apiVersion:s kind:s metadata:ObjectMeta roleRef*:RoleRef subjects:[Subject]
RoleRef~ apiGroup:s kind*:s name*:s
RuleWithOperations apiGroups:[s] apiVersions:[s] operations:[s] resources:[s] scope:s
SelfSubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta spec*:SelfSubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectReview apiVersion:s kind:s metadata:ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo:UserInfo
SelfSubjectRulesReview apiVersion:s kind:s metadata:ObjectMeta spec*:SelfSubjectRulesReviewSpec
  status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace:s
SubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta spec*:SubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
SubjectAccessReviewSpec extra:{[s]} groups:[s] nonResourceAttributes:NonResourceAttributes
  resourceAttributes:ResourceAttributes uid:s user:s
SubjectAccessReviewStatus allowed*:b denied:b evaluationError:s reason:s
SubjectRulesReviewStatus evaluationError:s incomplete*:b nonResourceRules*:[NonResourceRule]
  resourceRules*:[ResourceRule]
Subject~ apiGroup:s kind*:s name*:s namespace:s
TokenRequest apiVersion:s kind:s metadata:ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus
TokenRequestSpec audiences:[s] boundObjectRef:BoundObjectReference expirationSeconds:i
TokenRequestStatus expirationTimestamp:d token:s
TokenReview apiVersion:s kind:s metadata:ObjectMeta spec*:TokenReviewSpec status:TokenReviewStatus
TokenReviewSpec audiences:[s] token*:s
TokenReviewStatus audiences:[s] authenticated:b error:s user:UserInfo
TypeChecking expressionWarnings:[ExpressionWarning]
UserInfo extra:{[s]} groups:[s] uid:s username:s
ValidatingAdmissionPolicy apiVersion:s kind:s metadata:ObjectMeta spec:ValidatingAdmissionPolicySpec
  status:ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding apiVersion:s kind:s metadata:ObjectMeta spec*:ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName*:s
  validationActions*:[s]
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation] failurePolicy:s matchConditions:[MatchCondition|name]
  matchConstraints:MatchResources paramKind:ParamKind validations:[Validation] variables:[Variable|name]
ValidatingAdmissionPolicyStatus conditions:[Condition] observedGeneration:i typeChecking:TypeChecking
ValidatingWebhook admissionReviewVersions*:[s] clientConfig*:AdmissionregistrationWebhookClientConfig failurePolicy:s
  matchConditions:[MatchCondition|name] matchPolicy:s name*:s namespaceSelector:LabelSelector
  objectSelector:LabelSelector rules:[RuleWithOperations] sideEffects*:s timeoutSeconds:i
ValidatingWebhookConfiguration apiVersion:s kind:s metadata:ObjectMeta webhooks:[ValidatingWebhook|name]
Validation expression*:s message:s messageExpression:s reason:s
Variable expression*:s name*:s
`;
