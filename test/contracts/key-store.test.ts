import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createKeyStore } from '../../src/adapters/redis/key-store.ts';
import { keyRecord as record } from '../fakes/records.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

for (const [name, start] of everyRedis) {
  describe(`keys of the API (${name})`, () => {
    const { client, empty, keys } = useRedis(start);
    const open = (pepper = 'pepper') => createKeyStore(client(), pepper);
    beforeEach(empty);

    test('a key is found by itself, and Redis holds only a hash of it', async () => {
      const store = open();
      await store.create(record, 'the-key');
      assert.deepEqual(await store.find('the-key'), record);
      assert.equal(await store.find('another'), undefined);
      const everything = await Promise.all((await keys()).map((key) => client().hgetall(key)));
      assert.doesNotMatch(JSON.stringify(everything), /the-key/);
    });

    test('another pepper does not find it', async () => {
      await open().create(record, 'the-key');
      assert.equal(await open('salt').find('the-key'), undefined);
    });

    test('ensuring a key twice leaves one, and does not bring back a revoked one', async () => {
      const store = open();
      const first = { ...record, id: `key_${'1'.repeat(32)}` };
      await store.ensure(first, 'from the environment');
      await store.revoke(first.id, '2026-01-02T00:00:00.000Z');
      await store.ensure({ ...first, id: `key_${'2'.repeat(32)}` }, 'from the environment');
      const found = await store.find('from the environment');
      assert.equal(found?.id, first.id);
      assert.equal(found?.revokedAt, '2026-01-02T00:00:00.000Z');
      assert.equal((await store.list()).length, 1);
    });
  });
}
