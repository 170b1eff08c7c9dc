import type { PauseStore } from '../../ports.ts';
import type { forceJob } from './force-job.ts';
import type { inventoryVerbs } from './inventory.ts';
import type { listJobs } from './list-jobs.ts';
import type { pause } from './pause.ts';
import type { resume } from './resume.ts';

/** What an operator may ask for, by HTTP and by `npm run ops` alike. Each throws `ProblemError` when it refuses. */
export interface Operator extends ReturnType<typeof inventoryVerbs> {
  listJobs: ReturnType<typeof listJobs>;
  forceJob: ReturnType<typeof forceJob>;
  /** The pauses in force, oldest first. */
  pauses: PauseStore['all'];
  pause: ReturnType<typeof pause>;
  resume: ReturnType<typeof resume>;
}
