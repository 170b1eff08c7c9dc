import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ordersThroughFailover } from '../e2e/failover.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { until } from '../e2e/until.ts';
import { askNode } from '../fakes/redis-node.ts';
import { type SentinelGroup, startSentinels } from '../fakes/redis-sentinel.ts';

/** Long enough for the Sentinels to have chosen another by the time the old master wakes. */
const frozenMs = 15_000;

describe('Sentinels, and two hundred orders in flight', () => {
  let group: SentinelGroup;
  let stack: Stack;
  beforeEach(async () => {
    group = await startSentinels({ downAfterMs: 2_000 });
    // A replica has every order before its 202: whichever takes over knows it.
    const env = { SLIPWAY_REDIS_REPLICAS_ACK: '1' };
    stack = await startStack({ redisSettings: group.environment, env, workers: 2, speed: 60 });
  });
  afterEach(async () => {
    await stack.stop();
    await group.stop();
  });

  const anotherMaster = (old: { name: string }) =>
    until(
      'another master',
      () => group.master(),
      ({ name }) => name !== old.name,
      60,
    );

  test('the master is killed: every accepted order becomes one cluster', async () => {
    const old = await group.master();
    await ordersThroughFailover(stack, {
      title: 'Sentinel, master killed',
      before: 150,
      during: 50,
      async fault() {
        await old.kill9();
        await anotherMaster(old);
      },
    });
  });

  test('the master freezes, and thaws when another has its place: it throws nothing away that was accepted', async () => {
    const old = await group.master();
    await ordersThroughFailover(stack, {
      title: `Sentinel, master frozen for ${frozenMs / 1_000} s`,
      before: 150,
      during: 50,
      async fault() {
        old.signal('SIGSTOP');
        const thaw = pause(frozenMs).then(() => old.signal('SIGCONT'));
        await anotherMaster(old);
        await thaw;
        const role = () => askNode(old, (redis) => redis.info('replication'));
        await until('the old master follows', role, (info) => info.includes('role:slave'), 60);
      },
    });
    assert.notEqual((await group.master()).name, old.name);
  });
});
