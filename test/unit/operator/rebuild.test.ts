import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Order } from '../../../src/model/order.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { asked, createLosable } from './world.ts';

const rebuilding = { ...asked, dryRun: false };

async function ordered(world: ReturnType<typeof createLosable>, order: Partial<Order> = {}): Promise<Cluster> {
  const { job } = await world.order(order);
  await world.drain();
  return world.clusterOf(job.record.job.id);
}

test('a lost cluster comes back with its id, its owner, its order and what Azure says of it', async () => {
  const world = createLosable();
  const order = { nodePools: [{ name: 'nodepool1', mode: 'System' as const, count: 2 }], tags: { team: 'x' } };
  const before = await ordered(world, order);
  const { operator, store } = world.afterTheLoss();
  const { restored } = await operator.rebuild(rebuilding);
  assert.deepEqual(
    restored.map(({ clusterId, tenant, name, state }) => [clusterId, tenant, name, state]),
    [[before.id, 'team-a', 'blue', 'Ready']],
  );
  const after = (await store.cluster('team-a', before.id))?.cluster;
  assert.ok(after);
  // Azure keeps the name of the CNI and no more of it.
  assert.deepEqual(after.order, { ...before.order, cni: { plugin: 'cilium' } });
  for (const part of ['armId', 'name', 'tenant', 'state', 'createdAt', 'origin'] as const) {
    assert.equal(after[part], before[part], part);
  }
  const { createdByUs, groupCreatedByUs, fqdn, nodes } = after.observed;
  assert.deepEqual([createdByUs, groupCreatedByUs, fqdn], [true, true, before.observed.fqdn]);
  assert.equal(nodes?.length, 2);
  assert.deepEqual([after.lastJob, after.activeJob, after.rebuiltAt], ['', undefined, after.updatedAt]);
});

test('the range of pods comes back, which ARM does not keep: the next change of the CNI has to keep to it', async () => {
  const world = createLosable();
  const { id } = await ordered(world, { network: { podCidr: '10.100.0.0/16' } });
  for (const { body } of world.cloud.clusters.values()) delete body?.properties.networkProfile?.podCidr;
  const { operator, store } = world.afterTheLoss();
  await operator.rebuild(rebuilding);
  assert.equal((await store.anyCluster(id))?.cluster.order.network.podCidr, '10.100.0.0/16');
});

test('a second run, and one beside records, changes nothing', async () => {
  const world = createLosable();
  const kept = await ordered(world);
  const beside = await world.operator().rebuild(rebuilding);
  assert.deepEqual([beside.restored, beside.skipped[0]?.clusterId], [[], kept.id]);
  const { operator, store } = world.afterTheLoss();
  await operator.rebuild(rebuilding);
  const before = await store.anyCluster(kept.id);
  world.clock.advance(60_000);
  const again = await operator.rebuild(rebuilding);
  assert.deepEqual([again.restored, again.refused, again.skipped.length], [[], [], 1]);
  assert.deepEqual(await store.anyCluster(kept.id), before);
});

test('a dry run says the same and writes nothing', async () => {
  const world = createLosable();
  const { id } = await ordered(world);
  const { operator, store } = world.afterTheLoss();
  const { restored, dryRun } = await operator.rebuild({ ...asked, dryRun: true });
  assert.deepEqual([dryRun, restored[0]?.clusterId], [true, id]);
  assert.equal(await store.anyCluster(id), undefined);
});

test('a cluster whose CNI its tenant installs awaits it', async () => {
  const world = createLosable();
  await ordered(world, { cni: { plugin: 'external' } });
  const { operator } = world.afterTheLoss();
  assert.equal((await operator.rebuild(rebuilding)).restored[0]?.state, 'AwaitingCni');
});

test('what a lost job was at work on is Failed and says so, and can be deleted', async () => {
  const world = createLosable();
  const { job } = await world.order();
  await world.drain(world.plain, () => world.cloud.clusters.size > 0);
  const { around, operator, store } = world.afterTheLoss();
  const [{ clusterId = '', state, note } = {}] = (await operator.rebuild(rebuilding)).restored;
  assert.deepEqual([clusterId, state], [job.record.job.clusterId, 'Failed']);
  assert.match(note ?? '', /creating/);
  assert.equal((await store.anyCluster(clusterId))?.cluster.error?.code, 'job-lost');
  await world.deleteCluster(clusterId, around);
  await world.drain(around);
  assert.equal((await store.anyCluster(clusterId))?.cluster.state, 'Deleted');
  assert.deepEqual([world.cloud.clusters.size, world.cloud.groups.size], [0, 0]);
});

