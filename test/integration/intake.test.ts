import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Cluster, type Redis } from 'ioredis';
import { watchIntake } from '../../src/adapters/redis/intake.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { until } from '../e2e/until.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

for (const [name, start] of everyRedis)
  describe(`new orders (${name})`, () => {
    const { client } = useRedis(start);

    /** One of them, if there are several: the fullest counts. */
    const server = (): Redis => {
      const redis = client();
      const [first] = redis instanceof Cluster ? redis.nodes('master') : [redis];
      assert.ok(first);
      return first;
    };

    /** Watches the Redis of this suite until the test ends. */
    function watch(t: { after(end: () => void): void }) {
      const log = createRecordedLog();
      const settings = { fullPercent: 80, durability: 'found', replicas: 0 } as const;
      const intake = watchIntake(client(), { ...settings, clock: systemClock, log });
      t.after(intake.close);
      const state = (wanted: string) => until('the intake', intake.state, (seen) => seen === wanted);
      return { log, state };
    }
    /** Sets a limit of which what Redis holds now is about so many per cent. */
    async function limitTo(percent: number): Promise<void> {
      const used = Number(/used_memory:(\d+)/.exec(await server().info('memory'))?.[1]);
      await server().config('SET', 'maxmemory', Math.round((used * 100) / percent));
    }

    test('are refused from four fifths of maxmemory on, and taken again below; each is logged once', async (t) => {
      const { log, state } = watch(t);
      await limitTo(40);
      await state('open');
      await limitTo(90);
      await state('full');
      await server().config('SET', 'maxmemory', 0);
      await state('open');
      const told = log.lines.map(({ message, fields }) => [message, 'reason' in fields ? fields.reason : undefined]);
      assert.deepEqual(told, [
        ['new orders are refused', 'full'],
        ['new orders are taken again', undefined],
      ]);
    });

    test('are refused while Redis may evict them', async (t) => {
      const { state } = watch(t);
      await server().config('SET', 'maxmemory-policy', 'allkeys-lru');
      await state('unfit');
      await server().config('SET', 'maxmemory-policy', 'noeviction');
      await state('open');
    });
  });
