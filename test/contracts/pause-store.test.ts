import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPauseStore, rememberPauses } from '../../src/adapters/redis/pause-store.ts';
import type { Pause } from '../../src/model/pause.ts';
import type { PauseStore } from '../../src/ports.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createMemoryPauseStore } from '../fakes/memory-pause-store.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

function pauseOf(id: string, createdAt: string): Pause {
  return { id, what: 'work', match: { region: 'westeurope' }, message: 'Back at noon.', by: 'key:ops', createdAt };
}
const first = pauseOf('pau_2', '2026-01-01T00:00:00.000Z');
const second = pauseOf('pau_1', '2026-01-02T00:00:00.000Z');

const stores: (readonly [kind: string, open: () => Promise<PauseStore>])[] = [
  ['memory', async () => createMemoryPauseStore()],
  ...everyRedis.map(([name, start]) => {
    const redis = useRedis(start);
    const open = async () => {
      await redis.empty();
      return createPauseStore(redis.client());
    };
    return [name, open] as const;
  }),
];
for (const [kind, open] of stores) {
  describe(`pauses (${kind})`, () => {
    test('are listed oldest first, as they were added, until they are removed', async () => {
      const store = await open();
      assert.deepEqual(await store.all(), []);
      assert.equal(await store.add(second, 9), true);
      assert.equal(await store.add(first, 9), true);
      assert.deepEqual(await store.all(), [first, second]);
      assert.deepEqual([await store.remove(first.id), await store.remove(first.id)], [true, false]);
      assert.deepEqual(await store.all(), [second]);
    });

    test('are only so many', async () => {
      const store = await open();
      assert.deepEqual([await store.add(first, 1), await store.add(second, 1)], [true, false]);
      assert.deepEqual(await store.all(), [first]);
    });
  });
}

test('remembered pauses are asked for once in a while, and a failure is not remembered', async () => {
  const clock = createFakeClock();
  let reads = 0;
  let broken = true;
  const all = async () => {
    reads += 1;
    if (broken) throw new Error('Redis is away');
    return [first];
  };
  const remembered = rememberPauses({ all }, clock, 1_000);
  await assert.rejects(remembered.all(), /away/);
  broken = false;
  assert.deepEqual(await Promise.all([remembered.all(), remembered.all()]), [[first], [first]]);
  assert.equal(reads, 2);
  clock.advance(999);
  await remembered.all();
  assert.equal(reads, 2);
  clock.advance(1);
  await remembered.all();
  assert.equal(reads, 3);
});