test('a cluster whose job was lost before the CNI was in is not called Ready, and can be given one', async () => {
  const world = createLosable();
  await world.order();
  const reached = () => [...world.cloud.clusters.values()].some((each) => each.provisioningState === 'Succeeded');
  await world.drain(world.plain, reached);
  const { around, operator, store } = world.afterTheLoss();
  const [{ clusterId = '', state, note } = {}] = (await operator.rebuild(rebuilding)).restored;
  assert.equal(state, 'CniFailed');
  assert.match(note ?? '', /Not one of 3 nodes is Ready/);
  await world.changeCni(clusterId, { plugin: 'cilium' }, around);
  await world.drain(around);
  const cluster = (await store.anyCluster(clusterId))?.cluster;
  assert.deepEqual([cluster?.state, cluster?.error], ['Ready', undefined]);
});

test('a cluster that nobody can look into is restored by what ARM says, and that is told', async () => {
  const world = createLosable();
  await ordered(world);
  world.cloud.kube.nodes = async () => {
    throw new ProblemError(problem('cluster-unreachable', 'no route to host'));
  };
  const { operator } = world.afterTheLoss();
  const [{ state, note } = {}] = (await operator.rebuild(rebuilding)).restored;
  assert.deepEqual([state, note], ['Ready', 'Nobody could look inside: no route to host']);
});

test('clusters of another installation are not ours to restore', async () => {
  const world = createLosable();
  await ordered(world);
  for (const cluster of world.cloud.clusters.values()) cluster.tags['slipway-instance'] = 'another';
  const { restored, skipped, refused } = await world.afterTheLoss().operator.rebuild(rebuilding);
  assert.deepEqual([restored, skipped, refused], [[], [], []]);
});

const refusals: [what: string, tag: string, value: string, reason: RegExp][] = [
  ['no id', 'slipway-cluster', 'mine', /no id of a cluster/],
  ['no name of a tenant', 'slipway-tenant', 'Team A', /no name of a tenant/],
  ['another tenant’s shard', 'slipway-tenant', 'team-c', /contradict each other/],
  ['no CNI', 'slipway-cni', '', /no name of a CNI/],
];
for (const [what, tag, value, reason] of refusals) {
  test(`tags that hold ${what} are refused with the reason`, async () => {
    const world = createLosable();
    const { id } = await ordered(world);
    for (const cluster of world.cloud.clusters.values()) cluster.tags[tag] = value;
    const { operator, store } = world.afterTheLoss();
    const { restored, refused } = await operator.rebuild(rebuilding);
    assert.equal(restored.length, 0);
    assert.match(refused[0]?.reason ?? '', reason);
    assert.equal(await store.anyCluster(id), undefined);
  });
}

test('a name that has been ordered anew meanwhile is refused, and the new order left alone', async () => {
  const world = createLosable();
  await ordered(world);
  const { around, operator } = world.afterTheLoss();
  const { job } = await world.order({ resourceGroup: 'rg-other' }, around);
  const { refused } = await operator.rebuild(rebuilding);
  assert.match(refused[0]?.reason ?? '', new RegExp(`The name blue is held by ${job.record.job.clusterId}`));
});

test('Azure’s 429 is waited out, and a subscription that stays unread is told', async () => {
  const world = createLosable();
  await ordered(world);
  const { operator } = world.afterTheLoss();
  const { clusters } = world.cloud.arm;
  const throttled = new ProblemError(problem('azure-throttled', 'too many'), { retryAfterMs: 7_000 });
  let refusals = 2;
  world.cloud.arm.clusters = async (scope, after) => {
    if (refusals-- > 0) throw throttled;
    return clusters(scope, after);
  };
  const startedAt = world.clock.now();
  let rebuilt = false;
  const run = operator.rebuild(rebuilding).finally(() => {
    rebuilt = true;
  });
  while (!rebuilt) {
    world.clock.advance(1_000);
    await new Promise(setImmediate);
  }
  assert.equal((await run).restored.length, 1);
  assert.ok(world.clock.now() - startedAt >= 14_000);
  world.cloud.arm.clusters = async () => {
    throw new ProblemError(problem('azure-forbidden', 'no right to list'));
  };
  const { unread, restored } = await operator.rebuild(rebuilding);
  assert.deepEqual(restored, []);
  assert.match(unread[0]?.reason ?? '', /no right to list/);
});

test('patience ends before Azure’s does, and the refusal says for how long', async () => {
  const world = createLosable();
  await ordered(world);
  world.cloud.arm.clusters = async () => {
    throw new ProblemError(problem('azure-throttled', 'too many'), { retryAfterMs: 120_000 });
  };
  const { unread } = await world.operator().rebuild(rebuilding);
  assert.match(unread[0]?.reason ?? '', /left alone for 120 s/);
});
