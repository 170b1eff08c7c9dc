import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Log } from '../../ports.ts';
import { type Entry, queues } from './queues.ts';

export interface WorkerOptions {
  which: keyof typeof queues;
  concurrency: number;
  /**
   * Does what the entry asks for; answers a time if the entry came too early and is to come again then. What it throws is
   * logged; the sweeper brings the work back.
   */
  handle(entry: Entry): Promise<number | undefined>;
}

/** How long to leave a Redis alone that does not hand out entries, being full or away. */
const refusedMs = 1_000;

/**
 * BullMQ asks again at once when Redis refuses to hand out an entry, measured at five thousand times a second; and ten
 * times a second, on a new connection each time, when Redis refuses to let it wait for one.
 */
class PatientWorker extends Worker<Entry> {
  protected override async moveToActive(token: string, name?: string) {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await pause(refusedMs);
      throw error;
    }
  }

  /** Unless told otherwise: the pause after Redis refused to let it wait for the next entry. */
  override delay(...[milliseconds = refusedMs, aborted]: Parameters<Worker['delay']>): Promise<void> {
    return super.delay(milliseconds, aborted);
  }
}

/** Takes entries off one queue. BullMQ's attempts, stalls and failed set decide nothing: the record does. */
export function startWorker(redis: Redis | Cluster, log: Log, { which, concurrency, handle }: WorkerOptions): Worker {
  const { name, prefix } = queues[which];
  const worker = new PatientWorker(
    name,
    async (entry, token) => {
      let again: number | undefined;
      try {
        again = await handle(entry.data);
      } catch (error) {
        log.error({ err: error, entry: entry.id }, 'an entry failed');
      }
      if (again === undefined) return;
      await entry.moveToDelayed(again, token);
      throw new DelayedError();
    },
    {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: 15_000,
      stalledInterval: 5_000,
      // The second crash in an entry's life must not fail it.
      maxStalledCount: 1_000_000,
      // The pause after a connection was lost; fifteen seconds if nothing is said.
      runRetryDelay: refusedMs,
    },
  );
  worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker error'));
  return worker;
}
