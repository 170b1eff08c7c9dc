import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const world = () => createWorld(createMemoryJobStore());
const maintenanceWindow = { dayOfWeek: 'Sunday', startTime: '02:00', utcOffset: '+01:00' } as const;
const window = { ...maintenanceWindow, durationHours: 4, intervalWeeks: 1 };

describe('a maintenance window', () => {
  test('is set for node images alone, if that is all that AKS upgrades by itself', async () => {
    const w = world();
    const { job } = await w.order({ maintenanceWindow });
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Succeeded');
    assert.deepEqual([...w.cloud.windows], [['blue aksManagedNodeOSUpgradeSchedule', window]]);
  });

  test('is set for both channels, if there are both', async () => {
    const w = world();
    await w.order({ maintenanceWindow, autoUpgrade: 'patch' });
    await w.drain();
    assert.deepEqual(
      [...w.cloud.windows.keys()],
      ['blue aksManagedAutoUpgradeSchedule', 'blue aksManagedNodeOSUpgradeSchedule'],
    );
  });

  test('is not spoken of in the plan of an order without one', async () => {
    const w = world();
    const { job } = await w.order();
    assert.ok(!job.record.job.steps.some(({ name }) => name === 'maintenance-window'));
  });

  test('is not set on a cluster that somebody has put in the place of ours', async () => {
    const w = world();
    const { job } = await w.order({ maintenanceWindow });
    const cluster: typeof w.cloud.arm.cluster = async (...where) => {
      const seen = await w.cloud.arm.cluster(...where);
      const found = w.cloud.clusters.get('blue');
      if (found && seen?.provisioningState === 'Succeeded') found.tags = { owner: 'somebody' };
      return seen;
    };
    await w.drain({ ...w.plain, arm: { ...w.cloud.arm, cluster } });
    assert.equal((await w.read(job.record.job.id)).record.job.error?.code, 'azure-conflict');
    assert.equal(w.cloud.windows.size, 0);
  });
});

describe('a pool with an autoscaler', () => {
  test('is complete with its least nodes, because the autoscaler may have taken the others away', async () => {
    const w = world();
    const nodePools = [{ name: 'nodepool1', mode: 'System' as const, count: 5, minCount: 2, maxCount: 6 }];
    const { job } = await w.order({ nodePools });
    await w.drain(w.plain, () => w.cloud.clusters.has('blue'));
    const found = w.cloud.clusters.get('blue');
    assert.equal(found?.nodeCount, 5);
    if (found) found.nodeCount = 2;
    await w.drain();
    assert.equal((await w.read(job.record.job.id)).record.job.status, 'Succeeded');
  });

  test('is not complete with fewer', async () => {
    const w = world();
    const nodePools = [{ name: 'nodepool1', mode: 'System' as const, minCount: 3, maxCount: 6 }];
    const { job } = await w.order({ nodePools });
    await w.drain(w.plain, () => w.cloud.clusters.has('blue'));
    const found = w.cloud.clusters.get('blue');
    if (found) found.nodeCount = 2;
    await w.drain();
    const { error } = (await w.read(job.record.job.id)).record.job;
    assert.equal(error?.code, 'nodes-missing');
    assert.match(error?.detail ?? '', /2 of 3/);
  });
});
