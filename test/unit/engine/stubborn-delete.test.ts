import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import type { AzureFailure } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const minute = 60_000;
const blocked: AzureFailure = {
  problem: problem('azure-operation-failed', 'ResourceGroupDeletionBlocked: a network profile is in the way.', {
    azure: { code: 'ResourceGroupDeletionBlocked' },
  }),
  outlook: 'unclear',
};

/** A cluster that is about to be deleted, and deletes of it that fail so often. */
async function setUp(times: number, failure = blocked) {
  const w = createWorld(createMemoryJobStore());
  const { clusterId } = (await w.order()).job.record.job;
  await w.drain();
  w.cloud.failure = failure;
  const sentAt: number[] = [];
  const { deleteCluster } = w.cloud.arm;
  w.cloud.arm.deleteCluster = async (...args) => {
    sentAt.push(w.clock.now());
    if (sentAt.length > times) return deleteCluster(...args);
    const blue = w.cloud.clusters.get('blue');
    assert.ok(blue);
    Object.assign(blue, { provisioningState: 'Deleting', settlesAt: w.clock.now() + minute, settlesAs: 'Failed' });
    return { type: 'accepted', token: 'delete blue' };
  };
  const deletion = await w.deleteCluster(clusterId);
  assert.ok(deletion.type === 'accepted');
  const jobId = deletion.job.record.job.id;
  return { w, clusterId, sentAt, job: async () => (await w.read(jobId)).record.job };
}

describe('a delete', () => {
  test('that fails in Azure is sent again, later each time, and says meanwhile what Azure said', async () => {
    const { w, sentAt, job } = await setUp(3);
    const said = async () => (await job()).steps.find(({ name }) => name === 'delete-cluster')?.message ?? '';
    await w.drain(w.plain, async () => /^ResourceGroupDeletionBlocked: .* Sending the delete again/.test(await said()));
    assert.equal(sentAt.length, 1);
    await w.drain();
    assert.deepEqual([(await job()).status, w.cloud.clusters.size, sentAt.length], ['Succeeded', 0, 4]);
    const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
    assert.deepEqual(
      pauses,
      pauses.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(pauses).size === 3, `${pauses}`);
  });

  test('that fails until its deadline ends with what Azure said last, and can be retried', async () => {
    const { w, clusterId, sentAt, job } = await setUp(Number.POSITIVE_INFINITY);
    await w.drain();
    const { status, error, inventory, id } = await job();
    assert.deepEqual(
      [status, error?.code, error?.azure?.code],
      ['Failed', 'azure-operation-failed', 'ResourceGroupDeletionBlocked'],
    );
    assert.match(error?.detail ?? '', /not done in time/);
    assert.equal(inventory?.exists.length, 3);
    assert.ok(sentAt.length > 5 && sentAt.length < 15, `${sentAt.length} deletes in an hour`);
    assert.equal((await w.clusterOf(id)).state, 'DeleteFailed');
    w.cloud.arm.deleteCluster = async (_scope, _group, name) => {
      w.cloud.clusters.delete(name);
      return { type: 'accepted' };
    };
    const again = await w.deleteCluster(clusterId);
    await w.drain();
    assert.ok(again.type === 'accepted');
    assert.equal((await w.read(again.job.record.job.id)).record.job.status, 'Succeeded');
  });

  test('that fails for what only a person can mend ends at once', async () => {
    const lock = problem('azure-locked', 'ScopeLocked: finance');
    const { w, sentAt, job } = await setUp(1, { problem: lock, outlook: 'final' });
    await w.drain();
    const { status, error } = await job();
    assert.deepEqual([status, error?.code, sentAt.length], ['Failed', 'azure-locked', 1]);
  });

  test('that fails for want of a right which may be on its way is sent again', async () => {
    const right = problem('azure-forbidden', 'no right to join the subnet');
    const { w, sentAt, job } = await setUp(1, { problem: right, outlook: 'propagating' });
    await w.drain();
    assert.deepEqual([(await job()).status, sentAt.length], ['Succeeded', 2]);
  });

  test('of a group whose list cannot be read to its end is tried again, and leaves the group alone', async () => {
    for (const times of [3, Number.POSITIVE_INFINITY]) {
      const w = createWorld(createMemoryJobStore());
      const { clusterId } = (await w.order()).job.record.job;
      await w.drain();
      const { resourcesIn } = w.cloud.arm;
      let looks = 0;
      w.cloud.arm.resourcesIn = async (...args) => {
        looks += 1;
        if (looks <= times)
          throw new ProblemError(problem('azure-unavailable', 'It leads away, to elsewhere.example.'));
        return resourcesIn(...args);
      };
      const deletion = await w.deleteCluster(clusterId);
      assert.ok(deletion.type === 'accepted');
      await w.drain();
      const { status, error } = (await w.read(deletion.job.record.job.id)).record.job;
      assert.deepEqual(
        [status, error?.code, w.cloud.groups.has('rg-blue')],
        times === 3 ? ['Succeeded', undefined, false] : ['Failed', 'azure-unavailable', true],
      );
    }
  });
});
