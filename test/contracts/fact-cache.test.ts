import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFactCache } from '../../src/adapters/redis/fact-cache.ts';
import type { FactCache } from '../../src/ports.ts';
import { createMemoryFactCache } from '../fakes/memory-fact-cache.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

const scope = { account: 'a', subscriptionId: '0000000A-0000-0000-0000-000000000001' };
const offered = [{ version: '1.35.2', isDefault: true, isPreview: false }];

const caches: (readonly [kind: string, open: () => Promise<FactCache>])[] = [
  ['memory', async () => createMemoryFactCache()],
  ...everyRedis.map(([name, start]) => {
    const redis = useRedis(start);
    const open = async () => {
      await redis.empty();
      return createFactCache(redis.client());
    };
    return [name, open] as const;
  }),
];
for (const [kind, open] of caches) {
  describe(`facts (${kind})`, () => {
    test('are known once they are remembered, whatever the case of the ids', async () => {
      const cache = await open();
      assert.equal(await cache.known(scope, 'versions', 'westeurope'), undefined);
      await cache.remember(scope, 'versions', 'westeurope', offered);
      const same = { ...scope, subscriptionId: scope.subscriptionId.toLowerCase() };
      assert.deepEqual(await cache.known(same, 'versions', 'WestEurope'), offered);
    });

    test('are apart by account, subscription, kind and what they are of', async () => {
      const cache = await open();
      await cache.remember(scope, 'versions', '', offered);
      await cache.remember(scope, 'providers', '', { 'microsoft.network': 'Registered' });
      assert.deepEqual(await cache.known(scope, 'versions', ''), offered);
      assert.equal(await cache.known({ ...scope, account: 'b' }, 'versions', ''), undefined);
      assert.equal(await cache.known({ ...scope, subscriptionId: 'other' }, 'versions', ''), undefined);
      assert.equal(await cache.known(scope, 'versions', 'westeurope'), undefined);
    });

    test('are replaced by what is remembered later', async () => {
      const cache = await open();
      await cache.remember(scope, 'versions', 'westeurope', []);
      await cache.remember(scope, 'versions', 'westeurope', offered);
      assert.deepEqual(await cache.known(scope, 'versions', 'westeurope'), offered);
    });
  });
}

const [redisName, start] = everyRedis[0] ?? [];
if (start) {
  describe(`facts (${redisName})`, () => {
    const redis = useRedis(start);
    test('are forgotten after an hour', async () => {
      await redis.empty();
      const client = redis.client();
      await createFactCache(client).remember(scope, 'versions', 'westeurope', offered);
      const left = await client.ttl(`slipway:{facts:a:${scope.subscriptionId.toLowerCase()}}:versions:westeurope`);
      assert.ok(left > 3_500 && left <= 3_600, `${left} s`);
    });
  });
}
