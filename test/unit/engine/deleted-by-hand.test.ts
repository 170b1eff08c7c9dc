import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const minute = 60_000;

/** What keeps a create in a phase, until somebody deletes the cluster. */
const keptIn: Record<string, (w: World) => void> = {
  'managed-cluster': () => {},
  'api-server-answers': (w) => {
    w.cloud.kube.version = async () => {
      throw new ProblemError(problem('cluster-unreachable', 'connection refused'));
    };
  },
  'nodes-registered': (w) => {
    const { nodes } = w.cloud.kube;
    w.cloud.kube.nodes = async (target) => (await nodes(target)).slice(0, 1);
  },
  'install-cni': (w) => {
    const { upgradeInstall } = w.cloud.helm;
    w.cloud.helm.upgradeInstall = async (...args) => {
      await upgradeInstall(...args);
      return { type: 'pending', retryAfterMs: minute };
    };
  },
  'nodes-ready': (w) => {
    w.cloud.durations.ready = 60 * minute;
  },
  'pods-connect': (w) => {
    w.cloud.podScript.ms = 60 * minute;
  },
};

async function createIn(phase: string) {
  const w = createWorld(createMemoryJobStore());
  keptIn[phase]?.(w);
  const { job } = await w.order();
  const { id } = job.record.job;
  await w.drain(w.plain, async () => {
    const { record } = await w.read(id);
    return record.job.phase === phase && w.cloud.clusters.has('blue');
  });
  return { w, id };
}

function deleteByHand({ cloud, clock }: World) {
  const blue = cloud.clusters.get('blue');
  assert.ok(blue);
  Object.assign(blue, { provisioningState: 'Deleting', goneAt: clock.now() + 4 * minute });
}

describe('a cluster that somebody deletes in Azure', () => {
  for (const phase of Object.keys(keptIn)) {
    test(`while the job is at ${phase} ends it with the reason, a true inventory and no second create`, async () => {
      const { w, id } = await createIn(phase);
      deleteByHand(w);
      await w.drain();
      const { job } = (await w.read(id)).record;
      assert.deepEqual([job.status, job.error?.code], ['Failed', 'azure-cluster-gone'], JSON.stringify(job.error));
      assert.match(job.error?.remedy ?? '', /activity log/);
      assert.equal(job.steps.findLast(({ status }) => status === 'Failed')?.name, phase);
      const cluster = await w.clusterOf(id);
      assert.equal(cluster.state, 'Failed');
      const [gone, nodes] = job.inventory?.deleted ?? [];
      assert.equal(gone, cluster.armId);
      assert.match(nodes ?? '', /\/MC_rg-blue_blue_westeurope$/);
      assert.equal(job.inventory?.exists.length, 1, 'the group');
      assert.equal(w.cloud.creates.get('blue'), 1);
    });
  }

  test('while its API server still answers is never called Succeeded', async () => {
    const { w, id } = await createIn('nodes-ready');
    const { cluster } = w.cloud.arm;
    const deletedAt = w.clock.now();
    w.cloud.arm.cluster = async (...args) => {
      const seen = await cluster(...args);
      return w.clock.now() - deletedAt < 40 * minute ? seen && { ...seen, provisioningState: 'Deleting' } : undefined;
    };
    Object.assign(w.cloud.clusters.get('blue') ?? {}, { readyAt: w.clock.now() + minute });
    await w.drain();
    const { job } = (await w.read(id)).record;
    assert.deepEqual([job.status, job.error?.code], ['Failed', 'azure-cluster-gone'], JSON.stringify(job.error));
    assert.equal(job.steps.find(({ name }) => name === 'nodes-ready')?.status, 'Succeeded');
  });

  test('with its resource group leaves nothing, and the inventory says so', async () => {
    const { w, id } = await createIn('nodes-registered');
    w.cloud.clusters.clear();
    w.cloud.groups.clear();
    await w.drain();
    const { job } = (await w.read(id)).record;
    assert.equal(job.error?.code, 'azure-cluster-gone');
    assert.deepEqual(job.inventory?.exists, []);
    assert.equal(job.inventory?.deleted.length, 3);
    assert.equal((await w.order()).job.record.job.status, 'NotStarted', 'its name is free');
  });

  test('of which a retry makes it anew, once', async () => {
    const { w, id } = await createIn('nodes-ready');
    deleteByHand(w);
    await w.drain();
    w.cloud.durations.ready = 30_000;
    await w.retry(id);
    await w.drain();
    assert.equal((await w.clusterOf(id)).state, 'Ready');
    assert.equal(w.cloud.creates.get('blue'), 2);
  });

  test('while Slipway deletes it is a delete that succeeds', async () => {
    const w = createWorld(createMemoryJobStore());
    const { job } = await w.order();
    await w.drain();
    deleteByHand(w);
    const deletion = await w.deleteCluster(job.record.job.clusterId);
    assert.ok(deletion.type === 'accepted');
    const { id } = deletion.job.record.job;
    await w.drain(w.plain, async () => (await w.read(id)).record.job.phase === 'delete-cluster');
    w.cloud.clusters.clear();
    await w.drain();
    assert.equal((await w.read(id)).record.job.status, 'Succeeded');
  });

  test('and one whose reads lag for once goes on', async () => {
    const { w, id } = await createIn('api-server-answers');
    const { cluster } = w.cloud.arm;
    let looks = 0;
    w.cloud.arm.cluster = async (...args) => (looks++ === 0 ? undefined : cluster(...args));
    const until = w.clock.now() + 2 * minute;
    w.cloud.kube.version = async () => {
      if (w.clock.now() < until) throw new ProblemError(problem('cluster-unreachable', 'connection refused'));
      return 'v1.35.2';
    };
    await w.drain();
    assert.equal((await w.read(id)).record.job.status, 'Succeeded');
    assert.ok(looks > 2);
  });
});

describe('nodes that are not there', () => {
  test('are counted by pool, and end the job with the pool, the place to look and who acts', async () => {
    const { w, id } = await createIn('nodes-registered');
    await w.drain();
    const { job } = (await w.read(id)).record;
    const { error } = job;
    assert.deepEqual([job.status, error?.code, error?.class], ['Failed', 'nodes-missing', 'platform']);
    assert.match(error?.detail ?? '', /1 of 3 nodes registered \(nodepool1 1 of 3\); their scale sets are in MC_/);
    assert.equal(job.steps.find(({ name }) => name === 'install-cni')?.status, 'Skipped');
  });

  test('are not put down to the CNI when they go while it starts', async () => {
    const { w, id } = await createIn('nodes-ready');
    Object.assign(w.cloud.clusters.get('blue') ?? {}, { nodeCount: 0, readyAt: w.clock.now() });
    await w.drain();
    const { job } = (await w.read(id)).record;
    assert.deepEqual([job.status, job.error?.code], ['Failed', 'nodes-missing']);
  });
});
