import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './client.ts';

/** What a primary says of itself. A managed server may leave out any of it. */
export interface ServerFacts {
  /** Of the protocol: Valkey says 7.2.4 here. */
  version: string;
  replica: boolean;
  policy?: string;
  appendOnly?: boolean;
  /** `always`, `everysec` or `no`; only where `CONFIG` is open to us. */
  fsync?: string;
  replicas: number;
  /** Part of maxmemory that is used, 0 to 1 and over; 0 where there is no limit. */
  fullness: number;
}

/** What every primary says in `INFO`. */
export function readInfo(client: RedisClient): Promise<ServerFacts[]> {
  return Promise.all(primariesOf(client).map(async (server) => factsIn(await server.info())));
}

/**
 * Makes a function that asks every primary for its facts. Managed servers block `CONFIG`, which alone tells
 * `appendfsync`; where it is refused once it is not tried again, because each refusal is a line in the ACL log.
 */
export function factsReader(client: RedisClient): () => Promise<ServerFacts[]> {
  let configIsOpen = true;
  async function fsyncOf(redis: Redis): Promise<string | undefined> {
    if (!configIsOpen) return undefined;
    try {
      const reply = await redis.config('GET', 'appendfsync');
      return Array.isArray(reply) ? String(reply[1]) : Object.values(reply as Record<string, string>)[0];
    } catch {
      configIsOpen = false;
      return undefined;
    }
  }
  async function factsOf(redis: Redis): Promise<ServerFacts> {
    const facts = factsIn(await redis.info());
    const fsync = facts.appendOnly ? await fsyncOf(redis) : undefined;
    return { ...facts, ...(fsync ? { fsync } : {}) };
  }
  return () => Promise.all(primariesOf(client).map(factsOf));
}

function primariesOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

function factsIn(info: string): ServerFacts {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const number = (name: string) => Number(field(name) ?? 0);
  const policy = field('maxmemory_policy');
  const appendOnly = field('aof_enabled');
  const limit = number('maxmemory');
  return {
    version: field('redis_version') ?? '0',
    replica: field('role') === 'slave',
    ...(policy ? { policy } : {}),
    ...(appendOnly ? { appendOnly: appendOnly === '1' } : {}),
    replicas: number('connected_slaves'),
    // What replicas and the append-only file have not fetched yet does not count when Redis refuses a write.
    fullness: limit > 0 ? (number('used_memory') - number('mem_not_counted_for_evict')) / limit : 0,
  };
}
