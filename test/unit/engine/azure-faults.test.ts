import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance } from '../../../src/engine/advance.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const world = () => createWorld(createMemoryJobStore());
const minute = 60_000;

describe('a create that somebody disturbs', () => {
  test('is not made a second time when the cluster is deleted by hand', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain(w.plain, async () => (await w.clusterOf(job.record.job.id)).observed.createdByUs === true);
    w.cloud.clusters.clear();
    w.cloud.arm.operation = async () => ({ status: 'unknown' });
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.match(record.job.error?.detail ?? '', /deleted in Azure/);
    assert.equal(w.cloud.creates.get('blue'), 1);
  });

  test('is known to be ours though a policy has taken its tags off as it was made', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain(w.plain, () => w.cloud.clusters.has('blue'));
    const blue = w.cloud.clusters.get('blue');
    assert.ok(blue);
    blue.tags = { team: 'mine' };
    await w.drain();
    const { error, inventory, clusterId } = (await w.read(job.record.job.id)).record.job;
    assert.equal(error?.code, 'azure-conflict');
    assert.match(error?.detail ?? '', /no longer bears the tags/);
    assert.match(error?.remedy ?? '', new RegExp(`slipway-cluster=${clusterId}`));
    const { armId } = await w.clusterOf(job.record.job.id);
    assert.ok(inventory?.exists.includes(armId), 'the inventory counts it as ours');
    assert.deepEqual(inventory?.kept, []);

    const deletion = await w.deleteCluster(clusterId);
    assert.ok(deletion.type === 'accepted');
    await w.drain();
    const end = (await w.read(deletion.job.record.job.id)).record.job;
    assert.deepEqual([end.status, end.error?.code], ['Failed', 'azure-conflict'], 'nobody is told that it is gone');
    assert.ok(w.cloud.clusters.has('blue'));
  });

  test('is told to be retried when its group is deleted under it, for a retry makes that anew', async () => {
    for (const create of [true, false]) {
      const w = world();
      w.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
      const { job } = await w.order({ resourceGroup: { name: 'rg-blue', create } });
      const { createCluster } = w.cloud.arm;
      w.cloud.arm.createCluster = async () => {
        w.cloud.groups.clear();
        const azure = { code: 'ResourceGroupNotFound' };
        throw new ProblemError(problem('azure-not-found', 'There is no rg-blue.', { azure, remedy: 'Create it.' }));
      };
      await w.drain();
      const { error } = (await w.read(job.record.job.id)).record.job;
      assert.equal(error?.code, 'azure-not-found');
      if (!create) {
        assert.equal(error.remedy, 'Create it.');
        continue;
      }
      assert.match(error.remedy, /retry the job/i);
      w.cloud.arm.createCluster = createCluster;
      const retry = await w.retry(job.record.job.id);
      await w.drain();
      assert.equal((await w.read(retry.job.record.job.id)).record.job.status, 'Succeeded');
    }
  });

  test('is looked for three times before it counts as gone: ARM’s reads lag', async () => {
    const w = world();
    const { job } = await w.order();
    const look = w.cloud.arm.cluster;
    let blind = 0;
    w.cloud.arm.cluster = async (...args) => (w.cloud.creates.size === 1 && blind++ < 2 ? undefined : look(...args));
    w.cloud.arm.operation = async () => ({ status: 'unknown' });
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Succeeded');
    assert.equal(w.cloud.creates.get('blue'), 1);
  });

  test('is looked for three times in later phases as well', async () => {
    const w = world();
    const { job } = await w.order();
    const look = w.cloud.arm.cluster;
    const { version } = w.cloud.kube;
    let blind = 0;
    w.cloud.kube.version = async (...args) => {
      if (blind > 2) return version(...args);
      w.cloud.arm.cluster = async (...seen) => (blind++ < 2 ? undefined : look(...seen));
      throw new ProblemError(problem('cluster-unreachable', 'connection refused'));
    };
    await w.drain();
    assert.equal(blind > 2, true);
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Succeeded');
  });

  test('tells what its operation said when the cluster goes on saying Creating', async () => {
    const w = world();
    w.cloud.durations.create = 24 * 60 * minute;
    const { job } = await w.order();
    w.cloud.arm.operation = async () => ({
      status: 'failed',
      problem: problem('azure-quota-exceeded', 'no cores'),
      outlook: 'final',
    });
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.error?.code, 'azure-quota-exceeded');
  });

  test('canceled before its cluster was ever seen waits for a create that may be under way', async () => {
    const w = world();
    const { job } = await w.order({ onFailure: 'delete' });
    const create = w.cloud.arm.createCluster;
    // The request is on its way, in the hands of a worker that froze; it arrives half a minute after the cancel.
    let late: (() => Promise<unknown>) | undefined;
    w.cloud.arm.createCluster = async (...args) => {
      late ??= () => create(...args);
      throw new ProblemError(problem('azure-unavailable', 'no answer'));
    };
    await w.drain(w.plain, () => late !== undefined);
    await w.cancel(job.record.job.id);
    const cancelled = w.clock.now();
    await w.drain(
      w.plain,
      () => w.clock.now() > cancelled || w.pending.every(({ dueAt }) => dueAt > cancelled + 10_000),
    );
    await late?.();
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.status, 'Canceled');
    assert.deepEqual(record.job.inventory?.exists, []);
    assert.equal(w.cloud.clusters.size, 0, 'no orphan');
  });
});

