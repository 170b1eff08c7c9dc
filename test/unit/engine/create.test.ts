import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const world = () => createWorld(createMemoryJobStore());

describe('a create', () => {
  test('goes through its plan to Succeeded, with one create in Azure', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.status, 'Succeeded', JSON.stringify(record.job.error));
    assert.deepEqual(
      record.job.steps.filter((step) => step.status === 'Succeeded').map((step) => step.name),
      [
        'preflight',
        'resource-group',
        'managed-cluster',
        'api-server-answers',
        'nodes-registered',
        'install-cni',
        'nodes-ready',
        'pods-connect',
        'remove-probe',
        'outputs',
      ],
    );
    assert.equal(w.cloud.creates.get('blue'), 1);
    const cluster = await w.clusterOf(record.job.id);
    assert.equal(cluster.state, 'Ready');
    assert.equal(cluster.order.kubernetesVersion, '1.35.2');
    assert.match(cluster.observed.nodesBeforeCni?.[0]?.message ?? '', /cni plugin not initialized/);
    assert.ok(cluster.observed.nodes?.every((node) => node.ready));
  });

  test('with an external CNI stops at AwaitingCni', async () => {
    const w = world();
    const { job } = await w.order({ cni: { plugin: 'external' } });
    await w.drain();
    const cluster = await w.clusterOf(job.record.job.id);
    assert.equal(cluster.state, 'AwaitingCni');
    assert.equal(
      cluster.observed.nodes?.some((node) => node.ready),
      false,
    );
  });

  test('tells each phase once, and its end as job and as cluster', async () => {
    const store = createMemoryJobStore();
    const w = createWorld(store);
    await w.order();
    await w.drain();
    const types = store.outbox.map(({ event }) => event.type);
    assert.deepEqual(types.slice(0, 2), ['job.accepted', 'job.started']);
    assert.equal(types.filter((type) => type === 'job.phase_changed').length, 10);
    assert.deepEqual(types.slice(-2), ['job.succeeded', 'cluster.provisioned']);
    const sequences = store.outbox.map(({ event }) => event.sequence);
    assert.deepEqual(sequences, sequences.toSorted());
    assert.equal(new Set(sequences).size, sequences.length);
  });

  test('that Azure fails says what Azure said, and what exists', async () => {
    const w = world();
    w.cloud.endings = ['Failed'];
    const { job } = await w.order();
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.status, 'Failed');
    assert.equal(record.job.error?.code, 'azure-quota-exceeded');
    assert.equal(record.job.inventory?.exists.length, 3);
    assert.equal((await w.clusterOf(record.job.id)).state, 'Failed');
  });

  test('with onFailure delete removes what it made and keeps the first problem', async () => {
    const w = world();
    w.cloud.endings = ['Failed'];
    const { job } = await w.order({ onFailure: 'delete' });
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.error?.code, 'azure-quota-exceeded');
    assert.deepEqual(record.job.inventory?.exists, []);
    assert.equal(record.job.inventory?.deleted.length, 3);
    assert.equal(w.cloud.clusters.size, 0);
    assert.equal(w.cloud.groups.size, 0);
  });

  test('whose name is taken in Azure by somebody else touches nothing', async () => {
    const w = world();
    w.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
    await w.cloud.arm.createCluster({ account: 'x', subscriptionId: 's' }, 'rg-blue', 'blue', {
      location: 'westeurope',
      tags: { owner: 'somebody' },
      properties: {},
    });
    const { job } = await w.order({ onFailure: 'delete' });
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.equal(record.job.error?.code, 'preflight-failed');
    assert.deepEqual(
      record.job.error?.errors?.map((each) => each.code),
      ['name-free'],
    );
    assert.equal(w.cloud.clusters.size, 1);
    assert.equal(w.cloud.groups.size, 1);
  });

  test('knows the versions of a region once one order has asked for them', async () => {
    const w = world();
    await w.order();
    await w.drain();
    const { job } = await w.order({ name: 'green', kubernetesVersion: '1.34' });
    assert.equal((await w.clusterOf(job.record.job.id)).order.kubernetesVersion, '1.34.7');
    await assert.rejects(w.order({ name: 'red', kubernetesVersion: '1.99' }), /does not offer Kubernetes 1.99/);
  });

  test('that reads back another plug-in is refused', async () => {
    const w = world();
    w.cloud.networkPlugin = 'kubenet';
    const { job } = await w.order();
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.error?.code, 'plugin-mismatch');
  });

  test('tells every preflight finding at once', async () => {
    const w = world();
    w.cloud.subscription.providers['Microsoft.Network'] = 'NotRegistered';
    const { job } = await w.order({ kubernetesVersion: '1.99', resourceGroup: 'nowhere' });
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    assert.deepEqual(record.job.error?.errors?.map((each) => each.code).toSorted(), [
      'kubernetes-version-offered',
      'providers-registered',
      'resource-group-usable',
    ]);
    assert.equal(w.cloud.creates.size, 0);
  });
});

