import type { Redis } from 'ioredis';
import { queues } from '../../../src/adapters/bullmq/queues.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Delivery } from '../../../src/model/delivery.ts';
import type { SlipwayEvent } from '../../../src/model/event.ts';
import type { JobRecord } from '../../../src/model/job.ts';

/** A job's hash, and its events in the order of their sequence. */
export interface StoredJob {
  record: JobRecord;
  lease: number;
  signals: string[];
  events: { id: string; score: number }[];
}

/** Everything of ours that Redis holds, read key by key and not through the code that is audited. */
export interface StoreState {
  jobs: Map<string, StoredJob>;
  clusters: Map<string, { cluster: Cluster; active: string }>;
  events: Map<string, SlipwayEvent>;
  deliveries: Map<string, { delivery: Delivery; body: string; leaseUntil: number }>;
  /** Cluster id by `<tenant>/<name>`. */
  names: Map<string, string>;
  /** What waits: members of the sorted sets `due`, `outbox`, `deliveries-due`, and BullMQ's entries. */
  waiting: Record<'due' | 'outbox' | 'deliveries' | 'entries', string[]>;
}

export async function readStore(redis: Redis): Promise<StoreState> {
  const state: StoreState = {
    jobs: new Map(),
    clusters: new Map(),
    events: new Map(),
    deliveries: new Map(),
    names: new Map(),
    waiting: { due: [], outbox: [], deliveries: [], entries: await readEntries(redis) },
  };
  for await (const keys of redis.scanStream({ match: 'slipway:{s*}:*', count: 1_000 })) {
    await Promise.all((keys as string[]).map((key) => readKey(redis, key, state)));
  }
  return state;
}

async function readKey(redis: Redis, key: string, state: StoreState): Promise<void> {
  const [, what = '', id = '', rest] = /^slipway:\{s\d+\}:([^:]+)(?::([^:]+))?(?::(.*))?$/.exec(key) ?? [];
  switch (rest === undefined ? what : `${what} ${rest.replace(/:.*/, '')}`) {
    case 'job': {
      const { record = '', lease, ...fields } = await redis.hgetall(key);
      const flat = await redis.zrange(`${key}:events`, '0', '-1', 'WITHSCORES');
      const signals = Object.keys(fields).filter((name) => name.startsWith('signal:'));
      state.jobs.set(id, { record: JSON.parse(record), lease: Number(lease), signals, events: pairs(flat) });
      return;
    }
    case 'cluster': {
      const { doc = '', active = '' } = await redis.hgetall(key);
      state.clusters.set(id, { cluster: JSON.parse(doc), active });
      return;
    }
    case 'event':
      state.events.set(id, JSON.parse((await redis.hget(key, 'doc')) ?? ''));
      return;
    case 'delivery': {
      const { doc = '', body = '', leaseUntil } = await redis.hgetall(key);
      state.deliveries.set(id, { delivery: JSON.parse(doc).delivery, body, leaseUntil: Number(leaseUntil) });
      return;
    }
    case 't name':
      state.names.set(key.replace(/^.*:name:/, `${id}/`), (await redis.get(key)) ?? '');
      return;
    case 'due':
    case 'outbox':
      state.waiting[what as 'due' | 'outbox'].push(...(await redis.zrange(key, '0', '-1')));
      return;
    case 'deliveries-due':
      state.waiting.deliveries.push(...(await redis.zrange(key, '0', '-1')));
      return;
    default:
  }
}

/** How many of each are open: what a drain waits for. */
export async function countWaiting(redis: Redis): Promise<Record<string, number>> {
  const counts: Record<string, number> = { entries: (await readEntries(redis)).length };
  for (const what of ['due', 'outbox', 'deliveries-due']) {
    const keys = Array.from({ length: 16 }, (_, shard) => `slipway:{s${shard}}:${what}`);
    const cards = await Promise.all(keys.map((key) => redis.zcard(key)));
    counts[what] = cards.reduce((sum, card) => sum + card, 0);
  }
  return counts;
}

/** Ids of BullMQ's entries, with the list that each is in. */
async function readEntries(redis: Redis): Promise<string[]> {
  const found: string[] = [];
  for (const { name, prefix } of Object.values(queues)) {
    const root = `${prefix}:${name}`;
    for (const list of ['wait', 'active', 'paused'])
      for (const id of await redis.lrange(`${root}:${list}`, 0, -1)) found.push(`${list} ${id}`);
    for (const set of ['delayed', 'prioritized', 'failed', 'completed'])
      for (const id of await redis.zrange(`${root}:${set}`, '0', '-1')) found.push(`${set} ${id}`);
  }
  // BullMQ's own marker in an otherwise empty list.
  return found.filter((entry) => !entry.includes(' 0:'));
}

function pairs(flat: string[]): { id: string; score: number }[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    id: flat[index * 2] ?? '',
    score: Number(flat[index * 2 + 1]),
  }));
}
