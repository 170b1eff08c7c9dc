import type { OperationError } from '../arm/operations.ts';
import type { CatalogueEntry } from './entry.ts';

/** Faults of the course of things, each asked for by its name where that happens. */
export const courses = {
  'canceled-by-hand': {
    what: 'somebody aborts the create under way: the cluster ends `Canceled`',
    source: 'learn.microsoft.com/azure/aks/manage-abort-operations',
    course: 'create',
  },
  'deleted-by-hand': {
    what: 'somebody deletes the cluster under way, two minutes after the PUT (`params.minutes`): `AKSOperationPreemptedByDelete`',
    source: 'kaito-project/kaito#2075',
    course: 'create',
  },
  overtaken: {
    what: 'just before the PUT somebody else makes a cluster of that name (with `params.tags`, none): 412',
    source: 'learn.microsoft.com/azure/aks/use-etags',
    course: 'create',
    timesByTag: 1,
  },
  slow: {
    what: 'operations take ten times as long (`params.factor`)',
    source: 'Azure/AKS#237',
    course: 'create',
  },
  'plugin-replaced': {
    what: 'the cluster reads back with `networkPlugin: kubenet`',
    source: 'ours: what was ordered must be checked',
    course: 'create',
  },
  'delete-forgotten': {
    what: 'the operation of the delete ends `Succeeded`, and the cluster stands as before',
    source: 'Azure/AKS#15',
    course: 'delete',
    timesByTag: 1,
  },
  'delete-fails': {
    what: 'the delete ends `Failed` (`ResourceGroupDeletionBlocked`), and so does the cluster, which stays',
    source: 'Azure/AKS#1427',
    course: 'delete',
    timesByTag: 1,
  },
  'delete-hangs': {
    what: 'the delete of the cluster never ends',
    source: 'Azure/AKS#1016',
    course: 'delete',
  },
  'group-delete-hangs': {
    what: 'the delete of the resource group never ends',
    source: 'Azure/ARO-HCP#5039',
    course: 'delete',
  },
} satisfies Record<string, CatalogueEntry>;

/** Of the node resource group, which AKS deletes with its cluster (Azure/AKS#1427). */
export function deletionBlocked(nodeResourceGroup: string): OperationError {
  return {
    code: 'ResourceGroupDeletionBlocked',
    message: `ResourceGroupReconciler retry timed out: Future#WaitForCompletion: the number of retries has been exceeded: StatusCode=409 -- Original Error: Code="ResourceGroupDeletionBlocked" Message="Deletion of resource group '${nodeResourceGroup}' failed as resources with identifiers 'Microsoft.Network/networkProfiles/vk' could not be deleted. The provisioning state of the resource group will be rolled back."`,
  };
}
