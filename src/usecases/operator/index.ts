import type { forceJob } from './force-job.ts';
import type { listJobs } from './list-jobs.ts';

/** What an operator may ask for, by HTTP and by `npm run ops` alike. Each throws `ProblemError` when it refuses. */
export interface Operator {
  listJobs: ReturnType<typeof listJobs>;
  forceJob: ReturnType<typeof forceJob>;
}
