import { ProblemError } from '../../model/problem.ts';
import { done, type Memo, type Outcome, skipped, snooze } from '../../model/step.ts';
import type { Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import type { StepName } from '../plans.ts';
import { armScope, drawsOn, isOurs, isSettled, minutes, sightingOf } from '../target.ts';

/** How long Azure may take to heed an abort; after that it is left to finish. */
const patienceMs = minutes(20);

interface Progress extends Memo {
  /** A create that may have been under way has had the time to arrive. */
  waited?: boolean;
  abortedAt?: number;
}

/**
 * Has Azure end what it is doing to the cluster, and waits until it has. Aborting rolls nothing back, and the operation
 * may end well all the same; it is an attempt at saving time, and never what a job fails of.
 */
export function stopAzureOperation(deps: ProvisioningDeps): Step {
  const { arm, instance, intervals } = deps;
  return {
    name: 'stop-azure-operation',
    deadlineMs: minutes(30),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run(context) {
      const { cluster, ending } = context;
      const progress: Progress = context.memo;
      const { name, resourceGroup } = cluster.order;
      const seen = await arm.cluster(armScope(cluster), resourceGroup.name, name);
      if (!seen) {
        if (!createMayArrive(context) || progress.waited) return skipped('There is no cluster in Azure.');
        return snooze(intervals.lateActMs, 'Waiting out a create that may be under way.', { waited: true });
      }
      if (!isOurs(seen.tags, cluster, instance)) return skipped('The cluster in Azure is not ours: left alone.');
      context.learn(sightingOf(seen));
      if (isSettled(seen)) return done(`Azure says ${seen.provisioningState}.`);
      if (seen.provisioningState === 'Deleting') return done('Azure is deleting the cluster.');
      // A create that failed by itself is not aborted: with the default `keep`, what Azure still finishes may be useful.
      if (ending === 'Failed' && cluster.order.onFailure === 'keep') return skipped('Left to Azure.');
      return abort(deps, context, progress, seen.provisioningState);
    },
  };
}

async function abort(
  deps: ProvisioningDeps,
  { cluster, now }: StepContext,
  progress: Progress,
  state: string,
): Promise<Outcome> {
  const { name, resourceGroup } = cluster.order;
  const { abortedAt = now } = progress;
  if (now - abortedAt >= patienceMs) return skipped(`Azure still says ${state}; going on without waiting.`);
  if (progress.abortedAt === undefined) {
    try {
      await deps.arm.abortCluster(armScope(cluster), resourceGroup.name, name);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.retryable === 'now') throw error;
      return skipped(`Azure refuses to stop: ${error.problem.detail}`);
    }
  }
  return snooze(deps.intervals.armMs, `Asked Azure to stop; it says ${state}.`, { ...progress, abortedAt });
}

/**
 * Whether a create was tried whose cluster, or group, nobody has seen: by a lost answer, or a worker that froze before
 * sending it.
 */
function createMayArrive({ job, cluster }: StepContext): boolean {
  const begun = (name: StepName) => job.steps.find((step) => step.name === name && step.startedAt !== undefined);
  if (begun('managed-cluster')) return !cluster.observed.createdByUs;
  return cluster.order.resourceGroup.create && begun('resource-group')?.status === 'Skipped';
}
