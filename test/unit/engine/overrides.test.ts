import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArmClusterBody } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

test('overrides are shown in the resolved order, and sent with the create and with what mends it', async () => {
  const w = createWorld(createMemoryJobStore());
  const sent: ArmClusterBody[] = [];
  const createCluster: typeof w.cloud.arm.createCluster = (scope, group, name, body, etag) => {
    sent.push(body);
    return w.cloud.arm.createCluster(scope, group, name, body, etag);
  };
  const around = { ...w.plain, arm: { ...w.cloud.arm, createCluster } };
  const armOverrides = { properties: { oidcIssuerProfile: { enabled: true } } };
  w.cloud.endings.push('Failed');
  const { job } = await w.order({ armOverrides }, around);
  await w.drain(around);
  await w.retry(job.record.job.id, around);
  await w.drain(around);
  const cluster = await w.clusterOf(job.record.job.id);
  assert.equal(cluster.state, 'Ready');
  assert.deepEqual(cluster.order.armOverrides, armOverrides);
  assert.equal(sent.length, 2);
  for (const { tags, properties } of sent) {
    assert.deepEqual(properties['oidcIssuerProfile'], { enabled: true });
    assert.equal(properties.networkProfile?.networkPlugin, 'none');
    assert.equal(tags?.['slipway-cluster'], cluster.id);
  }
  assert.deepEqual(sent[0], sent[1], 'a mend asks for the very same');
});
