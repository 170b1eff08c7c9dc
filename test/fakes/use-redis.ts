import { after, before } from 'node:test';
import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from '../../src/adapters/redis/client.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import type { JobStore } from '../../src/ports.ts';
import { startRedisCluster } from './redis-cluster.ts';
import { startRedisServer } from './redis-server.ts';

interface Running {
  settings: RedisSettings;
  stop(): Promise<void>;
}

/** What every store has to work on, by name. */
export const everyRedis: [name: string, start: () => Promise<Running>][] = [
  ['Redis', startRedisServer],
  ['Redis Cluster', startRedisCluster],
  // Loaded when it is wanted: it warns of what it stands on.
  ['Valkey', async () => (await import('./valkey.ts')).startValkey()],
];

/** A real Redis for the tests of a file or of a suite; call it where `before` may be called. */
export function useRedis(start: () => Promise<Running> = startRedisServer) {
  let server: Running | undefined;
  let redis: RedisClient | undefined;
  before(async () => {
    server = await start();
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
    /** Where a single server is. */
    url(): string {
      if (server?.settings.topology.kind !== 'single') throw new Error('Redis is not there, or not a single server');
      return server.settings.topology.url;
    },
    /** Empties Redis, and gives a store on it. */
    async emptyJobStore(): Promise<JobStore> {
      await empty(client());
      return createJobStore(client(), { retentionMs: 30 * 24 * 60 * 60_000 });
    },
    empty: () => empty(client()),
    /** The names of all keys, whichever node has them. */
    async keys(): Promise<string[]> {
      return (await Promise.all(nodesOf(client()).map((node) => node.keys('*')))).flat();
    },
  };
}

async function empty(client: RedisClient): Promise<void> {
  await Promise.all(nodesOf(client).map((node) => node.flushall()));
}

function nodesOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}
