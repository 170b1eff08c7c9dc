import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

test('a delete that Azure calls done while the cluster stands is looked at twice, then sent again', async () => {
  const w = createWorld(createMemoryJobStore());
  const { job } = await w.order();
  await w.drain();
  const { deleteCluster } = w.cloud.arm;
  let sent = 0;
  w.cloud.arm.deleteCluster = async (...args) => {
    sent += 1;
    return sent === 1 ? { type: 'accepted', token: 'delete blue' } : deleteCluster(...args);
  };
  const deletion = await w.deleteCluster(job.record.job.clusterId);
  await w.drain();
  assert.ok(deletion.type === 'accepted');
  assert.equal((await w.read(deletion.job.record.job.id)).record.job.status, 'Succeeded');
  assert.deepEqual([sent, w.cloud.clusters.size], [2, 0]);
});
