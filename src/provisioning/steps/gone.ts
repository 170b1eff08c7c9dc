import type { JobKind } from '../../model/job.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { fail, type Outcome, snooze } from '../../model/step.ts';
import type { ArmCluster, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, foreign, isOurs } from '../target.ts';

/** How many looks in a row may miss a cluster that is there: ARM's reads lag. */
const mostMissed = 2;

/** What ends a job whose cluster somebody has deleted. */
export function goneProblem(when = 'was deleted in Azure, and not by Slipway', operation: JobKind = 'cluster.create') {
  // Only a create makes it anew.
  const remedy = 'Delete the cluster through Slipway as well, and order it anew.';
  return problem('azure-cluster-gone', `The cluster ${when}.`, operation === 'cluster.create' ? {} : { remedy });
}

/** What to answer to one more look in a row that missed a cluster which ought to be there: to look again, or that it is gone. */
export function missedOnceMore({ memo }: StepContext, afterMs: number, gone: Problem): Outcome {
  const missed = Number(memo['missed'] ?? 0) + 1;
  if (missed > mostMissed) return fail(gone);
  return snooze(afterMs, 'The cluster is not there; looking once more.', { ...memo, missed });
}

/** Whether somebody has deleted the cluster meanwhile: what the step has to answer then; nothing if it is there. */
export async function goneInAzure(deps: ProvisioningDeps, context: StepContext): Promise<Outcome | undefined> {
  const look = await lookInAzure(deps, context);
  return 'outcome' in look ? look.outcome : undefined;
}

/**
 * The cluster as ARM has it. A delete under way by somebody else is waited for, so that the inventory is true; an absence
 * is looked at more than once, because ARM's reads lag.
 * @returns what the step has to answer if the cluster is gone, going or not ours
 */
export async function lookInAzure(
  deps: ProvisioningDeps,
  context: StepContext,
): Promise<{ seen: ArmCluster } | { outcome: Outcome }> {
  const { cluster, job, memo } = context;
  const { armMs } = deps.intervals;
  const seen = await deps.arm.cluster(armScope(cluster), cluster.order.resourceGroup.name, cluster.order.name);
  if (seen && !isOurs(seen.tags, cluster, deps.instance)) return { outcome: fail(foreign(cluster, seen.tags)) };
  if (seen?.provisioningState === 'Deleting') {
    const message = 'Somebody is deleting the cluster in Azure.';
    return { outcome: snooze(armMs, message, { ...memo, missed: mostMissed }, 'azure-cluster-gone') };
  }
  if (seen) return { seen };
  return { outcome: missedOnceMore(context, armMs, goneProblem(undefined, job.operation)) };
}
