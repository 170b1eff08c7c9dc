import { type Problem, problem } from '../../model/problem.ts';
import { done, fail, type Memo, type Outcome, skipped, snooze } from '../../model/step.ts';
import type { AzureFailure, Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, foreign, isOurs, minutes, sightingOf } from '../target.ts';

/** What only a person can mend: whoever asked is told at once. Anything else may pass, and is tried until the deadline. */
const forAPerson = ['azure-forbidden', 'azure-locked', 'azure-policy-denied'];
const longestPauseMs = minutes(10);

/** What has come of the deletes before this one. */
interface Past {
  /** How many failed, and what Azure said of the last. */
  failures?: number;
  failure?: Problem;
}

interface Progress extends Memo, Past {
  token?: string;
  /** The delete was sent. */
  sent?: boolean;
  /** Its operation has succeeded, and the cluster stood there all the same. */
  doubted?: boolean;
}

/** Deletes the cluster if it is ours, whatever state it is in, and waits until ARM says 404. */
export function deleteCluster(deps: ProvisioningDeps): Step {
  const { arm, instance, intervals } = deps;
  return {
    name: 'delete-cluster',
    deadlineMs: minutes(60),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run(context) {
      const { cluster, memo } = context;
      const progress: Progress = memo;
      const wait = (message: string, next: Progress) => snooze(intervals.armMs, message, next, next.failure);
      const scope = armScope(cluster);
      const { name, resourceGroup } = cluster.order;
      const seen = await arm.cluster(scope, resourceGroup.name, name);
      if (!seen) return done('ARM says 404: there is no such cluster.');
      if (!isOurs(seen.tags, cluster, instance)) {
        // One of another order of ours can only stand there since ours has gone: its name was free.
        const isAnothers = seen.tags['slipway-instance'] === instance && seen.tags['slipway-cluster'] !== undefined;
        if (cluster.observed.createdByUs && !isAnothers) return fail(foreign(cluster, seen.tags));
        return skipped('The cluster in Azure is not ours: left alone.');
      }
      context.learn(sightingOf(seen));
      if (seen.provisioningState === 'Deleting') return wait('Azure is deleting the cluster.', progress);
      if (progress.sent) return outcomeOf(deps, context, progress);
      const sent = await arm.deleteCluster(scope, resourceGroup.name, name, seen.etag);
      if (sent.type === 'changed') return wait('The cluster has just changed; looking again.', progress);
      const token = sent.token ? { token: sent.token } : {};
      return wait('Azure has accepted the delete.', { ...pastOf(progress), sent: true, ...token });
    },
  };
}

/** The delete was sent, and the cluster stands as if it had not been: what does the operation say? */
async function outcomeOf(deps: ProvisioningDeps, { cluster }: StepContext, progress: Progress): Promise<Outcome> {
  const { armMs } = deps.intervals;
  const past = pastOf(progress);
  const operation = progress.token
    ? await deps.arm.operation(armScope(cluster), progress.token)
    : ({ status: 'unknown' } as const);
  switch (operation.status) {
    case 'running':
      return snooze(armMs, 'Waiting for Azure to show the delete.', progress, past.failure);
    case 'succeeded':
      if (progress.doubted)
        return snooze(0, 'Azure says deleted, and it is not; sending the delete again.', { ...past }, past.failure);
      return snooze(armMs, 'Azure says deleted; looking once more.', { ...progress, doubted: true }, past.failure);
    case 'failed':
      return afterFailure(operation, past, armMs);
    case 'canceled':
      return fail(problem('azure-operation-failed', 'Somebody canceled the delete in Azure.'));
    case 'unknown':
      return snooze(armMs, 'Azure does not know the delete any more; sending it again.', { ...past }, past.failure);
    default:
      return operation satisfies never;
  }
}

/**
 * Deletes fail of what AKS has not torn down yet, or of what somebody is about to detach: they are sent again, at growing
 * distances. What Azure said stays to be read meanwhile, and is what the job ends with.
 */
function afterFailure({ problem: failure, outlook }: AzureFailure, past: Past, armMs: number): Outcome {
  if (forAPerson.includes(failure.code) && outlook !== 'propagating') return fail(failure);
  const failures = (past.failures ?? 0) + 1;
  const afterMs = Math.min(armMs * 2 ** failures, longestPauseMs);
  return snooze(afterMs, `${failure.detail} Sending the delete again (${failures}).`, { failures, failure }, failure);
}

function pastOf({ failures, failure }: Progress): Past {
  return { ...(failures ? { failures } : {}), ...(failure ? { failure } : {}) };
}
