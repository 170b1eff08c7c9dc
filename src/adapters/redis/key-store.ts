import { createHash } from 'node:crypto';
import { hashApiKey } from '../../model/api-key.ts';
import type { ApiKeyRecord } from '../../model/principal.ts';
import type { DeclaredKeys, KeyStore, ListedKey } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { apiKeyKeys } from './keys.ts';
import { defineScript } from './script.ts';

/**
 * What was declared and is declared no more goes; then each key is written, unless it is there unchanged, or was made by
 * hand.
 * KEYS 1 rows by id, 2 declared rows by id, 3… rows · ARGV for each row: id, record, digest of what was declared
 */
const declare = `
local wanted, written, removed, held = {}, {}, {}, {}
for i = 3, #KEYS do wanted[ARGV[3 * i - 8]] = KEYS[i] end
local before = redis.call('HGETALL', KEYS[2])
for i = 1, #before, 2 do
  local id, row = before[i], before[i + 1]
  if wanted[id] ~= row then
    redis.call('UNLINK', row)
    redis.call('HDEL', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
    if not wanted[id] then removed[#removed + 1] = id end
  end
end
for i = 3, #KEYS do
  local id, record, digest = ARGV[3 * i - 8], ARGV[3 * i - 7], ARGV[3 * i - 6]
  local known = redis.call('HGET', KEYS[i], 'declared')
  if not known and redis.call('EXISTS', KEYS[i]) == 1 then
    held[#held + 1] = id
  elseif known ~= digest then
    redis.call('HSET', KEYS[1], id, KEYS[i])
    redis.call('HSET', KEYS[2], id, KEYS[i])
    redis.call('HSET', KEYS[i], 'record', record, 'declared', digest)
    written[#written + 1] = id
  end
end
return { written, removed, held }
`;

/**
 * API keys on Redis. Each is a hash under the HMAC of the key: `record`, and beside it what changes, `revokedAt` and
 * `lastUsedAt`.
 * @param pepper mixed into the hash
 */
export function createKeyStore(redis: RedisClient, pepper: string): KeyStore {
  const rowOf = (key: string) => apiKeyKeys.byHash(hashApiKey(key, pepper));

  const declareKeys = defineScript(redis, 'slipwayDeclareKeys', declare);

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
    async declare(keys) {
      const reply = await declareKeys(
        [apiKeyKeys.all(), apiKeyKeys.declared(), ...keys.map(({ hash }) => apiKeyKeys.byHash(hash))],
        keys.flatMap(({ record }) => [record.id, JSON.stringify(record), digestOf(record)]),
      );
      const [written, removed, held] = reply as [string[], string[], string[]];
      return { written, removed, held } satisfies DeclaredKeys;
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

/** The same for the same declaration, whenever it is applied. */
function digestOf({ createdAt: _, ...declared }: ApiKeyRecord): string {
  return createHash('sha256').update(JSON.stringify(declared)).digest('hex');
}
