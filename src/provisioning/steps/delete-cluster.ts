import { problem } from '../../model/problem.ts';
import { done, fail, type Memo, type Outcome, skipped, snooze } from '../../model/step.ts';
import type { Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, foreign, isOurs, minutes, sightingOf } from '../target.ts';

interface Progress extends Memo {
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
      if (seen.provisioningState === 'Deleting')
        return snooze(intervals.armMs, 'Azure is deleting the cluster.', progress);
      if (progress.sent) return outcomeOf(deps, context, progress);
      const sent = await arm.deleteCluster(scope, resourceGroup.name, name, seen.etag);
      if (sent.type === 'changed') return snooze(intervals.armMs, 'The cluster has just changed; looking again.');
      return snooze(intervals.armMs, 'Azure has accepted the delete.', {
        sent: true,
        ...(sent.token ? { token: sent.token } : {}),
      });
    },
  };
}

/** The delete was sent, and the cluster stands as if it had not been: what does the operation say? */
async function outcomeOf(deps: ProvisioningDeps, { cluster }: StepContext, progress: Progress): Promise<Outcome> {
  const operation = progress.token
    ? await deps.arm.operation(armScope(cluster), progress.token)
    : ({ status: 'unknown' } as const);
  switch (operation.status) {
    case 'running':
      return snooze(deps.intervals.armMs, 'Waiting for Azure to show the delete.', progress);
    case 'succeeded':
      if (progress.doubted) return snooze(0, 'Azure says deleted, and it is not; sending the delete again.', {});
      return snooze(deps.intervals.armMs, 'Azure says deleted; looking once more.', { ...progress, doubted: true });
    case 'failed':
      return fail(operation.problem);
    case 'canceled':
      return fail(problem('azure-operation-failed', 'Somebody canceled the delete in Azure.'));
    case 'unknown':
      return snooze(deps.intervals.armMs, 'Azure does not know the delete any more; sending it again.', {});
    default:
      return operation satisfies never;
  }
}
