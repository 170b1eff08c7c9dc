import { shardCount, shardOfId } from '../../model/id.ts';
import { type ConditionLimits, type JobCondition, type OpenJobView, presentOpenJob } from '../../model/open-job.ts';
import type { Clock, JobStore, Page } from '../../ports.ts';

export interface ListJobsDeps {
  store: Pick<JobStore, 'open'>;
  clock: Pick<Clock, 'now'>;
  limits: ConditionLimits;
}

export interface ListJobsFilter {
  /** Left out: what an operator should look at, `overdue` and `stuck`. */
  condition?: JobCondition | 'all';
}

/** Jobs read at once, and for one answer at most: a page may be short, and more follow all the same. */
const readAtOnce = 100;
const readAtMost = 2_000;

/** Lists the open jobs of all tenants that are in a condition, shard by shard. */
export function listJobs({ store, clock, limits }: ListJobsDeps) {
  return async (filter: ListJobsFilter, limit: number, after?: string): Promise<Page<OpenJobView>> => {
    const items: OpenJobView[] = [];
    let seen = 0;
    let cursor = after;
    for (let shard = after ? shardOfId(after) : 0; shard < shardCount; shard += 1) {
      for (let more = true; more; ) {
        const page = await store.open(shard, readAtOnce, cursor);
        for (const open of page.items) {
          const view = presentOpenJob(open, clock.now(), limits);
          if (isWanted(view.condition, filter)) items.push(view);
          if (items.length === limit) return { items, next: view.id };
        }
        seen += page.items.length;
        cursor = page.next;
        if (page.next && seen >= readAtMost) return { items, next: page.next };
        more = page.next !== undefined;
      }
    }
    return { items };
  };
}

function isWanted(condition: JobCondition, { condition: wanted }: ListJobsFilter): boolean {
  if (wanted === undefined) return condition === 'overdue' || condition === 'stuck';
  return wanted === 'all' || wanted === condition;
}
