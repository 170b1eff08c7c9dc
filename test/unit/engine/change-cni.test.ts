import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CniOrder } from '../../../src/model/order.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const older = { plugin: 'cilium', version: '1.19.5' };
const newer = { plugin: 'cilium', version: '1.20.1' };
const external = { plugin: 'external' };

/** A cluster that was ordered with this CNI, and is done. */
async function clusterWith(cni: CniOrder) {
  const w = createWorld(createMemoryJobStore());
  const { job } = await w.order({ cni });
  await w.drain();
  return { w, clusterId: job.record.job.clusterId, createId: job.record.job.id };
}

async function change(w: World, clusterId: string, cni: CniOrder) {
  const { id } = (await w.changeCni(clusterId, cni)).job.record.job;
  return id;
}

/** Works until the job is at this step, or over. */
async function at(w: World, jobId: string, phase: string) {
  await w.drain(w.plain, async () => (await w.read(jobId)).record.job.phase === phase);
}

async function ended(w: World, jobId: string) {
  await w.drain();
  const { job } = (await w.read(jobId)).record;
  const cluster = await w.clusterOf(jobId);
  const { types, steps } = {
    types: (await w.plain.store.events(job.tenant, jobId)).map(({ type }) => type),
    steps: job.steps.map(({ name, status }) => `${name} ${status}`),
  };
  return { job, cluster, types: types.filter((type) => type !== 'job.phase_changed'), steps };
}

describe('a cluster that awaits its CNI', () => {
  test('is Ready once the CNI that its owner installed is seen, and goes on awaiting it until then', async () => {
    const { w, clusterId } = await clusterWith(external);
    const id = await change(w, clusterId, external);
    await at(w, id, 'nodes-ready');
    assert.equal((await w.clusterOf(id)).state, 'AwaitingCni');
    w.cloud.installByHand('blue');
    const { job, cluster, types, steps } = await ended(w, id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(!steps.some((step) => step.startsWith('install-cni')));
    assert.deepEqual([cluster.state, cluster.order.cni], ['Ready', external]);
    assert.deepEqual(types, ['job.accepted', 'job.started', 'job.succeeded', 'cluster.cni_changed']);
  });

  test('awaits it still when no CNI is seen, and shows no problem of its own', async () => {
    const { w, clusterId } = await clusterWith(external);
    const { job, cluster, types } = await ended(w, await change(w, clusterId, external));
    assert.deepEqual([job.status, job.error?.code], ['Failed', 'cni-not-ready']);
    assert.deepEqual([cluster.state, cluster.error], ['AwaitingCni', undefined]);
    assert.deepEqual(types, ['job.accepted', 'job.started', 'job.failed']);
  });

  test('gets the plug-in that is named, and its tags in Azure follow before helm begins', async () => {
    const { w, clusterId } = await clusterWith(external);
    const tags = () => w.cloud.clusters.get('blue')?.tags ?? {};
    const before = tags();
    const id = await change(w, clusterId, newer);
    await at(w, id, 'install-cni');
    assert.deepEqual(
      [tags(), w.cloud.clusters.get('blue')?.release],
      [{ ...before, 'slipway-cni': 'cilium' }, undefined],
    );
    const { job, cluster } = await ended(w, id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.deepEqual([cluster.state, cluster.order.cni], ['Ready', newer]);
    assert.equal(cluster.observed.cni?.version, newer.version);
  });
});

describe('what a change looks at before it begins', () => {
  test('a cluster that is there, ours and without a plug-in of Azure’s', async () => {
    for (const [spoil, said] of [
      [(w: World) => void w.cloud.clusters.delete('blue'), /There is no cluster blue/],
      [(w: World) => Object.assign(w.cloud.clusters.get('blue') ?? {}, { tags: {} }), /does not bear the tags/],
      [
        (w: World) => Object.assign(w.cloud.clusters.get('blue') ?? {}, { networkPlugin: 'azure' }),
        /plug-in of its own/,
      ],
    ] as const) {
      const { w, clusterId } = await clusterWith(older);
      spoil(w);
      const { job, cluster } = await ended(w, await change(w, clusterId, newer));
      assert.deepEqual([job.status, job.error?.code, cluster.state], ['Failed', 'preflight-failed', 'Ready']);
      assert.match(job.error?.detail ?? '', said);
      assert.ok(job.error?.remedy);
    }
  });

  test('a cluster that Azure is at work on is waited for', async () => {
    const { w, clusterId } = await clusterWith(older);
    const blue = w.cloud.clusters.get('blue');
    Object.assign(blue ?? {}, { provisioningState: 'Upgrading', settlesAt: w.clock.now() + 5 * 60_000 });
    const { job } = await ended(w, await change(w, clusterId, newer));
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? '') >= 5 * 60_000);
  });

  test('that nobody has installed a CNI where one is to be the first', async () => {
    const { w, clusterId } = await clusterWith(external);
    w.cloud.installByHand('blue');
    const { job, cluster } = await ended(w, await change(w, clusterId, newer));
    assert.equal(cluster.state, 'AwaitingCni');
    const [fault, ...others] = job.error?.errors ?? [];
    assert.deepEqual([fault?.code, fault?.pointer, others], ['no-cni-yet', '/plugin', []]);
  });

  test('what it learns of the Kubernetes version, which Azure may have raised meanwhile', async () => {
    const { w, clusterId } = await clusterWith(older);
    Object.assign(w.cloud.clusters.get('blue') ?? {}, { kubernetesVersion: '1.35.9' });
    const { cluster } = await ended(w, await change(w, clusterId, newer));
    assert.equal(cluster.order.kubernetesVersion, '1.35.9');
  });
});

