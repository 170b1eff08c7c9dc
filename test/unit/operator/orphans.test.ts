import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { asked, createLosable } from './world.ts';

const none = { clusters: [], groups: [], records: [], unread: [] };

async function ready() {
  const world = createLosable();
  const { job } = await world.order();
  await world.drain();
  const cluster = await world.clusterOf(job.record.job.id);
  return { world, cluster, inAzure: world.cloud.clusters.get('blue') };
}

test('a service that has lost nothing has no orphans, whatever its jobs are doing', async () => {
  const { world } = await ready();
  assert.deepEqual(await world.operator().listOrphans(asked), none);
  await world.order({ name: 'green', resourceGroup: { name: 'rg-green', create: true } });
  for (let looks = 0; looks < 20; looks += 1) {
    let turns = 0;
    await world.drain(world.plain, () => turns++ > 2);
    assert.deepEqual(await world.operator().listOrphans(asked), none);
  }
});

test('a cluster and its group with our tag and no record are told, with owner, age, tags and remedy', async () => {
  const { world, cluster, inAzure } = await ready();
  const { clusters, groups, records } = await world.afterTheLoss().operator.listOrphans(asked);
  const [orphan] = clusters;
  assert.deepEqual([orphan?.clusterId, orphan?.tenant, orphan?.orderedAt], [cluster.id, 'team-a', cluster.createdAt]);
  assert.deepEqual(orphan?.tags, inAzure?.tags);
  assert.match(orphan?.remedy ?? '', /orphans --delete/);
  assert.deepEqual(
    groups.map(({ armId }) => armId.split('/').at(-1)),
    ['rg-blue'],
  );
  assert.deepEqual(records, []);
});

test('a cluster whose record says Deleted is an orphan', async () => {
  const { world, cluster, inAzure } = await ready();
  await world.deleteCluster(cluster.id);
  await world.drain();
  assert.ok(inAzure);
  const { goneAt: _, ...thawed } = inAzure;
  world.cloud.clusters.set('blue', { ...thawed, provisioningState: 'Succeeded' });
  const { clusters } = await world.operator().listOrphans(asked);
  assert.equal(clusters[0]?.reason, 'Its record says Deleted.');
  const { record } = await world.operator().deleteOrphan(clusters[0]?.armId ?? '', asked);
  assert.equal(record.job.clusterId, cluster.id);
  await world.drain();
  assert.equal(world.cloud.clusters.size, 0);
  assert.deepEqual(await world.operator().listOrphans(asked), none);
});

test('a cluster of another installation is never shown', async () => {
  const { world, inAzure } = await ready();
  assert.ok(inAzure);
  inAzure.tags['slipway-instance'] = 'another';
  for (const group of world.cloud.groups.values()) group.tags['slipway-instance'] = 'another';
  assert.deepEqual(await world.afterTheLoss().operator.listOrphans(asked), none);
});

test('an order accepted while Azure was listed is no orphan', async () => {
  const { world } = await ready();
  const { around, operator } = world.afterTheLoss();
  await operator.rebuild({ ...asked, dryRun: false });
  const { clusters } = world.cloud.arm;
  world.cloud.arm.clusters = async (scope, after) => {
    await world.order({ name: 'green', resourceGroup: 'rg-blue' }, around);
    await world.drain(around, () => world.cloud.clusters.has('green'));
    return clusters(scope, after);
  };
  assert.deepEqual(await operator.listOrphans(asked), none);
});

test('a cluster whose delete ended while Azure was listed is no orphan', async () => {
  const { world, cluster } = await ready();
  const { clusters } = world.cloud.arm;
  world.cloud.arm.clusters = async (scope, after) => {
    const page = await clusters(scope, after);
    await world.deleteCluster(cluster.id);
    await world.drain();
    return page;
  };
  assert.deepEqual(await world.operator().listOrphans(asked), none);
});

test('deleting an orphan gives it a record and runs an ordinary delete, its group included', async () => {
  const { world, cluster } = await ready();
  const { around, operator, store } = world.afterTheLoss();
  const [orphan] = (await operator.listOrphans(asked)).clusters;
  const { record } = await operator.deleteOrphan(orphan?.armId ?? '', asked);
  assert.deepEqual(
    [record.job.operation, record.job.tenant, record.job.clusterId, record.job.requestedBy],
    ['cluster.delete', 'team-a', cluster.id, asked.by],
  );
  await world.drain(around);
  assert.equal((await store.job('team-a', record.job.id))?.record.job.status, 'Succeeded');
  assert.deepEqual([world.cloud.clusters.size, world.cloud.groups.size], [0, 0]);
  assert.deepEqual(await operator.listOrphans(asked), none);
});

test('an orphan goes though its name has been ordered anew, and the new order keeps it', async () => {
  const { world } = await ready();
  const { around, operator, store } = world.afterTheLoss();
  const { job } = await world.order({ resourceGroup: 'rg-other' }, around);
  const [orphan] = (await operator.listOrphans(asked)).clusters;
  await operator.deleteOrphan(orphan?.armId ?? '', asked);
  const again = await world.order({}, around).catch((error: unknown) => error);
  assert.ok(again instanceof ProblemError);
  assert.equal(again.problem.code, 'cluster-already-exists');
  assert.ok(await store.anyCluster(job.record.job.clusterId));
});

test('what is no orphan is not deleted, and what is not ours is not found', async () => {
  const { world, inAzure } = await ready();
  assert.ok(inAzure);
  const refused = await problemOf(world.operator().deleteOrphan(inAzure.id, asked));
  assert.deepEqual([refused.problem.code, /no orphan/.test(refused.problem.detail)], ['invalid-state', true]);
  inAzure.tags['slipway-instance'] = 'another';
  assert.equal((await problemOf(world.operator().deleteOrphan(inAzure.id, asked))).problem.code, 'not-found');
  assert.equal((await problemOf(world.operator().deleteOrphan('/subscriptions/x', asked))).problem.code, 'not-found');
});

test('a record whose cluster was deleted by hand is told, and ends by a delete that finds nothing', async () => {
  const { world, cluster } = await ready();
  world.cloud.clusters.clear();
  const { records } = await world.operator().listOrphans(asked);
  assert.deepEqual(
    records.map(({ clusterId, tenant, state, armId }) => [clusterId, tenant, state, armId]),
    [[cluster.id, 'team-a', 'Ready', cluster.armId]],
  );
  await world.operator().forgetOrphan(cluster.id, asked);
  await world.drain();
  assert.equal((await world.plain.store.anyCluster(cluster.id))?.cluster.state, 'Deleted');
  assert.deepEqual(await world.operator().listOrphans(asked), none);
});

test('a record whose cluster is there is not forgotten', async () => {
  const { world, cluster } = await ready();
  const refused = await problemOf(world.operator().forgetOrphan(cluster.id, asked));
  assert.match(refused.problem.detail, /no orphan/);
});

test('where Azure could not be read, no record is called an orphan', async () => {
  const { world } = await ready();
  world.cloud.arm.clusters = async () => {
    throw new ProblemError(problem('azure-forbidden', 'no right to list'));
  };
  world.cloud.clusters.clear();
  const { records, unread } = await world.operator().listOrphans(asked);
  assert.deepEqual([records, unread.length], [[], 1]);
});
