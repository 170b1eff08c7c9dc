import { createFailure } from '../arm/clusters/failures.ts';
import { insufficientCores } from '../arm/limits/check.ts';
import type { CatalogueEntry } from './entry.ts';

/** How agent pools go wrong. The cluster's own state stays `Succeeded`, and the next good change of the pool mends it. */
export const pools = {
  'pool-quota': {
    what: '400 `ErrCode_InsufficientVCPUQuota` on the PUT of a pool, be it to add or to scale it',
    source: '1ChristianAlex/motordesk#14',
    on: ['pool-put'],
    answer: ({ location }) => insufficientCores(location, 0, 4).reply,
  },
  'pool-create-fails': {
    what: 'a new pool and its operation end `Failed` (`CreateVMSSAgentPoolFailed`), and no node comes',
    source: 'Azure/AKS#1918',
    course: 'pool-create',
    failure: createFailure,
  },
  'pool-scale-fails': {
    what: 'a pool that is scaled and its operation end `Failed` (`AllocationFailed`); it tells the count that was asked for, and no node comes or goes',
    source: 'Azure/AKS#1272',
    course: 'pool-scale',
    failure: () => ({
      code: 'AllocationFailed',
      message:
        'Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at http://aka.ms/allocation-guidance',
    }),
  },
  'pool-delete-fails': {
    what: 'the delete of a pool ends `Failed` (`DeleteVMSSAgentPoolFailed`, a `PodDrainFailure` inside), and so does the pool, which stays',
    source: 'hashicorp/terraform-provider-azurerm#10411',
    course: 'pool-delete',
    timesByTag: 1,
    failure: () => ({
      code: 'DeleteVMSSAgentPoolFailed',
      message: `VMSSAgentPoolReconciler retry failed: ${JSON.stringify({
        code: 'PodDrainFailure',
        message:
          "Node 'aks-vmss-17400673-vmss000001' failed to be drained with error: 'Drain did not complete pods [web-0] within 10m0s'",
      })}`,
    }),
  },
} satisfies Record<string, CatalogueEntry>;
