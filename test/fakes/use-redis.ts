import { after, before } from 'node:test';
import type { RedisClient } from '../../src/adapters/redis/client.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import type { JobStore } from '../../src/ports.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A real Redis for the tests of a file or of a suite; call it where `before` may be called. */
export function useRedis() {
  let server: RedisServer | undefined;
  let redis: RedisClient | undefined;
  before(async () => {
    server = await startRedisServer();
    redis = connectRedis(server.settings, 'worker', () => {});
    await redis.ping();
  });
  after(async () => {
    redis?.disconnect();
    await server?.stop();
  });
  const client = (): RedisClient => {
    if (!redis) throw new Error('Redis is there only while tests run');
    return redis;
  };
  return {
    client,
    /** Empties Redis, and gives a store on it. */
    async emptyJobStore(): Promise<JobStore> {
      await client().flushall();
      return createJobStore(client(), { retentionMs: 30 * 24 * 60 * 60_000 });
    },
  };
}
