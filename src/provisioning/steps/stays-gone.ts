import { done, type Outcome, snooze } from '../../model/step.ts';
import type { Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, isOurs, minutes } from '../target.ts';

/**
 * Looks once more after the delete of a cluster whose create did not end by itself: a frozen worker that thaws can still send the one request in
 * its hand, and by now that request must have been sent or be lost.
 */
export function staysGone(deps: ProvisioningDeps): Step {
  const { arm, instance, intervals } = deps;
  return {
    name: 'stays-gone',
    deadlineMs: minutes(60),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run(context: StepContext): Promise<Outcome> {
      const { cluster, memo } = context;
      if (!memo['waited'])
        return snooze(intervals.lateActMs, 'Waiting out requests that may be under way.', { waited: true });
      const scope = armScope(cluster);
      const { name, resourceGroup } = cluster.order;
      const seen = await arm.cluster(scope, resourceGroup.name, name);
      if (!seen || !isOurs(seen.tags, cluster, instance)) return done('It stays gone.');
      if (seen.provisioningState !== 'Deleting') await arm.deleteCluster(scope, resourceGroup.name, name, seen.etag);
      return snooze(intervals.armMs, 'A late request had brought the cluster back; deleting it.', { waited: true });
    },
  };
}
