import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { classify } from '../../src/adapters/http/reply/classify.ts';
import { connectRedis, type RedisProfile } from '../../src/adapters/redis/connection.ts';
import { defineScript } from '../../src/adapters/redis/script.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { until } from '../e2e/until.ts';
import { startRedisCluster } from '../fakes/redis-cluster.ts';
import type { RedisNode } from '../fakes/redis-node.ts';
import { startSentinels } from '../fakes/redis-sentinel.ts';
import { useRedis } from '../fakes/use-redis.ts';

const key = 'slipway:{s0}:count';

interface Group {
  settings: RedisSettings;
  /** Who has the key now. */
  master(): Promise<RedisNode>;
  stop(): Promise<void>;
}

const groups: [name: string, start: () => Promise<Group>][] = [
  ['Sentinels', startSentinels],
  [
    'a Cluster',
    async () => {
      const cluster = await startRedisCluster({ replicas: true });
      return { ...cluster, master: () => cluster.masterOf(key) };
    },
  ],
];

for (const [name, start] of groups) {
  describe(`the death of a master behind ${name}`, () => {
    let group: Group;
    const open: { disconnect(): void }[] = [];
    before(async () => {
      group = await start();
    });
    afterEach(() => {
      for (const client of open.splice(0)) client.disconnect();
    });
    after(() => group.stop());

    /** Counts up by a script, one call after the other, until it is told to stop. */
    async function count(profile: RedisProfile) {
      const client = connectRedis(group.settings, profile, () => {});
      const script = defineScript(client, 'count', `return redis.call('INCR', KEYS[1])`);
      await until(
        'ready',
        () => client.status,
        (status) => status === 'ready',
      );
      const failures: { error: unknown; ms: number }[] = [];
      let done = 0;
      let going = true;
      open.push({
        disconnect: () => {
          going = false;
          client.disconnect();
        },
      });
      const running = (async () => {
        while (going) {
          const begun = performance.now();
          await script([key], []).then(
            () => {
              done += 1;
            },
            (error: unknown) => failures.push({ error, ms: performance.now() - begun }),
          );
          await pause(20);
        }
      })();
      return {
        failures,
        done: () => done,
        stop: () => {
          going = false;
          return running;
        },
      };
    }

    test('the API hears of it at once, as something that does not answer; a worker waits; both go on by themselves', async () => {
      const [api, worker] = [await count('api'), await count('worker')];
      const old = await group.master();
      await old.kill9();
      await until(
        'another master',
        () => group.master().catch(() => old),
        (now) => now.name !== old.name,
        60,
      );
      for (const each of [api, worker]) {
        const before = each.done();
        await until('on it goes', each.done, (now) => now > before + 5, 60);
      }
      await Promise.all([api.stop(), worker.stop()]);
      assert.deepEqual(worker.failures, []);
      assert.ok(api.failures.length > 0);
      for (const { error } of api.failures) assert.equal(classify(error)?.problem.code, 'dependency-unavailable');
    });
  });
}

describe('a script that a server has forgotten', () => {
  const { client } = useRedis();

  test('is sent again', async () => {
    const script = defineScript(client(), 'again', `return redis.call('INCR', KEYS[1])`);
    assert.equal(await script([key], []), 1);
    assert.equal(await script([key], []), 2);
    await client().script('FLUSH');
    assert.equal(await script([key], []), 3);
  });
});