describe('a cancel', () => {
  test('of a waiting create aborts in Azure, waits, and tells what is left', async () => {
    const w = world();
    const { job } = await w.order();
    const { id } = job.record.job;
    await w.drain(w.plain, () => w.cloud.creates.size === 1);
    await w.cancel(id);
    await w.drain();
    const { record } = await w.read(id);
    assert.equal(record.job.status, 'Canceled');
    assert.equal(record.job.error?.code, 'canceled');
    assert.equal(record.job.inventory?.exists.length, 3);
    assert.equal((await w.clusterOf(id)).state, 'Canceled');
  });

  test('of an order not yet begun leaves nothing, and frees the name', async () => {
    const w = world();
    const { job } = await w.order();
    await w.cancel(job.record.job.id);
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Canceled');
    assert.equal(w.cloud.creates.size, 0);
    await w.order();
  });
});

describe('a delete', () => {
  test('removes cluster and group, and the name is free again', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain();
    const deletion = await w.deleteCluster(job.record.job.clusterId);
    assert.equal(deletion.type, 'accepted');
    await w.drain();
    assert.equal(w.cloud.clusters.size, 0);
    assert.equal(w.cloud.groups.size, 0);
    assert.equal((await w.clusterOf(job.record.job.id)).state, 'Deleted');
    assert.equal((await w.deleteCluster(job.record.job.clusterId)).type, 'gone');
    await w.order();
  });

  test('keeps a group that Slipway did not make', async () => {
    const w = world();
    w.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
    const { job } = await w.order({ resourceGroup: 'rg-blue' });
    await w.drain();
    await w.deleteCluster(job.record.job.clusterId);
    await w.drain();
    assert.equal(w.cloud.clusters.size, 0);
    assert.equal(w.cloud.groups.size, 1);
  });

  test('takes the place of a create under way, which ends Canceled', async () => {
    const w = world();
    const { job } = await w.order();
    const { id, clusterId } = job.record.job;
    await w.drain(w.plain, () => w.cloud.creates.size === 1);
    const deletion = await w.deleteCluster(clusterId);
    await w.drain();
    const create = await w.read(id);
    assert.equal(create.record.job.status, 'Canceled');
    assert.equal(create.record.job.error?.code, 'superseded');
    assert.equal(
      deletion.type === 'accepted' && (await w.read(deletion.job.record.job.id)).record.job.status,
      'Succeeded',
    );
    assert.equal(w.cloud.clusters.size, 0);
    assert.equal((await w.clusterOf(id)).state, 'Deleted');
  });

  test('asked twice is one delete', async () => {
    const w = world();
    const { job } = await w.order();
    await w.drain();
    const first = await w.deleteCluster(job.record.job.clusterId);
    const second = await w.deleteCluster(job.record.job.clusterId);
    assert.ok(first.type === 'accepted' && second.type === 'accepted');
    assert.equal(second.job.record.job.id, first.job.record.job.id);
    assert.equal(second.replayed, true);
  });
});
