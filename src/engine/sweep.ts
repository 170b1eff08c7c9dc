import { shardCount } from '../model/id.ts';
import type { Clock, Log, WakeUp } from '../ports.ts';

/** One kind of thing that is due at a time: how the overdue of it are found, and how each is woken. */
export interface Swept {
  /** For the log: `jobs`. */
  name: string;
  find(shard: number, now: number, graceMs: number, limit: number): Promise<WakeUp[]>;
  wake(id: string, wake: number, now: number): Promise<void>;
}

export interface SweepDeps {
  clock: Pick<Clock, 'now'>;
  log: Log;
  /** How late something must be before it counts as forgotten, and how long one sweep keeps others off it. */
  graceMs: number;
  /** How many are looked at in one go. */
  pageSize: number;
}

/**
 * Looks once through all shards for what is overdue because its wake-up was lost or its worker died, and wakes it. Any
 * worker may do so at any time. A shard that cannot be looked at keeps no other from being looked at.
 */
export function sweep(deps: SweepDeps, kinds: readonly Swept[]): () => Promise<void> {
  return async () => {
    for (const kind of kinds) {
      let woken = 0;
      for (let shard = 0; shard < shardCount; shard += 1) {
        try {
          woken += await sweepShard(deps, kind, shard);
        } catch (err) {
          deps.log.warn({ shard, err }, `a search for overdue ${kind.name} failed; the next sweep goes on`);
        }
      }
      if (woken > 0) deps.log.warn({ woken }, `woke overdue ${kind.name}`);
    }
  };
}

/** @returns how many were woken */
async function sweepShard({ clock, graceMs, pageSize }: SweepDeps, kind: Swept, shard: number): Promise<number> {
  for (let woken = 0; ; ) {
    const now = clock.now();
    const found = await kind.find(shard, now, graceMs, pageSize);
    // All at once: a thousand, one after the other, would take seconds.
    await Promise.all(found.map(({ id, wake }) => kind.wake(id, wake, now)));
    woken += found.length;
    if (found.length < pageSize) return woken;
  }
}
