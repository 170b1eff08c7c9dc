/** Field tables for the status of pods; `../builtin.ts` explains the notation. */
export const podsTypes = `
ContainerExtendedResourceRequest containerName*:s=1 requestName*:s=3 resourceName*:s=2
ContainerState running:ContainerStateRunning=2 terminated:ContainerStateTerminated=3 waiting:ContainerStateWaiting=1
ContainerStateRunning startedAt:d=1
ContainerStateTerminated containerID:s=7 exitCode*:i=1 finishedAt:d=6 message:s=4 reason:s=3 signal:i=2 startedAt:d=5
ContainerStateWaiting message:s=2 reason:s=1
ContainerStatus allocatedResources:{q}=10 allocatedResourcesStatus:[ResourceStatus|name]=14 containerID:s=8 image*:s=6
  imageID*:s=7 lastState:ContainerState=3 name*:s=1 ready*:b=4 resources:ResourceRequirements=11 restartCount*:i=5
  started:b=9^ state:ContainerState=2 stopSignal:s=15^ user:ContainerUser=13
  volumeMounts:[VolumeMountStatus|mountPath]=12
ContainerUser linux:LinuxContainerUser=1
HostIP ip*:s=1
LinuxContainerUser gid*:i=2 supplementalGroups:[i]=3 uid*:i=1
Pod apiVersion:s kind:s metadata:ObjectMeta=1 spec:PodSpec=2 status:PodStatus=3
PodCondition lastProbeTime:d=3 lastTransitionTime:d=4 message:s=6 observedGeneration:i=7 reason:s=5 status*:s=2
  type*:s=1
PodExtendedResourceClaimStatus requestMappings*:[ContainerExtendedResourceRequest]=1 resourceClaimName*:s=2
PodIP ip*:s=1
PodResourceClaimStatus name*:s=1 resourceClaimName:s=2^
PodStatus allocatedResources:{q}=19 conditions:[PodCondition|type]=2 containerStatuses:[ContainerStatus]=8
  ephemeralContainerStatuses:[ContainerStatus]=13 extendedResourceClaimStatus:PodExtendedResourceClaimStatus=18
  hostIP:s=5 hostIPs:[HostIP|ip!]=16 initContainerStatuses:[ContainerStatus]=10 message:s=3 nominatedNodeName:s=11
  observedGeneration:i=17 phase:s=1 podIP:s=6 podIPs:[PodIP|ip]=12 qosClass:s=9 reason:s=4 resize:s=14
  resourceClaimStatuses:[PodResourceClaimStatus|name]=15 resources:ResourceRequirements=20 startTime:d=7
ResourceHealth health:s=2 resourceID*:s=1
ResourceStatus name*:s=1 resources:[ResourceHealth]=2
VolumeMountStatus mountPath*:s=2 name*:s=1 readOnly:b=3 recursiveReadOnly:s=4^
`;
