import { after, before } from 'node:test';
import { Redis } from 'ioredis';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import { createWebhookStore } from '../../src/adapters/redis/webhook-store.ts';
import type { JobStore, WebhookStore } from '../../src/ports.ts';
import { type RedisServer, startRedisServer } from '../fakes/redis-server.ts';

const retentionMs = 30 * 24 * 60 * 60_000;

/** Stores of its own for each of several runs at once: the databases of one real Redis. */
export function useLanes(count: number) {
  let server: RedisServer | undefined;
  const free: Redis[] = [];
  before(async () => {
    server = await startRedisServer();
    for (let db = 0; db < count; db += 1) free.push(new Redis({ port: server.port, host: '127.0.0.1', db }));
  });
  after(async () => {
    for (const redis of free) redis.disconnect();
    await server?.stop();
  });

  /** Runs `run` for each item with empty stores, as many at once as there are lanes. */
  return async function each<T>(
    items: readonly T[],
    run: (item: T, store: JobStore, webhooks: WebhookStore) => Promise<void>,
  ): Promise<void> {
    const left = items.values();
    const failures: unknown[] = [];
    async function lane(redis: Redis): Promise<void> {
      const stores = [createJobStore(redis, { retentionMs }), createWebhookStore(redis)] as const;
      for (const item of left) {
        await redis.flushdb();
        await run(item, ...stores).catch((error: unknown) => failures.push(error));
        // The first failure is told; more of its kind would take their time.
        if (failures.length > 0) return;
      }
    }
    await Promise.all(free.map(lane));
    if (failures.length > 0) throw failures[0];
  };
}
