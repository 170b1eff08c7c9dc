import { assertAllowed, type Cluster, type ClusterState } from '../model/cluster.ts';
import type { Job, JobKind, JobRecord } from '../model/job.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { StoredJob } from '../ports.ts';
import { stepsOfRetry, wasCleanedUp } from '../provisioning/retry.ts';
import { acceptJob, assertUnprotected, decideAnew, findReplay, newJob, replayOrRefuse } from './accept-job.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';
import { assertOpen } from './intake.ts';

/**
 * Accepts a new job that goes on where a failed or canceled one stopped: the same operation on the same cluster, under
 * the same ARM id and tags.
 */
export function retryJob(deps: JobUseCaseDeps) {
  return async (
    principal: Principal,
    jobId: string,
    options: RequestOptions = {},
  ): Promise<{ job: StoredJob; replayed: boolean }> => {
    const replay = await findReplay(deps, principal.tenant, options);
    if (replay) return { job: replay, replayed: true };
    const decide = async () => {
      const failed = await deps.store.job(principal.tenant, jobId);
      if (!failed) throw new ProblemError(problem('not-found', 'There is no such job.'));
      const stored = await deps.store.cluster(principal.tenant, failed.record.job.clusterId);
      if (!stored) throw new ProblemError(problem('gone', 'The cluster of this job is no longer kept.'));
      assertRetryable(deps, failed.record.job, stored.cluster);
      // Whoever cleans up makes room.
      if (failed.record.job.operation !== 'cluster.delete') assertOpen(deps.intake);
      const record = retryOf(deps, principal, failed.record, stored.cluster, options);
      return acceptJob(deps, record, retried(stored.cluster, record.job, failed.record.job), stored.version, options);
    };
    return replayOrRefuse(deps, principal.tenant, options, () => decideAnew(decide));
  };
}

/** @throws ProblemError `invalid-state`, naming who is in the way */
function assertRetryable({ publicUrl }: JobUseCaseDeps, job: Job, cluster: Cluster): void {
  if (job.status !== 'Failed' && job.status !== 'Canceled') {
    throw invalid(`Only a failed or canceled job can be tried again; this one is ${job.status}.`);
  }
  const { lastJob } = cluster;
  if (lastJob !== job.id) {
    const members = { lastJob: `${publicUrl}/v1/jobs/${lastJob}` };
    throw invalid(`Job ${lastJob} has come after this one on the cluster.`, members);
  }
  assertAllowed(cluster.state, 'retry');
  if (job.operation === 'cluster.delete') assertUnprotected(cluster);
}

function retryOf(
  deps: JobUseCaseDeps,
  principal: Principal,
  failed: JobRecord,
  cluster: Cluster,
  { traceparent }: RequestOptions,
): JobRecord {
  const { operation, input, supersedes } = failed.job;
  const record = newJob(deps, principal, operation, cluster, { input, supersedes, traceparent });
  return {
    ...record,
    job: { ...record.job, retries: failed.job.id, steps: stepsOfRetry(failed.job) },
    deadlineMs: failed.deadlineMs,
  };
}

/** What a retry makes of the state at once; a change of the CNI says so itself when it begins to act. */
const stateDuring: Partial<Record<JobKind, ClusterState>> = {
  'cluster.create': 'Creating',
  'cluster.delete': 'Deleting',
};

/** The cluster as the retry takes it over; of what a clean-up has removed nothing is known any more. */
function retried({ error: _, ...cluster }: Cluster, retry: Job, failed: Job): Cluster {
  const creating = retry.operation === 'cluster.create';
  return {
    ...cluster,
    state: stateDuring[retry.operation] ?? cluster.state,
    lastJob: retry.id,
    updatedAt: retry.createdAt,
    ...(creating && wasCleanedUp(failed) ? { observed: {} } : {}),
  };
}

function invalid(detail: string, members: Record<string, unknown> = {}): ProblemError {
  return new ProblemError(problem('invalid-state', detail), { members });
}
