import { shardCount } from '../model/id.ts';
import type { Clock, JobStore, Log, WakeUps } from '../ports.ts';

export interface SweepDeps {
  store: Pick<JobStore, 'overdue'>;
  wakeUps: Pick<WakeUps, 'job'>;
  clock: Clock;
  log: Log;
  /** How late a job must be before it counts as forgotten, and how long one sweep keeps others off it. */
  graceMs: number;
  /** Most jobs to wake per shard and sweep. */
  limit: number;
}

/** Wakes every job whose wake-up was lost or whose worker died. Any worker may run it, at any time. */
export async function sweepJobs(deps: SweepDeps): Promise<number> {
  let woken = 0;
  for (let shard = 0; shard < shardCount; shard += 1) {
    const now = deps.clock.now();
    const found = await deps.store.overdue(shard, now - deps.graceMs, now + deps.graceMs, deps.limit);
    for (const { jobId, wake } of found) {
      await deps.wakeUps.job(jobId, wake, now);
      woken += 1;
    }
  }
  if (woken > 0) deps.log.warn({ woken }, 'woke overdue jobs');
  return woken;
}
