import { createHash } from 'node:crypto';

/** `cls_` cluster, `job_` job, `evt_` event, `whe_` webhook endpoint, `dlv_` delivery, `key_` API key, `pau_` pause. */
export type IdPrefix = 'cls' | 'job' | 'evt' | 'whe' | 'dlv' | 'key' | 'pau';

/** Number of shards a tenant can fall into: every key of a tenant carries the hash tag `{s<shard>}`. */
export const shardCount = 16;

/** The shard of a tenant, 0 to 15: stable for ever, because ids and keys are built from it. */
export function shardOfTenant(tenant: string): number {
  return (createHash('sha256').update(tenant).digest()[0] ?? 0) % shardCount;
}

/**
 * Builds an id such as `job_019ab3c0…4`: 32 hexadecimal digits that sort by time (UUID version 7, RFC 9562), of which
 * the last is the shard, so that an id alone tells where its record lives.
 */
export function makeId(prefix: IdPrefix, uuid: string, shard: number): string {
  return `${prefix}_${uuid.replaceAll('-', '').slice(0, 31)}${shard.toString(16)}`;
}

/** An id that is the same whenever it is made from the same parts: the id of a delivery, say. */
export function deriveId(prefix: IdPrefix, parts: string[], shard: number): string {
  return makeId(prefix, createHash('sha256').update(parts.join('\n')).digest('hex'), shard);
}

/** The shard an id belongs to. */
export function shardOfId(id: string): number {
  return Number.parseInt(id.slice(-1), 16);
}

/** When an id was made, in milliseconds since the epoch; it begins with the time, unless it was derived. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.split('_')[1]?.slice(0, 12) ?? '', 16);
}

/** JSON Schema pattern of ids with this prefix. */
export function idPattern(prefix: IdPrefix): string {
  return `^${prefix}_[0-9a-f]{32}$`;
}

/** What every id made before `time` (milliseconds since the epoch) sorts below. */
export function oldestId(prefix: IdPrefix, time: number): string {
  return `${prefix}_${Math.max(0, Math.floor(time)).toString(16).padStart(12, '0')}`;
}
