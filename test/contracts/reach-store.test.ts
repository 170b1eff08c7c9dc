import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createReachStore } from '../../src/adapters/redis/reach-store.ts';
import type { Clock, ReachStore } from '../../src/ports.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createMemoryReachStore } from '../fakes/memory-reach-store.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

const stores: (readonly [kind: string, open: (clock: Clock) => Promise<ReachStore>])[] = [
  ['memory', async (clock) => createMemoryReachStore(clock)],
  ...everyRedis.map(([name, start]) => {
    const redis = useRedis(start);
    const open = async (clock: Clock) => {
      await redis.empty();
      return createReachStore(redis.client(), clock);
    };
    return [name, open] as const;
  }),
];
for (const [kind, open] of stores) {
  describe(`what workers reach (${kind})`, () => {
    test('is what any of them has said, each once', async () => {
      const store = await open(createFakeClock());
      assert.deepEqual(await store.published(), []);
      await store.publish([], 1_000);
      await store.publish(['westeurope', 'all'], 1_000);
      await store.publish(['all'], 1_000);
      assert.deepEqual((await store.published()).toSorted(), ['all', 'westeurope']);
    });

    test('is forgotten unless it is said again, and a shorter word takes nothing from a longer one', async () => {
      const clock = createFakeClock();
      const store = await open(clock);
      await store.publish(['one', 'two'], 1_000);
      await store.publish(['one'], 100);
      clock.advance(600);
      await store.publish(['two'], 1_000);
      assert.deepEqual((await store.published()).toSorted(), ['one', 'two']);
      clock.advance(400);
      assert.deepEqual(await store.published(), ['two']);
      clock.advance(600);
      assert.deepEqual(await store.published(), []);
    });
  });
}
