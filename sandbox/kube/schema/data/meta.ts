/** Field tables for metadata that every kind shares; `../builtin.ts` explains the notation. */
export const metaTypes = `
DeleteOptions apiVersion:s dryRun:[s] gracePeriodSeconds:i ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s
  orphanDependents:b preconditions:Preconditions propagationPolicy:s
ListMeta continue:s remainingItemCount:i resourceVersion:s selfLink:s shardInfo:ShardInfo
ManagedFieldsEntry apiVersion:s fieldsType:s fieldsV1:o manager:s operation:s subresource:s time:d
ObjectMeta annotations:{s} creationTimestamp:d deletionGracePeriodSeconds:i deletionTimestamp:d finalizers:[s|]
  generateName:s generation:i labels:{s} managedFields:[ManagedFieldsEntry] name:s namespace:s
  ownerReferences:[OwnerReference|uid] resourceVersion:s selfLink:s uid:s
OwnerReference~ apiVersion*:s blockOwnerDeletion:b controller:b kind*:s name*:s uid*:s
Preconditions resourceVersion:s uid:s
ShardInfo selector*:s
Status apiVersion:s code:i details:StatusDetails kind:s message:s metadata:ListMeta reason:s status:s
StatusCause field:s message:s reason:s
StatusDetails causes:[StatusCause] group:s kind:s name:s retryAfterSeconds:i uid:s
`;
