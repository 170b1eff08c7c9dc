import { after, before } from 'node:test';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { type RedisServer, startRedisServer } from '../fakes/redis-server.ts';
import { jobStoreContract } from './job-store.ts';

jobStoreContract('memory', async () => createMemoryJobStore());

let server: RedisServer;
let redis: ReturnType<typeof connectRedis>;
before(async () => {
  server = await startRedisServer();
  redis = connectRedis(server.url, 'worker', () => {});
});
after(async () => {
  redis.disconnect();
  await server.stop();
});

jobStoreContract('Redis', async () => {
  await redis.flushall();
  return createJobStore(redis, { retentionMs: 30 * 24 * 60 * 60_000 });
});
