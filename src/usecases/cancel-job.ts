import { assertAllowed } from '../model/cluster.ts';
import { isTerminal } from '../model/job.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { StoredJob } from '../ports.ts';
import type { JobUseCaseDeps } from './deps.ts';

/**
 * Asks a create to stop. It ends what Azure is doing, cleans up as the order said, and then is `Canceled`; until then it
 * is `Running`. Asking again changes nothing.
 */
export function cancelJob(deps: JobUseCaseDeps) {
  return async (principal: Principal, jobId: string): Promise<{ job: StoredJob; already: boolean }> => {
    const stored = await read(deps, principal, jobId);
    const { job } = stored.record;
    if (job.status === 'Canceled') return { job: stored, already: true };
    if (isTerminal(job.status)) throw invalid(`The job has ended (${job.status}).`);
    const owner = await deps.store.cluster(principal.tenant, job.clusterId);
    // Without one at work the job has ended since it was read, which the signal tells.
    if (owner?.cluster.activeJob) assertAllowed(owner.cluster.state, 'cancel');
    const now = deps.clock.now();
    const signaled = await deps.store.signal(
      jobId,
      'cancel',
      { by: principal.id, at: new Date(now).toISOString() },
      now,
    );
    if (signaled.type === 'signaled' && signaled.wake !== undefined) {
      await deps.wakeUps.job(jobId, signaled.wake, now);
    }
    const after = await read(deps, principal, jobId);
    if (signaled.type === 'ended' && after.record.job.status !== 'Canceled') {
      throw invalid(`The job has ended (${after.record.job.status}).`);
    }
    return { job: after, already: signaled.type === 'ended' };
  };
}

async function read({ store }: JobUseCaseDeps, principal: Principal, jobId: string): Promise<StoredJob> {
  const stored = await store.job(principal.tenant, jobId);
  if (!stored) throw new ProblemError(problem('not-found', 'There is no such job.'));
  return stored;
}

function invalid(detail: string): ProblemError {
  return new ProblemError(problem('invalid-state', detail));
}
