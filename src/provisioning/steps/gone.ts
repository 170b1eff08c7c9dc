import { problem } from '../../model/problem.ts';
import { fail, type Outcome, snooze } from '../../model/step.ts';
import type { StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, foreign, isOurs } from '../target.ts';

/** What ends a job whose cluster somebody has deleted. */
export function goneProblem(when = 'was deleted in Azure, and not by Slipway') {
  return problem('azure-cluster-gone', `The cluster ${when}.`);
}

/**
 * Whether somebody has deleted the cluster meanwhile, as ARM tells it. A delete under way is waited for, so that the
 * inventory is true; an absence is looked at twice, because ARM's reads can lag.
 * @returns what the step has to answer then; nothing if the cluster is there and ours
 */
export async function goneInAzure(deps: ProvisioningDeps, context: StepContext): Promise<Outcome | undefined> {
  const { cluster, memo } = context;
  const { armMs } = deps.intervals;
  const seen = await deps.arm.cluster(armScope(cluster), cluster.order.resourceGroup.name, cluster.order.name);
  if (seen && !isOurs(seen.tags, cluster, deps.instance)) return fail(foreign(cluster, seen.tags));
  if (seen?.provisioningState === 'Deleting') {
    const message = 'Somebody is deleting the cluster in Azure.';
    return snooze(armMs, message, { ...memo, goneSeen: true }, 'azure-cluster-gone');
  }
  if (seen) return undefined;
  if (memo['goneSeen']) return fail(goneProblem());
  return snooze(armMs, 'The cluster is not there; looking once more.', { ...memo, goneSeen: true });
}
