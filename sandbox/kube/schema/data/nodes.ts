/** Field tables for nodes and volumes; `../builtin.ts` explains the notation. */
export const nodesTypes = `
AttachedVolume devicePath*:s=2 name*:s=1
AzureFilePersistentVolumeSource readOnly:b=3 secretName*:s=1 secretNamespace:s=4^ shareName*:s=2
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference=9 controllerPublishSecretRef:SecretReference=6
  driver*:s=1 fsType:s=4 nodeExpandSecretRef:SecretReference=10 nodePublishSecretRef:SecretReference=8
  nodeStageSecretRef:SecretReference=7 readOnly:b=3 volumeAttributes:{s}=5 volumeHandle*:s=2
CephFSPersistentVolumeSource monitors*:[s]=1 path:s=2 readOnly:b=6 secretFile:s=4 secretRef:SecretReference=5 user:s=3
CinderPersistentVolumeSource fsType:s=2 readOnly:b=3 secretRef:SecretReference=4 volumeID*:s=1
ConfigMapNodeConfigSource kubeletConfigKey*:s=5 name*:s=2 namespace*:s=1 resourceVersion:s=4 uid:s=3
ContainerImage names:[s]=1 sizeBytes:i=2
DaemonEndpoint Port*:i=1
FlexPersistentVolumeSource driver*:s=1 fsType:s=2 options:{s}=5 readOnly:b=4 secretRef:SecretReference=3
GlusterfsPersistentVolumeSource endpoints*:s=1 endpointsNamespace:s=4^ path*:s=2 readOnly:b=3
ISCSIPersistentVolumeSource chapAuthDiscovery:b=8 chapAuthSession:b=11 fsType:s=5 initiatorName:s=12^ iqn*:s=2
  iscsiInterface:s=4 lun*:i=3 portals:[s]=7 readOnly:b=6 secretRef:SecretReference=10 targetPortal*:s=1
LocalVolumeSource fsType:s=2^ path*:s=1
ModifyVolumeStatus status*:s=2 targetVolumeAttributesClassName:s=1
Node apiVersion:s kind:s metadata:ObjectMeta=1 spec:NodeSpec=2 status:NodeStatus=3
NodeAddress address*:s=2 type*:s=1
NodeCondition lastHeartbeatTime:d=3 lastTransitionTime:d=4 message:s=6 reason:s=5 status*:s=2 type*:s=1
NodeConfigSource configMap:ConfigMapNodeConfigSource=2
NodeConfigStatus active:NodeConfigSource=2 assigned:NodeConfigSource=1 error:s=4 lastKnownGood:NodeConfigSource=3
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint=1
NodeFeatures supplementalGroupsPolicy:b=1^
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures=2 name:s=1
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:b=1^ userNamespaces:b=2^
NodeSpec configSource:NodeConfigSource=6 externalID:s=2 podCIDR:s=1 podCIDRs:[s|]=7 providerID:s=3 taints:[Taint]=5
  unschedulable:b=4
NodeStatus addresses:[NodeAddress|type]=5 allocatable:{q}=2 capacity:{q}=1 conditions:[NodeCondition|type]=4
  config:NodeConfigStatus=11 daemonEndpoints:NodeDaemonEndpoints=6 declaredFeatures:[s]=14 features:NodeFeatures=13
  images:[ContainerImage]=8 nodeInfo:NodeSystemInfo=7 phase:s=3 runtimeHandlers:[NodeRuntimeHandler]=12
  volumesAttached:[AttachedVolume]=10 volumesInUse:[s]=9
NodeSwapStatus capacity:i=1^
NodeSystemInfo architecture*:s=10 bootID*:s=3 containerRuntimeVersion*:s=6 kernelVersion*:s=4 kubeProxyVersion*:s=8
  kubeletVersion*:s=7 machineID*:s=1 operatingSystem*:s=9 osImage*:s=5 swap:NodeSwapStatus=11 systemUUID*:s=2
PersistentVolume apiVersion:s kind:s metadata:ObjectMeta=1 spec:PersistentVolumeSpec=2 status:PersistentVolumeStatus=3
PersistentVolumeClaim apiVersion:s kind:s metadata:ObjectMeta=1 spec:PersistentVolumeClaimSpec=2
  status:PersistentVolumeClaimStatus=3
PersistentVolumeClaimCondition lastProbeTime:d=3 lastTransitionTime:d=4 message:s=6 reason:s=5 status*:s=2 type*:s=1
PersistentVolumeClaimStatus accessModes:[s]=2 allocatedResourceStatuses:{s}=7 allocatedResources:{q}=5 capacity:{q}=3
  conditions:[PersistentVolumeClaimCondition|type]=4 currentVolumeAttributesClassName:s=8^
  modifyVolumeStatus:ModifyVolumeStatus=9 phase:s=1
PersistentVolumeSpec accessModes:[s]=3 awsElasticBlockStore:AWSElasticBlockStoreVolumeSource=2.2
  azureDisk:AzureDiskVolumeSource=2.16 azureFile:AzureFilePersistentVolumeSource=2.13 capacity:{q}=1
  cephfs:CephFSPersistentVolumeSource=2.9 cinder:CinderPersistentVolumeSource=2.8 claimRef:ObjectReference=4
  csi:CSIPersistentVolumeSource=2.22 fc:FCVolumeSource=2.10 flexVolume:FlexPersistentVolumeSource=2.12
  flocker:FlockerVolumeSource=2.11 gcePersistentDisk:GCEPersistentDiskVolumeSource=2.1
  glusterfs:GlusterfsPersistentVolumeSource=2.4 hostPath:HostPathVolumeSource=2.3
  iscsi:ISCSIPersistentVolumeSource=2.7 local:LocalVolumeSource=2.20 mountOptions:[s]=7 nfs:NFSVolumeSource=2.5
  nodeAffinity:VolumeNodeAffinity=9 persistentVolumeReclaimPolicy:s=5
  photonPersistentDisk:PhotonPersistentDiskVolumeSource=2.17 portworxVolume:PortworxVolumeSource=2.18
  quobyte:QuobyteVolumeSource=2.15 rbd:RBDPersistentVolumeSource=2.6 scaleIO:ScaleIOPersistentVolumeSource=2.19
  storageClassName:s=6 storageos:StorageOSPersistentVolumeSource=2.21 volumeAttributesClassName:s=10^ volumeMode:s=8^
  vsphereVolume:VsphereVirtualDiskVolumeSource=2.14
PersistentVolumeStatus lastPhaseTransitionTime:d=4 message:s=2 phase:s=1 reason:s=3
RBDPersistentVolumeSource fsType:s=3 image*:s=2 keyring:s=6 monitors*:[s]=1 pool:s=4 readOnly:b=8
  secretRef:SecretReference=7 user:s=5
ScaleIOPersistentVolumeSource fsType:s=9 gateway*:s=1 protectionDomain:s=5 readOnly:b=10 secretRef*:SecretReference=3
  sslEnabled:b=4 storageMode:s=7 storagePool:s=6 system*:s=2 volumeName:s=8
SecretReference~ name:s=1 namespace:s=2
StorageOSPersistentVolumeSource fsType:s=3 readOnly:b=4 secretRef:ObjectReference=5 volumeName:s=1 volumeNamespace:s=2
Taint effect*:s=3 key*:s=1 timeAdded:d=4 value:s=2
VolumeNodeAffinity required:NodeSelector=1
`;
