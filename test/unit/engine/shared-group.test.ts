import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTerminal } from '../../../src/model/job.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { stoppable } from '../../fakes/stoppable.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const group = { name: 'rg-blue', create: true };

/** A cluster in a group that was made for it. */
async function ready() {
  const w = createWorld(createMemoryJobStore());
  w.cloud.durations = { create: 70_000, delete: 50_000, ready: 8_000 };
  const { clusterId } = (await w.order()).job.record.job;
  await w.drain();
  return { w, clusterId };
}

async function stateOf(w: World, jobId: string) {
  return (await w.read(jobId)).record.job;
}
const isAt = async (w: World, jobId: string, step: string) =>
  (await stateOf(w, jobId)).steps.some(({ name, status }) => name === step && status === 'Running');

async function callsOfDelete(): Promise<string[]> {
  const { w, clusterId } = await ready();
  const watched = stoppable(w.plain, -1);
  await w.deleteCluster(clusterId);
  await w.drain(watched.around);
  return watched.calls;
}

describe('an order that enters the group of a cluster which a stopped worker is about to delete', () => {
  /** Stops the delete of blue before that call, orders green in the same group, and lets the delete go on when told. */
  async function enter(call: number, wake: (w: World, green: string) => Promise<boolean>) {
    const { w, clusterId } = await ready();
    await w.deleteCluster(clusterId);
    const first = stoppable(w.plain, call);
    const running = w.drain(first.around);
    await first.tripped;
    const green = (await w.order({ name: 'green', resourceGroup: group })).job.record.job.id;
    await w.recover(w.plain, () => wake(w, green));
    first.thaw();
    await running;
    await w.recover();
    assert.equal((await stateOf(w, green)).status, 'Succeeded', JSON.stringify((await stateOf(w, green)).error));
    const look = await w.cloud.arm.cluster({ account: 'test', subscriptionId: 's' }, 'rg-blue', 'green');
    assert.equal(look?.provisioningState, 'Succeeded', 'the cluster of the order is there');
    assert.ok(w.cloud.groups.has('rg-blue'));
    assert.equal((await w.plain.store.cluster('team-a', clusterId))?.cluster.state, 'Deleted');
  }

  test('is not hurt, wherever the delete was stopped', async (t) => {
    for (const [call, name] of (await callsOfDelete()).entries()) {
      // A request in hand is at most a look and a time-out old, and so arrives within a minute or so.
      const inHand = name === 'arm.deleteResourceGroup';
      await t.test(
        `before call ${call} (${name}), woken ${inHand ? 'a minute later' : 'when the order is done'}`,
        () => {
          let since: number | undefined;
          return enter(call, async (w, green) => {
            if (await isAt(w, green, 'resource-group')) since ??= w.clock.now();
            if (inHand) return since !== undefined && w.clock.now() - since >= 60_000;
            return isTerminal((await stateOf(w, green)).status);
          });
        },
      );
    }
  });

  test('waits even if its worker dies with the tag just taken off, and so does the next order', async () => {
    const { w, clusterId } = await ready();
    const tag = w.cloud.arm.tagResourceGroup;
    w.cloud.arm.tagResourceGroup = async (...args) => {
      await tag(...args);
      throw new Error('dead');
    };
    const [first, second] = await Promise.all(
      ['green', 'red'].map(async (name) => (await w.order({ name, resourceGroup: group })).job.record.job.id),
    );
    assert.ok(first && second);
    const began = w.clock.now();
    await w.recover(
      w.plain,
      async () => (await isAt(w, first, 'managed-cluster')) || isAt(w, second, 'managed-cluster'),
    );
    assert.ok(w.clock.now() - began >= 90_000, 'twice the time of a late act');
    await w.recover();
    await w.deleteCluster(clusterId);
    await w.recover();
    assert.ok(w.cloud.groups.has('rg-blue'), 'nobody’s alone any more');
  });
});
