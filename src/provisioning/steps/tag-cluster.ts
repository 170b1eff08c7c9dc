import { done, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import { wantedCni } from '../change-cni.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, heldUp, isSettled, minutes } from '../target.ts';
import { lookInAzure } from './gone.ts';

/**
 * Has the cluster's tags name the CNI that it is about to get, because they are all that tells of it when the record is
 * lost. Before helm begins: an account that may not tag is told so while nothing has happened yet.
 */
export function tagCluster(deps: ProvisioningDeps): Step {
  const { arm, intervals } = deps;
  return {
    name: 'tag-cluster',
    deadlineMs: minutes(20),
    overdue: 'azure-busy',
    budget: drawsOn('writes'),
    async run(context) {
      const { cluster, job } = context;
      const { name, resourceGroup } = cluster.order;
      const look = await lookInAzure(deps, context);
      if ('outcome' in look) return look.outcome;
      const { seen } = look;
      const looksAgain = (message: string) => snooze(intervals.armMs, message, {});
      if (!isSettled(seen)) return looksAgain(`Azure says ${seen.provisioningState}.`);
      const { plugin } = wantedCni(job) ?? cluster.order.cni;
      if (seen.tags['slipway-cni'] === plugin) return done(`The tags name ${plugin}.`);
      if (!context.holds()) return heldUp();
      const tags = { ...seen.tags, 'slipway-cni': plugin };
      const tagged = await arm.tagCluster(armScope(cluster), resourceGroup.name, name, tags, seen.etag);
      return looksAgain(
        tagged === 'changed' ? 'The cluster has just changed; looking again.' : 'Azure takes the tags.',
      );
    },
  };
}
