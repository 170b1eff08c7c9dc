import { Redis } from 'ioredis';
import { queues } from '../../src/adapters/bullmq/queues.ts';
import type { Passed } from '../e2e/arm-gate.ts';
import { until } from '../e2e/until.ts';
import type { Stage } from './directed.ts';
import type { OrderPlan } from './script.ts';

/** How long any event is waited for, on a machine with much else to do. */
export const patienceSeconds = 120;

/** Short scripts, each for one thing. Every moment in them is caused by an event. */
export const directions = {
  'the queue forgets what nobody holds': async ({ stack, gate, first, second, place, accepted, kill }) => {
    const held = orderOf('forgotten-in-hand');
    const others = fiveOf('forgotten');
    await kill(second);
    const stop = gate.stopAnswer((request) => isCluster(held, request));
    place([held]);
    await stop.reached;
    await kill(first);
    stop.release();
    place(others);
    await accepted(others);
    await emptyQueues(stack.redisUrl);
    await Promise.all([first.start(), second.start()]);
  },

  'a worker dies when Azure has its create': async ({ gate, first, second, place, kill }) => {
    const made = orderOf('made');
    await kill(second);
    const stop = gate.stopAnswer((request) => isCluster(made, request) && request.method === 'PUT');
    place([made, ...fiveOf('making')]);
    await stop.reached;
    // Azure has counted it, and the worker has not heard of it.
    await kill(first);
    const before = gate.passed.length;
    stop.release();
    await Promise.all([first.start(), second.start()]);
    const since = () => gate.passed.slice(before).filter((request) => isCluster(made, request));
    const moreThanLooked = (requests: Passed[]) =>
      requests.some(({ method, status }) => method !== 'GET' && status < 300);
    await until('what the next worker makes of it', since, moreThanLooked, patienceSeconds);
  },

  'a worker wakes when another has ended its job': async ({ gate, first, second, place, ended, kill, freeze }) => {
    const late = orderOf('late');
    const after = orderOf('after-late');
    await kill(second);
    const stop = gate.stopAnswer(
      (request) => isCluster(late, request) && gate.passed.some((one) => isCluster(late, one) && one.method === 'PUT'),
    );
    place([late, ...fiveOf('freezing')]);
    await stop.reached;
    // It has a look at the cluster in hand, and with the answer a save to make.
    freeze(first);
    await second.start();
    await ended(late);
    await kill(second);
    stop.release();
    first.signal('SIGCONT');
    // Once it has done something else it has made that save, or was refused it.
    place([after]);
    await ended(after);
    await second.start();
  },

  'callers repeat, cancel, delete and retry': async ({ place, ended }) => {
    const orders = [
      orderOf('asked-once'),
      orderOf('asked-again', { againAfter: 0 }),
      orderOf('asked-by-two', { rivalAfter: 0 }),
      orderOf('canceled', { next: { verb: 'cancel', after: 'accepted', ms: 0 } }),
      orderOf('deleted', { next: { verb: 'delete', after: 'ended', ms: 0 } }),
      orderOf('tried-again', { fault: 'quota', next: { verb: 'retry', after: 'ended', ms: 0 } }),
    ];
    place(orders);
    for (const order of orders) await ended(order);
  },
} satisfies Record<string, (stage: Stage) => Promise<void>>;
export type DirectionName = keyof typeof directions;

/** At once, and without a CNI: what installs one has nothing to do with what is shown here. */
function orderOf(name: string, more: Partial<OrderPlan> = {}): OrderPlan {
  return { at: 0, name, tenant: 'red', api: 0, plugin: 'external', onFailure: 'keep', ...more };
}

function fiveOf(name: string): OrderPlan[] {
  return [1, 2, 3, 4, 5].map((number) => orderOf(`${name}-${number}`));
}

function isCluster({ name }: OrderPlan, { path }: Passed): boolean {
  return new RegExp(`/managedClusters/${name}[/?]`, 'i').test(path);
}

/** Nothing of BullMQ's is left; only while no worker runs. */
async function emptyQueues(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  for (const { prefix } of Object.values(queues)) {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(keys);
  }
  redis.disconnect();
}
