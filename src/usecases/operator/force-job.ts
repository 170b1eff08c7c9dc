import type { Job } from '../../model/job.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Force, ForceOrder, Log } from '../../ports.ts';
import { audit } from './audit.ts';

export interface ForceJobDeps {
  force: Force;
  log: Log;
}

/** Ends any open job at once, as `Failed` or `Canceled`, without cleaning up. */
export function forceJob({ force, log }: ForceJobDeps) {
  return async (jobId: string, order: ForceOrder): Promise<Job> => {
    const forced = await force(jobId, order);
    switch (forced.type) {
      case 'forced': {
        const { job } = forced.record;
        const { by, ...what } = order;
        audit(log, 'force', by, { job: jobId, cluster: job.clusterId, tenant: job.tenant, ...what });
        return job;
      }
      case 'unknown':
        throw new ProblemError(problem('not-found', 'There is no such job.'));
      case 'ended':
        throw new ProblemError(problem('invalid-state', 'The job has ended already.'));
      case 'lost':
        throw new ProblemError(
          problem('operation-in-progress', 'Somebody else has taken the job just now; look, and try again.'),
          { retryAfterMs: 1_000 },
        );
      default:
        return forced satisfies never;
    }
  };
}
