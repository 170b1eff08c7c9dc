import { done, skipped, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, isOurs, isSettled, minutes } from '../target.ts';

/**
 * Has Azure end what it is doing to the cluster, and waits until it has. Aborting rolls nothing back, and the operation
 * may end well all the same.
 */
export function stopAzureOperation({ arm, instance, intervals }: ProvisioningDeps): Step {
  return {
    name: 'stop-azure-operation',
    deadlineMs: minutes(30),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run({ cluster, memo, ending }) {
      const scope = armScope(cluster);
      const { name, resourceGroup } = cluster.order;
      const seen = await arm.cluster(scope, resourceGroup.name, name);
      if (!seen) return skipped('There is no cluster in Azure.');
      if (!isOurs(seen.tags, cluster, instance)) return skipped('The cluster in Azure is not ours: left alone.');
      if (isSettled(seen)) return done(`Azure says ${seen.provisioningState}.`);
      if (seen.provisioningState === 'Deleting') return done('Azure is deleting the cluster.');
      // A create that failed by itself is not aborted: with the default `keep`, what Azure still finishes may be useful.
      if (ending === 'Failed' && cluster.order.onFailure === 'keep') return skipped('Left to Azure.');
      if (!memo['aborted']) await arm.abortCluster(scope, resourceGroup.name, name);
      return snooze(intervals.armMs, `Asked Azure to stop; it says ${seen.provisioningState}.`, { aborted: true });
    },
  };
}
