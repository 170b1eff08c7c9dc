import { after, before, describe, test } from 'node:test';
import { ordersThroughFailover } from '../e2e/failover.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { until } from '../e2e/until.ts';
import { type RedisCluster, startRedisCluster } from '../fakes/redis-cluster.ts';

/** A key of the queue whose entries carry jobs: its node is the one that is missed most. */
const missed = 'slipway:{provision}:';

describe('a Redis Cluster, and two hundred orders in flight', () => {
  let cluster: RedisCluster;
  let stack: Stack;
  before(async () => {
    cluster = await startRedisCluster({ replicas: true });
    stack = await startStack({ redisSettings: cluster.environment, workers: 2, speed: 60 });
  });
  after(async () => {
    await stack.stop();
    await cluster.stop();
  });

  test('a master is killed: every accepted order becomes one cluster', async () => {
    const old = await cluster.masterOf(missed);
    await ordersThroughFailover(stack, {
      title: 'Cluster, master killed',
      before: 150,
      during: 50,
      async fault() {
        await old.kill9();
        await until(
          'another master',
          () => cluster.masterOf(missed),
          ({ name }) => name !== old.name,
          60,
        );
      },
    });
  });
});
