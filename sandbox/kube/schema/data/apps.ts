/** Field tables for workloads, autoscaling and disruption budgets; `../builtin.ts` explains the notation. */
export const appsTypes = `
ContainerResourceMetricSource container*:s=3 name*:s=1 target*:MetricTarget=2
ContainerResourceMetricStatus container*:s=3 current*:MetricValueStatus=2 name*:s=1
ControllerRevision apiVersion:s data:o=2 kind:s metadata:ObjectMeta=1 revision*:i=3
CronJob apiVersion:s kind:s metadata:ObjectMeta=1 spec*:CronJobSpec=2 status:CronJobStatus=3
CronJobSpec concurrencyPolicy:s=3 failedJobsHistoryLimit:i=7^ jobTemplate*:JobTemplateSpec=5 schedule*:s=1
  startingDeadlineSeconds:i=2^ successfulJobsHistoryLimit:i=6^ suspend:b=4^ timeZone:s=8^
CronJobStatus active:[ObjectReference]=1 lastScheduleTime:d=4 lastSuccessfulTime:d=5
CrossVersionObjectReferenceV2 apiVersion:s=3 kind*:s=1 name*:s=2
CrossVersionObjectReference~ apiVersion:s=3 kind*:s=1 name*:s=2
DaemonSet apiVersion:s kind:s metadata:ObjectMeta=1 spec:DaemonSetSpec=2 status:DaemonSetStatus=3
DaemonSetCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status*:s=2 type*:s=1
DaemonSetSpec minReadySeconds:i=4 revisionHistoryLimit:i=6^ selector*:LabelSelector=1 template*:PodTemplateSpec=2
  updateStrategy:DaemonSetUpdateStrategy=3
DaemonSetStatus collisionCount:i=9^ conditions:[DaemonSetCondition|type]=10 currentNumberScheduled*:i=1
  desiredNumberScheduled*:i=3 numberAvailable:i=7 numberMisscheduled*:i=2 numberReady*:i=4 numberUnavailable:i=8
  observedGeneration:i=5 updatedNumberScheduled:i=6
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet=2 type:s=1
Deployment apiVersion:s kind:s metadata:ObjectMeta=1 spec:DeploymentSpec=2 status:DeploymentStatus=3
DeploymentCondition lastTransitionTime:d=7 lastUpdateTime:d=6 message:s=5 reason:s=4 status*:s=2 type*:s=1
DeploymentSpec minReadySeconds:i=5 paused:b=7 progressDeadlineSeconds:i=9^ replicas:i=1^ revisionHistoryLimit:i=6^
  selector*:LabelSelector=2 strategy:DeploymentStrategy=4 template*:PodTemplateSpec=3
DeploymentStatus availableReplicas:i=4 collisionCount:i=8^ conditions:[DeploymentCondition|type]=6
  observedGeneration:i=1 readyReplicas:i=7 replicas:i=2 terminatingReplicas:i=9^ unavailableReplicas:i=5
  updatedReplicas:i=3
DeploymentStrategy rollingUpdate:RollingUpdateDeployment=2 type:s=1
Eviction apiVersion:s deleteOptions:DeleteOptions=2 kind:s metadata:ObjectMeta=1
ExternalMetricSource metric*:MetricIdentifier=1 target*:MetricTarget=2
ExternalMetricStatus current*:MetricValueStatus=2 metric*:MetricIdentifier=1
HPAScalingPolicy periodSeconds*:i=3 type*:s=1 value*:i=2
HPAScalingRules policies:[HPAScalingPolicy]=2 selectPolicy:s=1^ stabilizationWindowSeconds:i=3^ tolerance:q=4
HorizontalPodAutoscaler apiVersion:s kind:s metadata:ObjectMeta=1 spec*:HorizontalPodAutoscalerSpec=2
  status:HorizontalPodAutoscalerStatus=3
HorizontalPodAutoscalerBehavior scaleDown:HPAScalingRules=2 scaleUp:HPAScalingRules=1
HorizontalPodAutoscalerCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status*:s=2 type*:s=1
HorizontalPodAutoscalerSpec behavior:HorizontalPodAutoscalerBehavior=5 maxReplicas*:i=3 metrics:[MetricSpec]=4
  minReplicas:i=2^ scaleTargetRef*:CrossVersionObjectReferenceV2=1
HorizontalPodAutoscalerSpecV1 maxReplicas*:i=3 minReplicas:i=2^ scaleTargetRef*:CrossVersionObjectReference=1
  targetCPUUtilizationPercentage:i=4^
HorizontalPodAutoscalerStatus conditions:[HorizontalPodAutoscalerCondition|type]=6 currentMetrics:[MetricStatus]=5
  currentReplicas:i=3 desiredReplicas*:i=4 lastScaleTime:d=2 observedGeneration:i=1^
HorizontalPodAutoscalerStatusV1 currentCPUUtilizationPercentage:i=5^ currentReplicas*:i=3 desiredReplicas*:i=4
  lastScaleTime:d=2 observedGeneration:i=1^
HorizontalPodAutoscalerV1 apiVersion:s kind:s metadata:ObjectMeta=1 spec*:HorizontalPodAutoscalerSpecV1=2
  status:HorizontalPodAutoscalerStatusV1=3
Job apiVersion:s kind:s metadata:ObjectMeta=1 spec:JobSpec=2 status:JobStatus=3
JobCondition lastProbeTime:d=3 lastTransitionTime:d=4 message:s=6 reason:s=5 status*:s=2 type*:s=1
JobSpec activeDeadlineSeconds:i=3^ backoffLimit:i=7^ backoffLimitPerIndex:i=12^ completionMode:s=9^ completions:i=2^
  managedBy:s=15^ manualSelector:b=5^ maxFailedIndexes:i=13^ parallelism:i=1^ podFailurePolicy:PodFailurePolicy=11
  podReplacementPolicy:s=14^ selector:LabelSelector=4 successPolicy:SuccessPolicy=16 suspend:b=10^
  template*:PodTemplateSpec=6 ttlSecondsAfterFinished:i=8^
JobStatus active:i=4 completedIndexes:s=7 completionTime:d=3 conditions:[JobCondition|type!]=1 failed:i=6
  failedIndexes:s=10^ ready:i=9^ startTime:d=2 succeeded:i=5 terminating:i=11^
  uncountedTerminatedPods:UncountedTerminatedPods=8
JobTemplateSpec metadata:ObjectMeta=1 spec:JobSpec=2
MetricIdentifier name*:s=1 selector:LabelSelector=2
MetricSpec containerResource:ContainerResourceMetricSource=7 external:ExternalMetricSource=5
  object:ObjectMetricSource=2 pods:PodsMetricSource=3 resource:ResourceMetricSource=4 type*:s=1
MetricStatus containerResource:ContainerResourceMetricStatus=7 external:ExternalMetricStatus=5
  object:ObjectMetricStatus=2 pods:PodsMetricStatus=3 resource:ResourceMetricStatus=4 type*:s=1
MetricTarget averageUtilization:i=4^ averageValue:q=3 type*:s=1 value:q=2
MetricValueStatus averageUtilization:i=3^ averageValue:q=2 value:q=1
ObjectMetricSource describedObject*:CrossVersionObjectReferenceV2=1 metric*:MetricIdentifier=3 target*:MetricTarget=2
ObjectMetricStatus current*:MetricValueStatus=2 describedObject*:CrossVersionObjectReferenceV2=3
  metric*:MetricIdentifier=1
PodDisruptionBudget apiVersion:s kind:s metadata:ObjectMeta=1 spec:PodDisruptionBudgetSpec=2
  status:PodDisruptionBudgetStatus=3
PodDisruptionBudgetSpec maxUnavailable:x=3^ minAvailable:x=1^ selector:LabelSelector=2 unhealthyPodEvictionPolicy:s=4^
PodDisruptionBudgetStatus conditions:[Condition|type]=7 currentHealthy:i=4 desiredHealthy:i=5 disruptedPods:{d}=2
  disruptionsAllowed:i=3 expectedPods:i=6 observedGeneration:i=1
PodFailurePolicy rules*:[PodFailurePolicyRule]=1
PodFailurePolicyOnExitCodesRequirement containerName:s=1^ operator*:s=2 values*:[i]=3
PodFailurePolicyOnPodConditionsPattern status:s=2 type*:s=1
PodFailurePolicyRule action*:s=1 onExitCodes:PodFailurePolicyOnExitCodesRequirement=2
  onPodConditions:[PodFailurePolicyOnPodConditionsPattern]=3
PodsMetricSource metric*:MetricIdentifier=1 target*:MetricTarget=2
PodsMetricStatus current*:MetricValueStatus=2 metric*:MetricIdentifier=1
ReplicaSet apiVersion:s kind:s metadata:ObjectMeta=1 spec:ReplicaSetSpec=2 status:ReplicaSetStatus=3
ReplicaSetCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status*:s=2 type*:s=1
ReplicaSetSpec minReadySeconds:i=4 replicas:i=1^ selector*:LabelSelector=2 template:PodTemplateSpec=3
ReplicaSetStatus availableReplicas:i=5 conditions:[ReplicaSetCondition|type]=6 fullyLabeledReplicas:i=2
  observedGeneration:i=3 readyReplicas:i=4 replicas*:i=1 terminatingReplicas:i=7^
ResourceMetricSource name*:s=1 target*:MetricTarget=2
ResourceMetricStatus current*:MetricValueStatus=2 name*:s=1
RollingUpdateDaemonSet maxSurge:x=2^ maxUnavailable:x=1^
RollingUpdateDeployment maxSurge:x=2^ maxUnavailable:x=1^
RollingUpdateStatefulSetStrategy maxUnavailable:x=2^ partition:i=1^
Scale apiVersion:s kind:s metadata:ObjectMeta=1 spec:ScaleSpec=2 status:ScaleStatus=3
ScaleSpec replicas:i=1
ScaleStatus replicas*:i=1 selector:s=2
StatefulSet apiVersion:s kind:s metadata:ObjectMeta=1 spec:StatefulSetSpec=2 status:StatefulSetStatus=3
StatefulSetCondition lastTransitionTime:d=3 message:s=5 reason:s=4 status*:s=2 type*:s=1
StatefulSetOrdinals start:i=1
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s=1 whenScaled:s=2
StatefulSetSpec minReadySeconds:i=9 ordinals:StatefulSetOrdinals=11
  persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy=10 podManagementPolicy:s=6
  replicas:i=1^ revisionHistoryLimit:i=8^ selector*:LabelSelector=2 serviceName:s=5 template*:PodTemplateSpec=3
  updateStrategy:StatefulSetUpdateStrategy=7 volumeClaimTemplates:[PersistentVolumeClaim]=4
StatefulSetStatus availableReplicas:i=11 collisionCount:i=9^ conditions:[StatefulSetCondition|type]=10
  currentReplicas:i=4 currentRevision:s=6 observedGeneration:i=1 readyReplicas:i=3 replicas*:i=2 updateRevision:s=7
  updatedReplicas:i=5
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy=2 type:s=1
SuccessPolicy rules*:[SuccessPolicyRule]=1
SuccessPolicyRule succeededCount:i=2^ succeededIndexes:s=1^
UncountedTerminatedPods failed:[s]=2 succeeded:[s]=1
`;