describe('a delete that meets something odd', () => {
  async function ready() {
    const w = world();
    const { job } = await w.order();
    await w.drain();
    return { w, jobId: job.record.job.id, clusterId: job.record.job.clusterId };
  }
  const statusOf = async (w: ReturnType<typeof world>, result: Awaited<ReturnType<typeof w.deleteCluster>>) => {
    assert.ok(result.type === 'accepted');
    return (await w.read(result.job.record.job.id)).record.job;
  };

  test('does not call a cluster deleted whose tags somebody has taken off', async () => {
    const { w, jobId, clusterId } = await ready();
    const blue = w.cloud.clusters.get('blue');
    assert.ok(blue);
    blue.tags = { team: 'mine' };
    const job = await statusOf(w, await deleteAndDrain(w, clusterId));
    assert.equal(job.status, 'Failed');
    assert.equal(job.error?.code, 'azure-conflict');
    assert.match(job.error?.remedy ?? '', new RegExp(`slipway-cluster=${clusterId}`));
    assert.equal((await w.clusterOf(jobId)).state, 'DeleteFailed');
    assert.equal(w.cloud.clusters.size, 1);
    await assert.rejects(w.order(), /You have a cluster blue already/);
  });

  async function deleteAndDrain(w: ReturnType<typeof world>, clusterId: string) {
    const result = await w.deleteCluster(clusterId);
    await w.drain();
    return result;
  }

  test('waits while Azure is busy with the cluster, however long, within its deadline', async () => {
    const { w, clusterId } = await ready();
    const send = w.cloud.arm.deleteCluster;
    const free = w.clock.now() + 30 * minute;
    w.cloud.arm.deleteCluster = async (...args) => {
      if (w.clock.now() < free) throw new ProblemError(problem('azure-busy', 'an upgrade is in progress'));
      return send(...args);
    };
    const job = await statusOf(w, await deleteAndDrain(w, clusterId));
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(w.cloud.clusters.size, 0);
  });

  test('deletes the cluster it looked at, and not one that has changed since', async () => {
    const { w, clusterId } = await ready();
    const etags: (string | undefined)[] = [];
    const send = w.cloud.arm.deleteCluster;
    w.cloud.arm.deleteCluster = async (scope, group, name, etag) => {
      etags.push(etag);
      return etags.length === 1 ? { type: 'changed' } : send(scope, group, name, etag);
    };
    assert.equal((await statusOf(w, await deleteAndDrain(w, clusterId))).status, 'Succeeded');
    assert.equal(etags.length, 2);
    assert.ok(etags.every(Boolean));
  });

  test('of a create under way goes on when Azure refuses to abort', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain(w.plain, async () => (await w.clusterOf(job.record.job.id)).observed.createdByUs === true);
    w.cloud.arm.abortCluster = async () => {
      throw new ProblemError(problem('azure-request-refused', 'not abortable'));
    };
    const result = await w.deleteCluster(job.record.job.clusterId);
    await w.drain();
    assert.equal((await statusOf(w, result)).status, 'Succeeded');
    assert.equal(w.cloud.clusters.size, 0);
  });

  test('leaves the group that another cluster of ours has moved into', async () => {
    const { w, clusterId } = await ready();
    await w.order({ name: 'green', resourceGroup: 'rg-blue' });
    await w.drain();
    w.cloud.clusters.delete('green');
    await deleteAndDrain(w, clusterId);
    assert.equal(w.cloud.groups.get('rg-blue')?.provisioningState, undefined);
  });
});

describe('time and chance', () => {
  test('an outage before the first step costs a job nothing of its time', async () => {
    const w = world();
    const { job } = await w.order();
    w.clock.advance(24 * 60 * minute);
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Succeeded');
  });

  test('an outage in the middle is followed by a last look, which finds the cluster made', async () => {
    const w = world();
    const { job } = await w.order({ onFailure: 'delete' });
    await w.drain(w.plain, async () => (await w.clusterOf(job.record.job.id)).observed.createdByUs === true);
    w.clock.advance(121 * minute);
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.steps.find(({ name }) => name === 'managed-cluster')?.status, 'Succeeded');
  });

  test('a cancel that comes in the very moment of the end is heeded', async () => {
    const w = world();
    const { job } = await w.order();
    const { id } = job.record.job;
    const finish = w.plain.store.finish;
    let once = false;
    const store = {
      ...w.plain.store,
      async finish(...args: Parameters<typeof finish>) {
        if (!once) await w.cancel(id);
        once = true;
        return finish(...args);
      },
    };
    await w.drain({ ...w.plain, store });
    assert.equal((await w.read(id)).record.job.status, 'Canceled');
    assert.equal((await w.clusterOf(id)).state, 'Canceled');
  });

  test('an attempt that kills its worker every time is given up', async () => {
    const w = world();
    const { job } = await w.order();
    const { id } = job.record.job;
    const dead = () => Promise.reject(new Error('killed'));
    const deps = w.engine();
    for (let kill = 0; kill < 20; kill += 1) {
      // The worker dies in the middle of the step: what it would save next is never saved.
      let saves = 0;
      const store = {
        ...deps.store,
        save: (...args: Parameters<typeof deps.store.save>) => (saves++ === 0 ? deps.store.save(...args) : dead()),
        finish: dead,
      };
      await advance({ ...deps, store }, id).catch(() => undefined);
      w.clock.advance(20_000);
    }
    await w.recover();
    const { record } = await w.read(id);
    assert.equal(record.job.status, 'Failed');
    assert.match(record.job.error?.detail ?? '', /ended its worker again and again/);
    assert.equal(record.job.steps[0]?.attempts, 8);
  });
});
