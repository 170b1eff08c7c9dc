import type { Cluster } from '../model/cluster.ts';
import type { JobRecord } from '../model/job.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Force, ForceOrder } from '../ports.ts';
import type { RunDeps } from './deps.ts';
import { finish } from './finish.ts';
import { stamp } from './persist.ts';
import { closeStep, type Run } from './run.ts';

/**
 * Ends a job as an operator wants it, whether a worker holds it or not: the epoch goes up, so that the worker saves
 * nothing more, and what is left of the plan is skipped. If this process dies before the end is written, nothing has
 * happened but that the job rests until the lease ends.
 */
export function force(deps: RunDeps): Force {
  return async (jobId, order) => {
    const now = deps.clock.now();
    const leaseUntil = now + deps.lease.durationMs;
    const claimed = await deps.store.claim(jobId, now, leaseUntil, 'force');
    if (claimed.type !== 'claimed') return { type: claimed.type === 'unknown' ? 'unknown' : 'ended' };
    const run: Run = { jobId, events: [], lost: false, leaseUntil, ...claimed };
    leaveOff(run.record, order.status, forced(run, order), stamp(deps));
    for (;;) {
      // A cancel or a delete that comes in the meantime is taken note of, and changes nothing.
      if ((await finish(deps, run)) === 'stop') break;
    }
    return run.lost ? { type: 'lost' } : { type: 'forced', record: run.record };
  };
}

/** No further step is run, not even those that clean up. */
function leaveOff(record: JobRecord, status: ForceOrder['status'], cause: Problem, at: string): void {
  record.ending = { status, phase: status === 'Failed' ? 'RollingBack' : 'Canceling' };
  record.job.error = cause;
  for (const step of record.job.steps.filter((each) => each.status === 'Running')) {
    closeStep(record, step, 'Skipped', cause.detail, at);
  }
}

function forced({ record, cluster }: { record: JobRecord; cluster: Cluster }, { by, reason }: ForceOrder): Problem {
  const { error } = record.job;
  const first = error ? ` It was ending already: ${error.detail}` : '';
  return problem('forced', `Ended by ${by} (${reason}). Nothing was cleaned up in Azure.${first}`, {
    remedy: `See what is there with: az aks show --ids ${cluster.armId} and then delete the cluster through Slipway.`,
  });
}
