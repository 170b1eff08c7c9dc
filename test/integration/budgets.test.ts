import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createBudgets } from '../../src/adapters/redis/budgets.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

for (const [name, start] of everyRedis)
  describe(`a budget of requests to Azure (${name})`, () => {
    const { client, empty } = useRedis(start);
    const scope = { account: 'a', subscriptionId: 's' };
    const rates = { reads: { perSecond: 2, burst: 3 }, writes: { perSecond: 1, burst: 1 } };
    beforeEach(empty);

    test('grants a burst, then gives every caller a time of its own', async () => {
      const budgets = createBudgets(client(), createFakeClock(), rates);
      const waits = await Promise.all(Array.from({ length: 6 }, () => budgets.reserve(scope, 'reads')));
      assert.deepEqual(waits, [0, 0, 0, 500, 1_000, 1_500]);
    });

    test('refills with time', async () => {
      const clock = createFakeClock();
      const budgets = createBudgets(client(), clock, rates);
      for (let count = 0; count < 3; count += 1) await budgets.reserve(scope, 'reads');
      clock.advance(500);
      assert.equal(await budgets.reserve(scope, 'reads'), 0);
      assert.equal(await budgets.reserve(scope, 'reads'), 500);
    });

    test('grants several places at once to an attempt of many requests, and never waits for more than a burst', async () => {
      const budgets = createBudgets(client(), createFakeClock(), rates);
      assert.deepEqual([await budgets.reserve(scope, 'reads', 2), await budgets.reserve(scope, 'reads', 2)], [0, 500]);
      assert.equal(await budgets.reserve({ ...scope, account: 'b' }, 'reads', 9), 0);
    });

    test('is apart for reads and writes, and for each account and subscription', async () => {
      const budgets = createBudgets(client(), createFakeClock(), rates);
      await budgets.reserve(scope, 'writes');
      assert.equal(await budgets.reserve(scope, 'writes'), 1_000);
      assert.equal(await budgets.reserve(scope, 'reads'), 0);
      assert.equal(await budgets.reserve({ ...scope, subscriptionId: 't' }, 'writes'), 0);
    });

    test('once Azure has said 429 lets nobody through before the time, and then one by one', async () => {
      const clock = createFakeClock();
      const budgets = createBudgets(client(), clock, rates);
      await budgets.close(scope, 30_000);
      await budgets.close(scope, 10_000);
      const waits = [await budgets.reserve(scope, 'reads'), await budgets.reserve(scope, 'writes')];
      assert.deepEqual(waits, [30_000, 30_000]);
      const more = await Promise.all(Array.from({ length: 4 }, () => budgets.reserve(scope, 'reads')));
      assert.deepEqual(more, [30_500, 31_000, 31_500, 32_000], 'no burst: Azure has said that its bucket is empty');
      assert.equal(await budgets.closedMs(scope), 30_000);
      clock.advance(40_000);
      assert.equal(await budgets.reserve({ ...scope, account: 'b' }, 'reads'), 0);
      assert.equal(await budgets.closedMs(scope), 0);
    });
  });
