/** Field tables for nodes and volumes; `../builtin.ts` explains the notation. */
export const nodesTypes = `
AttachedVolume devicePath*:s name*:s
AzureFilePersistentVolumeSource readOnly:b secretName*:s secretNamespace:s shareName*:s
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference
  driver*:s fsType:s nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference
  nodeStageSecretRef:SecretReference readOnly:b volumeAttributes:{s} volumeHandle*:s
CephFSPersistentVolumeSource monitors*:[s] path:s readOnly:b secretFile:s secretRef:SecretReference user:s
CinderPersistentVolumeSource fsType:s readOnly:b secretRef:SecretReference volumeID*:s
ConfigMapNodeConfigSource kubeletConfigKey*:s name*:s namespace*:s resourceVersion:s uid:s
ContainerImage names:[s] sizeBytes:i
DaemonEndpoint Port*:i
FlexPersistentVolumeSource driver*:s fsType:s options:{s} readOnly:b secretRef:SecretReference
GlusterfsPersistentVolumeSource endpoints*:s endpointsNamespace:s path*:s readOnly:b
ISCSIPersistentVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn*:s iscsiInterface:s
  lun*:i portals:[s] readOnly:b secretRef:SecretReference targetPortal*:s
LocalVolumeSource fsType:s path*:s
ModifyVolumeStatus status*:s targetVolumeAttributesClassName:s
Node apiVersion:s kind:s metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeAddress address*:s type*:s
NodeCondition lastHeartbeatTime:d lastTransitionTime:d message:s reason:s status*:s type*:s
NodeConfigSource configMap:ConfigMapNodeConfigSource
NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error:s lastKnownGood:NodeConfigSource
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint
NodeFeatures supplementalGroupsPolicy:b
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name:s
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:b userNamespaces:b
NodeSpec configSource:NodeConfigSource externalID:s podCIDR:s podCIDRs:[s|] providerID:s taints:[Taint|key!]
  unschedulable:b
NodeStatus addresses:[NodeAddress|type] allocatable:{q} capacity:{q} conditions:[NodeCondition|type]
  config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints declaredFeatures:[s] features:NodeFeatures
  images:[ContainerImage] nodeInfo:NodeSystemInfo phase:s runtimeHandlers:[NodeRuntimeHandler]
  volumesAttached:[AttachedVolume] volumesInUse:[s]
NodeSwapStatus capacity:i
NodeSystemInfo architecture*:s bootID*:s containerRuntimeVersion*:s kernelVersion*:s kubeProxyVersion*:s
  kubeletVersion*:s machineID*:s operatingSystem*:s osImage*:s swap:NodeSwapStatus systemUUID*:s
PersistentVolume apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus
PersistentVolumeClaim apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeClaimSpec
  status:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition lastProbeTime:d lastTransitionTime:d message:s reason:s status*:s type*:s
PersistentVolumeClaimStatus accessModes:[s] allocatedResourceStatuses:{s} allocatedResources:{q} capacity:{q}
  conditions:[PersistentVolumeClaimCondition|type] currentVolumeAttributesClassName:s
  modifyVolumeStatus:ModifyVolumeStatus phase:s
PersistentVolumeSpec accessModes:[s] awsElasticBlockStore:AWSElasticBlockStoreVolumeSource
  azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{q}
  cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference
  csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource
  gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource
  hostPath:HostPathVolumeSource iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[s]
  nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy:s
  photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName:s
  storageos:StorageOSPersistentVolumeSource volumeAttributesClassName:s volumeMode:s
  vsphereVolume:VsphereVirtualDiskVolumeSource
PersistentVolumeStatus lastPhaseTransitionTime:d message:s phase:s reason:s
RBDPersistentVolumeSource fsType:s image*:s keyring:s monitors*:[s] pool:s readOnly:b secretRef:SecretReference user:s
ScaleIOPersistentVolumeSource fsType:s gateway*:s protectionDomain:s readOnly:b secretRef*:SecretReference
  sslEnabled:b storageMode:s storagePool:s system*:s volumeName:s
SecretReference~ name:s namespace:s
StorageOSPersistentVolumeSource fsType:s readOnly:b secretRef:ObjectReference volumeName:s volumeNamespace:s
Taint effect*:s key*:s timeAdded:d value:s
VolumeNodeAffinity required:NodeSelector
`;
