import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTerminal } from '../../../src/model/job.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { stoppable } from '../../fakes/stoppable.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const world = () => createWorld(createMemoryJobStore());

function begin(onFailure: 'keep' | 'delete' = 'keep') {
  const w = world();
  // Shorter than Azure's, for fewer looks that are all the same.
  w.cloud.durations = { create: 70_000, delete: 50_000, ready: 8_000 };
  return { w, order: () => w.order({ onFailure }) };
}

/** Every outside call of a create, by its place. */
async function callsOfCreate(): Promise<string[]> {
  const { w, order } = begin();
  const watched = stoppable(w.plain, -1);
  await order();
  await w.drain(watched.around);
  return watched.calls;
}

/** Orders a cluster, and stops the first worker before that call. */
async function stopBefore(call: number, onFailure?: 'keep' | 'delete') {
  const { w, order } = begin(onFailure);
  const { job } = await order();
  const first = stoppable(w.plain, call);
  const running = w.drain(first.around);
  await first.tripped;
  const { id, clusterId } = job.record.job;
  return {
    w,
    id,
    clusterId,
    async thaw() {
      first.thaw();
      await running;
    },
  };
}

/** What is in Azure, whoever sees it. */
async function left({ cloud }: World): Promise<string[]> {
  const scope = { account: 'test', subscriptionId: 's' };
  const cluster = await cloud.arm.cluster(scope, 'rg-blue', 'blue');
  const nodes = await cloud.arm.resourceGroup(scope, 'MC_rg-blue_blue_westeurope');
  const group = await cloud.arm.resourceGroup(scope, 'rg-blue');
  return [...(cluster ? ['cluster'] : []), ...(nodes ? ['nodes'] : []), ...(group ? ['group'] : [])];
}

const running = async (w: World, jobId: string, step: string) =>
  (await w.read(jobId)).record.job.steps.some(({ name, status }) => name === step && status === 'Running');

const calls = await callsOfCreate();
const acts = ['arm.createCluster', 'arm.createResourceGroup'];

describe('a worker that is stopped in the middle of a create, while a delete takes the create’s place', () => {
  for (const [call, name] of calls.entries()) {
    test(`before call ${call} (${name}) and wakes after the 404: leaves nothing in Azure`, async () => {
      const { w, clusterId, thaw } = await stopBefore(call);
      const deletion = await w.deleteCluster(clusterId);
      assert.ok(deletion.type === 'accepted');
      // The request itself, once it is in hand, is no older than the time-out of a request: then the delete still waits.
      const inHand = acts.includes(name);
      const removal = deletion.job.record.job.id;
      if (inHand) await w.recover(w.plain, () => running(w, removal, 'stays-gone'));
      else await w.recover();
      await thaw();
      await w.recover();
      assert.equal((await w.read(removal)).record.job.status, 'Succeeded');
      assert.deepEqual(await left(w), []);
      assert.ok((w.cloud.creates.get('blue') ?? 0) <= 1);
      assert.equal((await w.plain.store.cluster('team-a', clusterId))?.cluster.state, 'Deleted');
    });
  }
});

for (const onFailure of ['keep', 'delete'] as const) {
  describe(`a worker that is stopped in the middle of a create, while the create is canceled (${onFailure})`, () => {
    for (const [call, name] of calls.entries()) {
      test(`before call ${call} (${name}): the inventory is what there is`, async () => {
        const { w, id, thaw } = await stopBefore(call, onFailure);
        await w.cancel(id);
        if (acts.includes(name)) await w.recover(w.plain, () => running(w, id, 'stop-azure-operation'));
        else await w.recover(w.plain, async () => isTerminal((await w.read(id)).record.job.status));
        await thaw();
        await w.recover();
        const { job } = (await w.read(id)).record;
        assert.equal(job.status, 'Canceled');
        assert.equal(job.inventory?.exists.length, (await left(w)).length);
        if (onFailure === 'delete') assert.deepEqual(await left(w), []);
      });
    }
  });
}
