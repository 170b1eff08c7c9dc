import { createHmac } from 'node:crypto';
import type { ApiKeyRecord } from '../../model/principal.ts';
import type { KeyStore, ListedKey } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { apiKeyKeys } from './keys.ts';

/**
 * API keys on Redis. Each is a hash under the HMAC of the key: `record`, and beside it what changes, `revokedAt` and
 * `lastUsedAt`. A key has 190 random bits, so that a fast hash keeps it as well as a slow one would.
 * @param pepper mixed into the hash, so that Redis alone does not tell whether a guess is right
 */
export function createKeyStore(redis: RedisClient, pepper: string): KeyStore {
  const rowOf = (key: string) => apiKeyKeys.byHash(createHmac('sha256', pepper).update(key).digest('hex'));

  async function put(record: ApiKeyRecord, key: string): Promise<void> {
    const row = rowOf(key);
    // The index first: a row that no index names could not be revoked.
    await redis.hset(apiKeyKeys.all(), record.id, row);
    await redis.hset(row, 'record', JSON.stringify(record));
  }

  async function read(row: string): Promise<ListedKey | undefined> {
    const { record, revokedAt, lastUsedAt } = await redis.hgetall(row);
    if (record === undefined) return undefined;
    return {
      ...(JSON.parse(record) as ApiKeyRecord),
      ...(revokedAt === undefined ? {} : { revokedAt }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    };
  }

  return {
    create: put,
    async ensure(record, key) {
      const known = await read(rowOf(key));
      await put({ ...record, id: known?.id ?? record.id, createdAt: known?.createdAt ?? record.createdAt }, key);
    },
    find: (key) => read(rowOf(key)),
    async list() {
      const rows = await redis.hvals(apiKeyKeys.all());
      const records = await Promise.all(rows.map(read));
      return records
        .filter((record) => record !== undefined)
        .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    },
    async revoke(id, at) {
      const row = await redis.hget(apiKeyKeys.all(), id);
      if (row === null) return false;
      await redis.hsetnx(row, 'revokedAt', at);
      return true;
    },
    async touch(key, at) {
      await redis.hset(rowOf(key), 'lastUsedAt', at);
    },
  };
}
