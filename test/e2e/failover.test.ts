import { after, before, describe, test } from 'node:test';
import { type SentinelGroup, startSentinels } from '../fakes/redis-sentinel.ts';
import { ordersThroughFailover } from './failover.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

/** A small one; test/long has two hundred orders, a master that freezes, and a Cluster. */
describe('a failover by Sentinels with twenty orders in flight', () => {
  let group: SentinelGroup;
  let stack: Stack;
  before(async () => {
    group = await startSentinels();
    // A replica has every order before its 202: whichever takes over knows it.
    const env = { SLIPWAY_REDIS_REPLICAS_ACK: '1' };
    stack = await startStack({ redisSettings: group.environment, env });
  });
  after(async () => {
    await stack.stop();
    await group.stop();
  });

  test('every accepted order becomes one cluster', async () => {
    const old = await group.master();
    await ordersThroughFailover(stack, {
      title: 'Sentinel, master killed',
      before: 12,
      during: 8,
      async fault() {
        await old.kill9();
        const another = ({ name }: { name: string }) => name !== old.name;
        await until('another master', () => group.master(), another, 60);
      },
    });
  });
});
