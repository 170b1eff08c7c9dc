import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ClusterView, type JobView, stepsOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';

describe('trying again, and protecting from deletion, through the whole service', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());

  async function retry(jobId: string): Promise<JobView> {
    const answer = await stack.ask<JobView>('POST', `/v1/jobs/${jobId}/retry`);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return stack.ended(answer.body.id, 120);
  }

  test('an order that Azure failed is mended: one cluster, one more guarded PUT, nodes Ready', async () => {
    await stack.faults([{ name: 'create-fails', match: { cluster: 'mended' }, times: 1 }]);
    const first = await stack.ended((await stack.order('mended')).id);
    assert.equal(first.status, 'Failed');
    const second = await retry(first.id);
    assert.equal(second.status, 'Succeeded', JSON.stringify(second.error));
    assert.deepEqual([second.retries, second.clusterId], [first.id, first.clusterId]);
    assert.deepEqual(stepsOf(second).slice(0, 3), [
      'preflight Skipped',
      'resource-group Succeeded',
      'managed-cluster Succeeded',
    ]);
    assert.equal(await stack.creates('mended'), 1);
    const { counters } = await stack.azure();
    assert.equal(counters.overwrites.total, 0, 'the PUT that mends bears an ETag');
    assert.ok((await stack.nodes(first.clusterId)).items.every(({ ready }) => ready));
    await stack.receiver.arrived(second.id, 'job.succeeded', 'cluster.provisioned');
  });

  test('an order that was cleaned up is made anew under its own id', async () => {
    await stack.faults([{ name: 'create-fails', match: { cluster: 'anew' }, times: 1 }]);
    const first = await stack.ended((await stack.order('anew', { onFailure: 'delete' })).id);
    assert.deepEqual(first.inventory?.exists, []);
    const second = await retry(first.id);
    assert.equal(second.status, 'Succeeded', JSON.stringify(second.error));
    assert.ok(stepsOf(second).every((step) => step.endsWith(' Succeeded')));
    const [cluster] = (await stack.azure()).clusters.filter(({ name }) => name === 'anew');
    assert.equal(cluster?.tags['slipway-cluster'], first.clusterId);
  });

  test('a protected cluster outlives a delete, also one that was asked for while it is being made', async () => {
    const order = await stack.order('guarded', { deletionProtection: true });
    const path = `/v1/clusters/${order.clusterId}`;
    assert.equal((await stack.ask<JobView>('DELETE', path)).status, 409);
    assert.equal((await stack.ended(order.id)).status, 'Succeeded');
    const { deletionProtection } = await stack.cluster(order.clusterId);
    assert.equal(deletionProtection, true);
    const headers = { 'content-type': 'application/merge-patch+json' };
    const body = { deletionProtection: false, labels: { team: 'a' } };
    const changed = await stack.ask<ClusterView>('PATCH', path, { body, headers });
    assert.deepEqual([changed.status, changed.body.labels], [200, { team: 'a' }]);
    assert.equal((await stack.ended((await stack.remove(order.clusterId)).id)).status, 'Succeeded');
  });
});
