import type { Clock, WakeUps, WebhookStore } from '../ports.ts';

export interface SweepDeps {
  store: Pick<WebhookStore, 'overdueEvents' | 'overdueDeliveries'>;
  wakeUps: Pick<WakeUps, 'event' | 'delivery'>;
  clock: Pick<Clock, 'now'>;
}

/** How late something may be before the queue is taken to have lost its wake-up. */
const graceMs = 10_000;
/** How long a wake-up given here is trusted before another is given. */
const trustMs = 60_000;
const pageSize = 200;

/** Wakes the events of a shard whose fan-out is overdue; answers how many. */
export function sweepOutbox({ store, wakeUps, clock }: SweepDeps): (shard: number) => Promise<number> {
  return async (shard) => {
    const now = clock.now();
    const overdue = await store.overdueEvents(shard, now - graceMs, now + trustMs, pageSize);
    for (const id of overdue) await wakeUps.event(id);
    return overdue.length;
  };
}

/** Wakes the deliveries of a shard whose next attempt is overdue; answers how many. */
export function sweepDeliveries({ store, wakeUps, clock }: SweepDeps): (shard: number) => Promise<number> {
  return async (shard) => {
    const now = clock.now();
    const overdue = await store.overdueDeliveries(shard, now - graceMs, now + trustMs, pageSize);
    for (const { id, wake } of overdue) await wakeUps.delivery(id, wake, now);
    return overdue.length;
  };
}
