/** Field tables for the status of pods; `../builtin.ts` explains the notation. */
export const podsTypes = `
ContainerExtendedResourceRequest containerName*:s requestName*:s resourceName*:s
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning startedAt:d
ContainerStateTerminated containerID:s exitCode*:i finishedAt:d message:s reason:s signal:i startedAt:d
ContainerStateWaiting message:s reason:s
ContainerStatus allocatedResources:{q} allocatedResourcesStatus:[ResourceStatus|name] containerID:s image*:s
  imageID*:s lastState:ContainerState name*:s ready*:b resources:ResourceRequirements restartCount*:i started:b
  state:ContainerState stopSignal:s user:ContainerUser volumeMounts:[VolumeMountStatus|mountPath]
ContainerUser linux:LinuxContainerUser
HostIP ip*:s
ImageVolumeStatus imageRef*:s
LinuxContainerUser gid*:i supplementalGroups:[i] uid*:i
NodeAllocatableResourceClaimStatus containers:[s] resourceClaimName*:s resources*:{s}
Pod apiVersion:s kind:s metadata:ObjectMeta spec:PodSpec status:PodStatus
PodCondition lastProbeTime:d lastTransitionTime:d message:s observedGeneration:i reason:s status*:s type*:s
PodExtendedResourceClaimStatus requestMappings*:[ContainerExtendedResourceRequest] resourceClaimName*:s
PodIP ip*:s
PodResourceClaimStatus name*:s resourceClaimName:s
PodStatus allocatedResources:{q} conditions:[PodCondition|type] containerStatuses:[ContainerStatus]
  ephemeralContainerStatuses:[ContainerStatus] extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP:s
  hostIPs:[HostIP|ip!] initContainerStatuses:[ContainerStatus] message:s
  nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus] nominatedNodeName:s observedGeneration:i
  phase:s podIP:s podIPs:[PodIP|ip] qosClass:s reason:s resize:s resourceClaimStatuses:[PodResourceClaimStatus|name]
  resources:ResourceRequirements startTime:d
ResourceHealth health:s message:s resourceID*:s
ResourceStatus name*:s resources:[ResourceHealth]
VolumeMountStatus mountPath*:s name*:s readOnly:b recursiveReadOnly:s volumeStatus:VolumeStatus
VolumeStatus image:ImageVolumeStatus
`;
