import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

describe('canceling and deleting while Azure is at work', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());

  /** Orders a cluster and waits until Azure has begun to create it. */
  async function beginCreating(name: string, more: object = {}) {
    const job = await stack.order(name, more);
    await until(
      'the create',
      () => stack.creates(name),
      (count) => count === 1,
    );
    return job;
  }
  const stateOf = async (name: string) => (await stack.azure()).clusters.find((cluster) => cluster.name === name);
  const groupNames = async () => (await stack.azure()).groups.map(({ name }) => name);

  test('a cancel stops what Azure does, keeps what exists, and says what that is', async () => {
    const { id, clusterId } = await beginCreating('canceled');
    const asked = await stack.cancel(id);
    assert.ok('cancelRequestedAt' in asked);
    const job = await stack.ended(id);
    assert.equal(job.status, 'Canceled');
    assert.equal(job.error?.code, 'canceled');
    const cluster = await stack.cluster(clusterId);
    assert.equal(cluster.state, 'Canceled');
    assert.equal((await stateOf('canceled'))?.provisioningState, 'Canceled');
    const group = cluster.armId.replace(/\/providers\/.*/, '');
    const nodeGroup = group.replace(/[^/]*$/, `${cluster.observed.nodeResourceGroup}`);
    assert.deepEqual(job.inventory?.exists, [cluster.armId, nodeGroup, group]);
    await stack.receiver.arrived(id, 'job.canceled', 'cluster.provisioning_failed');
    assert.equal((await stack.ask('POST', `/v1/jobs/${id}/cancel`)).status, 200, 'asked again');

    const removal = await stack.ended((await stack.remove(clusterId)).id);
    assert.equal(removal.status, 'Succeeded', JSON.stringify(removal.error));
    assert.equal(await stateOf('canceled'), undefined);
  });

  test('a cancel of an order with onFailure delete leaves nothing, and the name is free', async () => {
    const { id } = await beginCreating('swept', { onFailure: 'delete' });
    await stack.cancel(id);
    const job = await stack.ended(id);
    assert.equal(job.status, 'Canceled');
    assert.deepEqual(job.inventory?.exists, []);
    assert.equal(await stateOf('swept'), undefined);
    assert.ok(!(await groupNames()).includes('rg-swept'));
    assert.equal((await stack.order('swept')).status, 'NotStarted');
  });

  test('a delete takes the place of a create that runs: no cluster, no group, the create superseded', async () => {
    const { id, clusterId } = await beginCreating('superseded');
    const asked = await stack.remove(clusterId);
    assert.equal(asked.supersedes, id);
    const same = await stack.remove(clusterId);
    assert.equal(same.id, asked.id, 'asked again, it answers with the delete under way');
    const [create, removal] = await Promise.all([stack.ended(id), stack.ended(asked.id)]);
    assert.equal(create.status, 'Canceled');
    assert.equal(create.error?.code, 'superseded');
    assert.equal(removal.status, 'Succeeded', JSON.stringify(removal.error));
    assert.equal(await stateOf('superseded'), undefined);
    assert.ok(!(await groupNames()).some((name) => name.includes('superseded')));
    assert.equal(await stack.creates('superseded'), 1);
    assert.equal((await stack.ask('GET', `/v1/clusters/${clusterId}`)).status, 410);
    assert.equal((await stack.ask('DELETE', `/v1/clusters/${clusterId}`)).status, 204);
    await stack.receiver.arrived(id, 'job.canceled');
    await stack.receiver.arrived(asked.id, 'job.succeeded', 'cluster.deleted');
    const ends = stack.receiver.of(id).filter(({ type }) => /^job\.(succeeded|failed|canceled)$/.test(type));
    assert.deepEqual([...new Set(ends.map(({ type }) => type))], ['job.canceled']);
  });
});
