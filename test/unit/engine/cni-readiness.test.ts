import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const calico = { cni: { plugin: 'calico', version: 'v3.32.1' } };

/** Runs the order until its step says what is looked for. */
async function until(w: World, jobId: string, step: string, says: RegExp): Promise<void> {
  const message = async () => (await w.read(jobId)).record.job.steps.find(({ name }) => name === step)?.message ?? '';
  await w.drain(w.plain, async () => says.test(await message()));
  assert.match(await message(), says);
}

const statusOf = async (w: World, jobId: string) => (await w.read(jobId)).record.job.status;

test('Calico is not taken for ready before its operator says so, and of the version that was ordered', async () => {
  const w = createWorld(createMemoryJobStore());
  const available = (status: string) => [{ type: 'Available', status, message: 'DaemonSet is not available' }];
  const said: Record<string, Record<string, unknown> | undefined> = { tigerastatuses: undefined, installations: {} };
  w.cloud.kube.customStatus = async (_target, { resource }) => said[resource];
  const { job } = await w.order(calico);
  const { id } = job.record.job;
  await until(w, id, 'nodes-ready', /tigerastatuses\/calico does not exist yet/);
  said['tigerastatuses'] = { conditions: available('False') };
  await until(w, id, 'nodes-ready', /calico is not Available: DaemonSet is not available/);
  said['tigerastatuses'] = { conditions: available('True') };
  said['installations'] = { calicoVersion: 'v3.32.0' };
  await until(w, id, 'nodes-ready', /calicoVersion v3\.32\.0, not v3\.32\.1 yet/);
  said['installations'] = { calicoVersion: 'v3.32.1' };
  await w.drain();
  assert.equal(await statusOf(w, id), 'Succeeded');
});

test('a release waits until its definitions are served: before, its resources match no kind', async () => {
  const w = createWorld(createMemoryJobStore());
  let installed = false;
  let served = false;
  const { upgradeInstall } = w.cloud.helm;
  w.cloud.helm.definitions = async () => [{ metadata: { name: 'installations.operator.tigera.io' } }];
  w.cloud.kube.applyDefinitions = async () => (served ? [] : ['installations.operator.tigera.io']);
  w.cloud.helm.upgradeInstall = async (...args) => {
    installed = true;
    return upgradeInstall(...args);
  };
  const { job } = await w.order(calico);
  const { id } = job.record.job;
  await until(w, id, 'install-cni', /Not served yet: installations\.operator\.tigera\.io/);
  assert.equal(installed, false);
  served = true;
  await w.drain();
  assert.equal(await statusOf(w, id), 'Succeeded');
});

test('a change of the CNI covers the nodes that there are, whatever the pools have been scaled to; but not none', async () => {
  const w = createWorld(createMemoryJobStore());
  const { job } = await w.order({ cni: { plugin: 'cilium', version: '1.19.5' } });
  await w.drain();
  const change = async (nodeCount: number) => {
    Object.assign(w.cloud.clusters.get('blue') ?? {}, { nodeCount });
    const changed = await w.changeCni(job.record.job.clusterId, { plugin: 'cilium', version: '1.20.1' });
    await w.drain();
    return (await w.read(changed.job.record.job.id)).record.job;
  };
  const scaled = await change(2);
  assert.equal(scaled.status, 'Succeeded', JSON.stringify(scaled.error));
  const { status, error } = await change(0);
  assert.deepEqual([status, error?.code], ['Failed', 'nodes-missing']);
});