describe('a cluster that has a CNI', () => {
  test('is upgraded in place: what it has changes when helm begins, and not before', async () => {
    const { w, clusterId, createId } = await clusterWith(older);
    const id = await change(w, clusterId, newer);
    assert.deepEqual([(await w.clusterOf(id)).state, (await w.clusterOf(id)).order.cni], ['Ready', older]);
    await at(w, id, 'nodes-ready');
    assert.deepEqual([(await w.clusterOf(id)).state, (await w.clusterOf(id)).order.cni], ['ChangingCni', newer]);
    const { job, cluster } = await ended(w, id);
    assert.deepEqual([job.status, cluster.state, cluster.lastJob], ['Succeeded', 'Ready', id]);
    assert.equal(cluster.observed.cni?.version, newer.version);
    assert.equal(w.cloud.clusters.get('blue')?.release?.revision, 2);
    assert.equal((await w.read(createId)).record.job.status, 'Succeeded', 'the create stays what it was');
  });

  test('is repaired by the same order once more', async () => {
    const { w, clusterId } = await clusterWith(older);
    const { job, cluster } = await ended(w, await change(w, clusterId, older));
    assert.deepEqual([job.status, cluster.state], ['Succeeded', 'Ready']);
    assert.equal(w.cloud.clusters.get('blue')?.release?.revision, 2);
  });

  test('is not moved to another one, and is told which ways there are', async () => {
    const { w, clusterId } = await clusterWith(older);
    const { problem: refused } = await problemOf(change(w, clusterId, external));
    assert.equal(refused.code, 'cni-migration-refused');
    assert.match(refused.remedy ?? '', /Order a cluster with the other CNI/);
    const own = await clusterWith(external);
    own.w.cloud.installByHand('blue');
    await ended(own.w, await change(own.w, own.clusterId, external));
    assert.equal((await problemOf(change(own.w, own.clusterId, newer))).problem.code, 'cni-migration-refused');
  });

  test('with one job at work takes no other, and names it', async () => {
    const { w, clusterId } = await clusterWith(older);
    const id = await change(w, clusterId, newer);
    const { problem: refused } = await problemOf(change(w, clusterId, newer));
    assert.equal(refused.code, 'operation-in-progress');
    assert.match(refused.detail, new RegExp(id));
  });
});

