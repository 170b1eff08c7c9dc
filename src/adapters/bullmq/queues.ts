import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Clock, Log, WakeUps } from '../../ports.ts';

/**
 * The two queues. Each has a hash tag of its own, so that all of its keys live on one node of a Redis Cluster.
 * `provision` carries wake-ups of jobs, `deliver` those of events to fan out and of deliveries.
 */
export const queues = {
  provision: { name: 'provision', prefix: 'slipway:{provision}' },
  deliver: { name: 'deliver', prefix: 'slipway:{deliver}' },
} as const;

/** What an entry carries: an address, and of a job the number of the wake-up. Everything else is in the record. */
export type Entry = { jobId: string; wake: number } | { eventId: string } | { deliveryId: string };

/**
 * Adds entries; each is removed once it is done, so that nothing but wake-ups to come is ever in a queue. An entry that
 * cannot be added is logged and let go: the sweeper finds what is overdue.
 */
export function createWakeUps(redis: Redis | Cluster, clock: Clock, log: Log): WakeUps & { close(): Promise<void> } {
  const open = new Map<string, Queue>();

  // A Queue awaits its connection for ever when it is made while Redis is away, whatever the client's time limits are.
  function queue({ name, prefix }: { name: string; prefix: string }): Queue {
    const known = open.get(name);
    if (known) return known;
    if (redis.status !== 'ready') throw new Error('Redis is not connected');
    const made = new Queue(name, { connection: redis, prefix });
    made.on('error', () => {}); // the client's own listener reports it
    open.set(name, made);
    return made;
  }

  async function add(which: keyof typeof queues, id: string, entry: Entry, dueAt: number): Promise<void> {
    try {
      await queue(queues[which]).add('wake', entry, {
        jobId: id,
        delay: Math.max(0, dueAt - clock.now()),
        removeOnComplete: true,
        removeOnFail: true,
      });
    } catch (err) {
      log.warn({ ...entry, err }, 'a wake-up could not be queued; the sweeper will find what is due');
    }
  }

  return {
    job: (jobId, wake, dueAt) => add('provision', `${jobId}.${wake}`, { jobId, wake }, dueAt),
    event: (eventId, wake = 1) => add('deliver', `${eventId}.${wake}`, { eventId }, clock.now()),
    delivery: (deliveryId, wake, dueAt) => add('deliver', `${deliveryId}.${wake}`, { deliveryId }, dueAt),
    async close() {
      await Promise.all([...open.values()].map((each) => each.close()));
    },
  };
}
