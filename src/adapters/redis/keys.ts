import { shardOfId, shardOfTenant } from '../../model/id.ts';

/**
 * Names of the keys in Redis. All keys of a tenant carry the hash tag of its shard, so that every script works on Redis
 * Cluster; an id ends in its shard, so that an id alone leads to its record.
 */
const root = (shard: number) => `slipway:{s${shard}}`;

/** Keys that a shard has once; the sweeper visits them. */
export const shardKeys = {
  /** Sorted set: job id by the time it is due. */
  due: (shard: number) => `${root(shard)}:due`,
  /** Sorted set: id of every cluster, of whatever tenant, of which something may be left in Azure. */
  clusters: (shard: number) => `${root(shard)}:clusters`,
  /** Sorted set: event id by the time its fan-out is due. */
  outbox: (shard: number) => `${root(shard)}:outbox`,
  /** Sorted set: delivery id by the time its next attempt is due. */
  deliveriesDue: (shard: number) => `${root(shard)}:deliveries-due`,
  /** Written by the barrier before it waits; says nothing by itself. */
  barrier: (shard: number) => `${root(shard)}:barrier`,
};

/** Keys of one record. */
export const recordKeys = {
  job: (id: string) => `${root(shardOfId(id))}:job:${id}`,
  /** Sorted set of event ids, by sequence number. */
  jobEvents: (id: string) => `${root(shardOfId(id))}:job:${id}:events`,
  cluster: (id: string) => `${root(shardOfId(id))}:cluster:${id}`,
  event: (id: string) => `${root(shardOfId(id))}:event:${id}`,
  endpoint: (id: string) => `${root(shardOfId(id))}:endpoint:${id}`,
  delivery: (id: string) => `${root(shardOfId(id))}:delivery:${id}`,
  /** Sorted set of delivery ids of an endpoint. */
  endpointDeliveries: (id: string) => `${root(shardOfId(id))}:endpoint:${id}:deliveries`,
};

/** Where the names of a shard's records begin, for scripts that find the rest in an index. */
export const recordPrefixes = {
  job: (shard: number) => `${root(shard)}:job:`,
  cluster: (shard: number) => `${root(shard)}:cluster:`,
  event: (shard: number) => `${root(shard)}:event:`,
  delivery: (shard: number) => `${root(shard)}:delivery:`,
};

/** Where a tenant's own indexes begin; `index` is `jobs`, `clusters`, `endpoints`, `name:<name>`, `jobs:status:Failed` … */
export function tenantKey(tenant: string, index: string): string {
  return `${root(shardOfTenant(tenant))}:t:${tenant}:${index}`;
}

/** Hash: what the declaration put into the store; gone when the store was emptied. */
export const installationKey = 'slipway:{control}:installation';

/** Hash: the pauses in force, by id. */
export const pausesKey = 'slipway:{pauses}:all';

/** Sorted set: what workers reach of private clusters, by the time until which that holds. */
export const reachKey = 'slipway:{workers}:reach';

/** API keys are looked up before the tenant is known, so they have a tag of their own. */
export const apiKeyKeys = {
  byHash: (hash: string) => `slipway:{keys}:hash:${hash}`,
  all: () => 'slipway:{keys}:all',
  /** Hash: row by id, of those that are declared. */
  declared: () => 'slipway:{keys}:declared',
};