describe('a change that ends badly', () => {
  async function broken() {
    const made = await clusterWith(older);
    made.w.cloud.brokenCharts.add(newer.version);
    const failed = await ended(made.w, await change(made.w, made.clusterId, newer));
    return { ...made, failed };
  }

  test('after helm began leaves CniFailed: what is wanted, what was last wholly there, and the problem', async () => {
    const { failed } = await broken();
    const { state, order, observed, error } = failed.cluster;
    assert.deepEqual([failed.job.status, failed.job.error?.code], ['Failed', 'cni-install-failed']);
    assert.deepEqual([state, order.cni, observed.cni?.version], ['CniFailed', newer, older.version]);
    assert.equal(error?.code, 'cni-install-failed');
  });

  test('is retried from the step that failed, and the cluster is Ready again', async () => {
    const { w, failed } = await broken();
    w.cloud.brokenCharts.clear();
    const { id } = (await w.retry(failed.job.id)).job.record.job;
    const { job, cluster, steps } = await ended(w, id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.deepEqual(steps.slice(0, 2), ['preflight Skipped', 'install-cni Succeeded']);
    assert.deepEqual(
      [cluster.state, cluster.error, cluster.observed.cni?.version],
      ['Ready', undefined, newer.version],
    );
  });

  test('is taken back by ordering what was there', async () => {
    const { w, clusterId } = await broken();
    const { job, cluster } = await ended(w, await change(w, clusterId, older));
    assert.deepEqual([job.status, cluster.state, cluster.order.cni], ['Succeeded', 'Ready', older]);
  });

  test('before helm began leaves the cluster as it was', async () => {
    const { w, clusterId } = await clusterWith(older);
    w.cloud.clusters.delete('blue');
    const { job, cluster } = await ended(w, await change(w, clusterId, newer));
    assert.equal(job.status, 'Failed');
    assert.deepEqual([cluster.state, cluster.order.cni, cluster.error], ['Ready', older, undefined]);
  });
});

test('a cluster that somebody deletes in Azure while its CNI changes is told as such, with a remedy that helps', async () => {
  const { w, clusterId } = await clusterWith(older);
  const id = await change(w, clusterId, newer);
  await at(w, id, 'nodes-ready');
  w.cloud.clusters.delete('blue');
  const { job, cluster } = await ended(w, id);
  assert.deepEqual([job.error?.code, cluster.state], ['azure-cluster-gone', 'CniFailed']);
  assert.match(job.error?.remedy ?? '', /order it anew/);
});

describe('a cancel of a change', () => {
  test('before helm began: nothing has happened', async () => {
    const { w, clusterId } = await clusterWith(older);
    const id = await change(w, clusterId, newer);
    await w.cancel(id);
    const { job, cluster } = await ended(w, id);
    assert.deepEqual([job.status, cluster.state, cluster.order.cni], ['Canceled', 'Ready', older]);
    assert.equal(w.cloud.clusters.get('blue')?.release?.revision, 1);
  });

  test('that comes while preflight asks Azure still comes before helm', async () => {
    const { w, clusterId } = await clusterWith(older);
    const id = await change(w, clusterId, newer);
    const look = w.cloud.arm.cluster;
    w.cloud.arm.cluster = async (...args) => {
      await w.cancel(id);
      return look(...args);
    };
    const { job, cluster } = await ended(w, id);
    assert.deepEqual([job.status, cluster.state, cluster.order.cni], ['Canceled', 'Ready', older]);
    assert.equal(w.cloud.clusters.get('blue')?.release?.revision, 1);
  });

  test('after helm began: nothing is undone, and nothing is claimed', async () => {
    const { w, clusterId } = await clusterWith(older);
    const id = await change(w, clusterId, newer);
    await at(w, id, 'nodes-ready');
    await w.cancel(id);
    const { job, cluster } = await ended(w, id);
    assert.deepEqual([job.status, cluster.state, cluster.error?.code], ['Canceled', 'CniFailed', 'canceled']);
    assert.deepEqual([cluster.order.cni, cluster.observed.cni?.version], [newer, newer.version]);
    const again = await ended(w, (await w.retry(id)).job.record.job.id);
    assert.deepEqual([again.job.status, again.cluster.state], ['Succeeded', 'Ready']);
  });
});

test('a delete takes the place of a change that is at work', async () => {
  const { w, clusterId } = await clusterWith(older);
  const id = await change(w, clusterId, newer);
  await at(w, id, 'nodes-ready');
  const removal = await w.deleteCluster(clusterId);
  assert.equal(removal.type, 'accepted');
  const { job, cluster } = await ended(w, id);
  assert.deepEqual([job.status, job.error?.code, cluster.state], ['Canceled', 'superseded', 'Deleted']);
});

test('a pause of the kind refuses changes, and holds one that is at work', async () => {
  const { w, clusterId } = await clusterWith(older);
  const operator = w.operator();
  const id = await change(w, clusterId, newer);
  const work = await operator.pause('key:operator', {
    what: 'work',
    match: { kind: 'cluster.change-cni' },
    message: 'CVE sweep',
  });
  await w.drain(w.plain, async () => (await w.read(id)).record.job.held !== undefined);
  assert.equal((await w.clusterOf(id)).state, 'Ready', 'nothing has begun');
  await operator.resume('key:operator', work.id);
  assert.equal((await ended(w, id)).job.status, 'Succeeded');
  await operator.pause('key:operator', {
    what: 'acceptance',
    match: { kind: 'cluster.change-cni' },
    message: 'Later.',
  });
  assert.equal((await problemOf(change(w, clusterId, newer))).problem.code, 'paused');
});

test('an operator who forces a change leaves it in doubt', async () => {
  const { w, clusterId } = await clusterWith(older);
  const id = await change(w, clusterId, newer);
  await at(w, id, 'nodes-ready');
  await w.operator().forceJob(id, { status: 'Failed', by: 'key:operator', reason: 'hangs' });
  const { job, cluster } = await ended(w, id);
  assert.deepEqual([job.error?.code, cluster.state], ['forced', 'CniFailed']);
});
