import { assertAllowed } from '../model/cluster.ts';
import type { Principal } from '../model/principal.ts';
import type { StoredJob } from '../ports.ts';
import { acceptJob, assertUnprotected, decideAnew, newJob, replayOrRefuse } from './accept-job.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';
import { assertUnchanged, findCluster } from './find-cluster.ts';

export type DeleteResult = { type: 'accepted'; job: StoredJob; replayed: boolean } | { type: 'gone' };

/**
 * Accepts the deletion of a cluster in whatever state it is; a job that is still at work is superseded. Asked again
 * while the delete is under way it answers with that delete.
 */
export function deleteCluster(deps: JobUseCaseDeps) {
  return async (
    principal: Principal,
    clusterId: string,
    options: RequestOptions & { ifVersion?: number | undefined } = {},
  ): Promise<DeleteResult> => {
    const decide = async (): Promise<DeleteResult | { type: 'stale' }> => {
      const stored = await findCluster(deps, principal, clusterId);
      const { cluster, version } = stored;
      if (cluster.state === 'Deleted') return { type: 'gone' };
      if (cluster.state === 'Deleting' && cluster.activeJob) {
        const job = await deps.store.job(principal.tenant, cluster.activeJob);
        if (job) return { type: 'accepted', job, replayed: true };
      }
      assertUnchanged(stored, options.ifVersion);
      assertAllowed(cluster.state, 'delete');
      assertUnprotected(cluster);
      const record = newJob(deps, principal, 'cluster.delete', cluster, {
        input: { clusterId },
        supersedes: cluster.activeJob,
        traceparent: options.traceparent,
      });
      const leaving = {
        ...cluster,
        state: 'Deleting' as const,
        lastJob: record.job.id,
        updatedAt: record.job.createdAt,
      };
      return acceptJob(deps, record, leaving, version, options);
    };
    return replayOrRefuse(deps, principal.tenant, options, () => decideAnew(decide));
  };
}
