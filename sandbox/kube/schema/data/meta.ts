/** Field tables for metadata that every kind shares; `../builtin.ts` explains the notation. */
export const metaTypes = `
DeleteOptions apiVersion:s dryRun:[s]=5 gracePeriodSeconds:i=1^ ignoreStoreReadErrorWithClusterBreakingPotential:b=6^
  kind:s orphanDependents:b=3^ preconditions:Preconditions=2 propagationPolicy:s=4^
ListMeta continue:s=3 remainingItemCount:i=4^ resourceVersion:s=2 selfLink:s=1
ManagedFieldsEntry apiVersion:s=3 fieldsType:s=6 fieldsV1:o=7 manager:s=1 operation:s=2 subresource:s=8 time:d=4
ObjectMeta annotations:{s}=12 creationTimestamp:d=8 deletionGracePeriodSeconds:i=10^ deletionTimestamp:d=9
  finalizers:[s|]=14 generateName:s=2 generation:i=7 labels:{s}=11 managedFields:[ManagedFieldsEntry]=17 name:s=1
  namespace:s=3 ownerReferences:[OwnerReference|uid]=13 resourceVersion:s=6 selfLink:s=4 uid:s=5
OwnerReference~ apiVersion*:s=5 blockOwnerDeletion:b=7^ controller:b=6^ kind*:s=1 name*:s=3 uid*:s=4
Preconditions resourceVersion:s=2^ uid:s=1^
Status apiVersion:s code:i=6 details:StatusDetails=5 kind:s message:s=3 metadata:ListMeta=1 reason:s=4 status:s=2
StatusCause field:s=3 message:s=2 reason:s=1
StatusDetails causes:[StatusCause]=4 group:s=2 kind:s=3 name:s=1 retryAfterSeconds:i=5 uid:s=6
`;
