import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { type RedisServer, startRedisServer } from '../fakes/redis-server.ts';
import { play } from './play.ts';
import { readScenarios } from './scenario.ts';

describe('scenarios, over the store in memory', () => {
  for (const { folder, scenario } of readScenarios()) {
    test(`${folder}: ${scenario.title}`, async () => {
      assert.deepEqual(await play(scenario, createMemoryJobStore()), scenario.expected);
    });
  }
});

describe('scenarios, over a real Redis', () => {
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

  for (const { folder, scenario } of readScenarios()) {
    test(`${folder}: ${scenario.title}`, async () => {
      await redis.flushall();
      const store = createJobStore(redis, { retentionMs: 30 * 24 * 60 * 60_000 });
      assert.deepEqual(await play(scenario, store), scenario.expected);
    });
  }
});
