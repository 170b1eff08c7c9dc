import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const minute = 60_000;
const entraOnly: Partial<Order> = {
  aadProfile: { adminGroupObjectIds: ['44444444-4444-4444-4444-444444444444'] },
  disableLocalAccounts: true,
};
const isPrivate: Partial<Order> = { apiServerAccess: { private: true } };

/** Refuses us until so long after it is first asked. */
function deny(w: World, forMs: number) {
  const { nodes } = w.cloud.kube;
  let since: number | undefined;
  w.cloud.kube.nodes = async (target) => {
    since ??= w.clock.now();
    if (w.clock.now() - since >= forMs) return nodes(target);
    throw new ProblemError(
      problem('cluster-access-denied', 'The API server gives our Entra principal no right (403).'),
    );
  };
}

async function createUnder(order: Partial<Order>, before: (w: World) => void = () => undefined) {
  const w = createWorld(createMemoryJobStore());
  before(w);
  const { job } = await w.order(order);
  return { w, id: job.record.job.id, read: async () => (await w.read(job.record.job.id)).record.job };
}

describe('an API server that does not let us in', () => {
  test('is given the time in which a right spreads', async () => {
    const { w, read } = await createUnder(entraOnly, (world) => deny(world, 9 * minute));
    await w.drain();
    assert.equal((await read()).status, 'Succeeded');
  });

  test('ends the job after that, with what would let us in', async () => {
    const { w, read } = await createUnder(entraOnly, (world) => deny(world, 60 * minute));
    await w.drain();
    const { status, error } = await read();
    assert.deepEqual([status, error?.code], ['Failed', 'cluster-access-denied']);
    assert.match(error?.remedy ?? '', /az ad group member add --group 44444444/);
  });

  test('with Azure RBAC wants a role assignment', async () => {
    const rbac = { ...entraOnly, aadProfile: { enableAzureRbac: true } };
    const { w, read } = await createUnder(rbac, (world) => {
      deny(world, 60 * minute);
      // Preflight cannot tell then.
      world.standpoint.principal = async () => ({});
    });
    await w.drain();
    const { error } = await read();
    assert.match(error?.remedy ?? '', /role assignment create .*RBAC Cluster Admin" --scope \/subscriptions\/.*\/blue/);
  });
});

describe('a private cluster', () => {
  /** Works the job off with workers that take turns, each of which reaches what is said. */
  async function workOff(w: World, id: string, reaches: string[][]) {
    const read = async () => (await w.read(id)).record.job;
    let turn = 0;
    const seen = { kube: 0, outside: 0 };
    const around = () => {
      const privateReach = reaches[turn++ % reaches.length] ?? [];
      const kube = new Proxy(w.cloud.kube, {
        get(target, member, receiver) {
          seen.kube += 1;
          if (privateReach.length === 0) seen.outside += 1;
          return Reflect.get(target, member, receiver);
        },
      });
      return { ...w.plain, kube, privateReach };
    };
    for (let turns = 0; turns < 500 && !(await read()).finishedAt; turns += 1) {
      let worked = false;
      await w.drain(around(), () => {
        const stop = worked;
        worked = true;
        return stop;
      });
    }
    return { seen, job: await read() };
  }

  async function workedBy(reaches: string[][], order: Partial<Order> = isPrivate) {
    const { w, id } = await createUnder(order, (world) => {
      world.standpoint.reach = async () => ['all'];
    });
    return { w, ...(await workOff(w, id, reaches)) };
  }

  test('is handed over by a worker that does not reach it to one that does', async () => {
    const { job, seen } = await workedBy([[], [], ['all']]);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(seen.kube > 0);
    assert.equal(seen.outside, 0, 'no worker knocks where it cannot be heard');
  });

  test('that gets its first CNI later is looked into by a worker that reaches it, too', async () => {
    const { w, job } = await workedBy([['all']], { ...isPrivate, cni: { plugin: 'external' } });
    const change = (await w.changeCni(job.clusterId, { plugin: 'cilium' })).job.record.job;
    const { job: changed, seen } = await workOff(w, change.id, [[], [], ['all']]);
    assert.equal(changed.status, 'Succeeded', JSON.stringify(changed.error));
    assert.equal(seen.outside, 0);
  });

  test('that no worker reaches ends as unreachable', async () => {
    const { job } = await workedBy([[]]);
    assert.deepEqual([job.status, job.error?.code], ['Failed', 'cluster-unreachable']);
    assert.match(job.error?.detail ?? '', /does not reach the private cluster/);
  });
});
