/** Field tables for RBAC, reviews and admission; `../builtin.ts` explains the notation. */
export const accessTypes = `
AdmissionregistrationServiceReference name*:s=2 namespace*:s=1 path:s=3^ port:i=4^
AdmissionregistrationWebhookClientConfig caBundle:y=2 service:AdmissionregistrationServiceReference=1 url:s=3^
AggregationRule clusterRoleSelectors:[LabelSelector]=1
AuditAnnotation key*:s=1 valueExpression*:s=2
BoundObjectReference apiVersion:s=2 kind:s=1 name:s=3 uid:s=4
ClusterRole aggregationRule:AggregationRule=3 apiVersion:s kind:s metadata:ObjectMeta=1 rules:[PolicyRule]=2
ClusterRoleBinding apiVersion:s kind:s metadata:ObjectMeta=1 roleRef*:RoleRef=3 subjects:[Subject]=2
ExpressionWarning fieldRef*:s=2 warning*:s=3
FieldSelectorAttributes rawSelector:s=1 requirements:[FieldSelectorRequirement]=2
FieldSelectorRequirement key*:s=1 operator*:s=2 values:[s]=3
LabelSelectorAttributes rawSelector:s=1 requirements:[LabelSelectorRequirement]=2
LocalSubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta=1 spec*:SubjectAccessReviewSpec=2
  status:SubjectAccessReviewStatus=3
MatchCondition expression*:s=2 name*:s=1
MatchResources~ excludeResourceRules:[NamedRuleWithOperations]=4 matchPolicy:s=7^ namespaceSelector:LabelSelector=1
  objectSelector:LabelSelector=2 resourceRules:[NamedRuleWithOperations]=3
MutatingWebhook admissionReviewVersions*:[s]=8 clientConfig*:AdmissionregistrationWebhookClientConfig=2
  failurePolicy:s=4^ matchConditions:[MatchCondition|name]=12 matchPolicy:s=9^ name*:s=1
  namespaceSelector:LabelSelector=5 objectSelector:LabelSelector=11 reinvocationPolicy:s=10^
  rules:[RuleWithOperations]=3 sideEffects*:s=6^ timeoutSeconds:i=7^
MutatingWebhookConfiguration apiVersion:s kind:s metadata:ObjectMeta=1 webhooks:[MutatingWebhook|name]=2
NamedRuleWithOperations~ apiGroups:[s]=2.2.1 apiVersions:[s]=2.2.2 operations:[s]=2.1 resourceNames:[s]=1
  resources:[s]=2.2.3 scope:s=2.2.4^
NonResourceAttributes path:s=1 verb:s=2
NonResourceRule nonResourceURLs:[s]=2 verbs*:[s]=1
ParamKind~ apiVersion:s=1 kind:s=2
ParamRef~ name:s=1 namespace:s=2 parameterNotFoundAction:s=4^ selector:LabelSelector=3
PolicyRule apiGroups:[s]=2 nonResourceURLs:[s]=5 resourceNames:[s]=4 resources:[s]=3 verbs*:[s]=1
ResourceAttributes fieldSelector:FieldSelectorAttributes=8 group:s=3 labelSelector:LabelSelectorAttributes=9 name:s=7
  namespace:s=1 resource:s=5 subresource:s=6 verb:s=2 version:s=4
ResourceRule apiGroups:[s]=2 resourceNames:[s]=4 resources:[s]=3 verbs*:[s]=1
Role apiVersion:s kind:s metadata:ObjectMeta=1 rules:[PolicyRule]=2
RoleBinding apiVersion:s kind:s metadata:ObjectMeta=1 roleRef*:RoleRef=3 subjects:[Subject]=2
RoleRef~ apiGroup:s=1 kind*:s=2 name*:s=3
RuleWithOperations apiGroups:[s]=2.1 apiVersions:[s]=2.2 operations:[s]=1 resources:[s]=2.3 scope:s=2.4^
SelfSubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta=1 spec*:SelfSubjectAccessReviewSpec=2
  status:SubjectAccessReviewStatus=3
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes=2 resourceAttributes:ResourceAttributes=1
SelfSubjectReview apiVersion:s kind:s metadata:ObjectMeta=1 status:SelfSubjectReviewStatus=2
SelfSubjectReviewStatus userInfo:UserInfo=1
SelfSubjectRulesReview apiVersion:s kind:s metadata:ObjectMeta=1 spec*:SelfSubjectRulesReviewSpec=2
  status:SubjectRulesReviewStatus=3
SelfSubjectRulesReviewSpec namespace:s=1
SubjectAccessReview apiVersion:s kind:s metadata:ObjectMeta=1 spec*:SubjectAccessReviewSpec=2
  status:SubjectAccessReviewStatus=3
SubjectAccessReviewSpec extra:{[s]}=5 groups:[s]=4 nonResourceAttributes:NonResourceAttributes=2
  resourceAttributes:ResourceAttributes=1 uid:s=6 user:s=3
SubjectAccessReviewStatus allowed*:b=1 denied:b=4 evaluationError:s=3 reason:s=2
SubjectRulesReviewStatus evaluationError:s=4 incomplete*:b=3 nonResourceRules*:[NonResourceRule]=2
  resourceRules*:[ResourceRule]=1
Subject~ apiGroup:s=2 kind*:s=1 name*:s=3 namespace:s=4
TokenRequest apiVersion:s kind:s metadata:ObjectMeta=1 spec:TokenRequestSpec=2 status:TokenRequestStatus=3
TokenRequestSpec audiences:[s]=1 boundObjectRef:BoundObjectReference=3 expirationSeconds:i=4^
TokenRequestStatus expirationTimestamp:d=2 token:s=1
TokenReview apiVersion:s kind:s metadata:ObjectMeta=1 spec*:TokenReviewSpec=2 status:TokenReviewStatus=3
TokenReviewSpec audiences:[s]=2 token*:s=1
TokenReviewStatus audiences:[s]=4 authenticated:b=1 error:s=3 user:UserInfo=2
TypeChecking expressionWarnings:[ExpressionWarning]=1
UserInfo extra:{[s]}=4 groups:[s]=3 uid:s=2 username:s=1
ValidatingAdmissionPolicy apiVersion:s kind:s metadata:ObjectMeta=1 spec:ValidatingAdmissionPolicySpec=2
  status:ValidatingAdmissionPolicyStatus=3
ValidatingAdmissionPolicyBinding apiVersion:s kind:s metadata:ObjectMeta=1
  spec*:ValidatingAdmissionPolicyBindingSpec=2
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources=3 paramRef:ParamRef=2 policyName*:s=1
  validationActions*:[s]=4
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation]=5 failurePolicy:s=4^
  matchConditions:[MatchCondition|name]=6 matchConstraints:MatchResources=2 paramKind:ParamKind=1
  validations:[Validation]=3 variables:[Variable|name]=7
ValidatingAdmissionPolicyStatus conditions:[Condition]=3 observedGeneration:i=1 typeChecking:TypeChecking=2
ValidatingWebhook admissionReviewVersions*:[s]=8 clientConfig*:AdmissionregistrationWebhookClientConfig=2
  failurePolicy:s=4^ matchConditions:[MatchCondition|name]=11 matchPolicy:s=9^ name*:s=1
  namespaceSelector:LabelSelector=5 objectSelector:LabelSelector=10 rules:[RuleWithOperations]=3 sideEffects*:s=6^
  timeoutSeconds:i=7^
ValidatingWebhookConfiguration apiVersion:s kind:s metadata:ObjectMeta=1 webhooks:[ValidatingWebhook|name]=2
Validation expression*:s=1 message:s=2 messageExpression:s=4 reason:s=3^
Variable expression*:s=2 name*:s=1
`;
