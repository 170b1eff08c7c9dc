import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import type { PodScript } from '../../fakes/fake-pods.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, type Surroundings, type World } from '../../fakes/world.ts';

function worldWith(script: Partial<PodScript> = {}): World {
  const w = createWorld(createMemoryJobStore());
  Object.assign(w.cloud.podScript, script);
  return w;
}

async function create(w: World, order: Partial<Order> = {}, around?: Surroundings) {
  const { job } = await w.order(order);
  await w.drain(around);
  return (await w.read(job.record.job.id)).record.job;
}

/** Lets a create come to `pods-connect`, and stops there. */
async function createUpToProbing(w: World) {
  const { id } = (await w.order()).job.record.job;
  await w.drain(w.plain, () => w.cloud.probes().length > 0);
  return id;
}

const stepOf = (job: Awaited<ReturnType<typeof create>>, name: string) =>
  job.steps.filter((step) => step.name === name && step.startedAt !== undefined).at(-1);
const pool = (count: number, name = 'nodepool1') => ({ name, mode: 'System', count }) as const;

describe('pods-connect', () => {
  test('proves traffic between two nodes, and takes its pods away', async () => {
    const w = worldWith();
    const job = await create(w);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.match(stepOf(job, 'pods-connect')?.message ?? '', /^Pods on aks-\S+0 and aks-\S+1 resolve names, and reach/);
    assert.equal(stepOf(job, 'pods-connect')?.attempts, 1, 'looks are no attempts');
    assert.equal(stepOf(job, 'remove-probe')?.status, 'Succeeded');
    assert.deepEqual(w.cloud.probes(), []);
  });

  test('on a cluster of one node says that there was no other', async () => {
    const job = await create(worldWith(), { nodePools: [pool(1)] });
    assert.match(stepOf(job, 'pods-connect')?.message ?? '', /the only node/);
  });

  test('with verify nodes makes no pods', async () => {
    const w = worldWith({ failing: [['pod'], ['pod'], ['pod']] });
    const job = await create(w, { verify: 'nodes' });
    assert.equal(job.status, 'Succeeded');
    assert.equal(stepOf(job, 'pods-connect'), undefined);
  });

  test('tries again with new pods before it calls a network broken', async () => {
    const w = worldWith({ failing: [['pod', 'dns'], ['service']] });
    const job = await create(w);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.match(stepOf(job, 'pods-connect')?.message ?? '', /in round 3/);
    assert.deepEqual(w.cloud.probes(), []);
  });

  test('does not blame the network for what was asked of pods that are gone', async () => {
    const w = worldWith({ livesMs: 8_000, failing: Array(40).fill(['pod']) });
    const { id } = (await w.order()).job.record.job;
    await w.drain(w.plain, () => w.cloud.probes().length > 0);
    w.clock.advanceTo(w.clock.now() + 60_000);
    const until = w.clock.now() + 3 * 60_000;
    await w.drain(w.plain, () => w.clock.now() >= until);
    assert.equal((await w.read(id)).record.job.phase, 'pods-connect', 'it goes on trying');
    Object.assign(w.cloud.podScript, { livesMs: 600_000, failing: [] });
    await w.drain();
    assert.equal((await w.read(id)).record.job.status, 'Succeeded');
  });

  for (const [failing, remedy] of [
    [['dns', 'pod', 'service'], /UDP 8472/],
    [['dns', 'service'], /kube-proxy/],
    [['dns'], /coredns/],
  ] as const) {
    test(`ends the job when ${failing.join(', ')} fails three times, with the remedy of what explains the rest`, async () => {
      const w = worldWith({ failing: [[...failing], [...failing], [...failing]] });
      const job = await create(w);
      assert.deepEqual([job.status, job.error?.code], ['Failed', 'pods-not-connected']);
      assert.match(job.error?.remedy ?? '', remedy);
      assert.deepEqual(
        job.error?.errors?.map(({ code }) => code),
        [...failing, ...failing],
        'from both ends',
      );
      assert.match(
        job.error?.errors?.[0]?.detail ?? '',
        /^A pod on aks-\S+ cannot .*: wget: download timed out \(exit code 1\)\.$/,
      );
      assert.deepEqual(w.cloud.probes(), [], 'and its pods are gone');
      assert.equal((await w.clusterOf(job.id)).state, 'Failed');
    });
  }

  test('a retry goes on at the traffic, once the network is mended', async () => {
    const w = worldWith({ failing: [['pod'], ['pod'], ['pod']] });
    const first = await create(w);
    w.cloud.podScript.failing = [];
    const { id } = (await w.retry(first.id)).job.record.job;
    await w.drain();
    const { job } = (await w.read(id)).record;
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(stepOf(job, 'install-cni'), undefined, 'nothing is installed again');
  });

  const inVain: [fault: string, script: Partial<PodScript>, code: string, after: string][] = [
    ['coredns-never-ready', { dns: false }, 'dns-not-ready', '30 min'],
    [
      'image-pull-fails',
      { stuck: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"' } },
      'probe-image-unavailable',
      '3 min',
    ],
  ];
  for (const [fault, script, code, after] of inVain) {
    test(`waits ${after} and then ends with ${code} when the cluster has ${fault}`, async () => {
      const w = worldWith(script);
      const job = await create(w);
      assert.equal(job.error?.code, code, JSON.stringify(job.error));
      const { startedAt = '', finishedAt = '' } = stepOf(job, 'pods-connect') ?? {};
      const minutes = (Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000;
      assert.equal(`${Math.floor(minutes)} min`, after);
      assert.deepEqual(w.cloud.probes(), []);
    });
  }

  test('pods without a place end the job with the scheduler’s words', async () => {
    const why = '0/3 nodes are available: 1 Insufficient cpu.';
    const job = await create(worldWith({ stuck: { unschedulable: why } }));
    assert.equal(job.error?.code, 'probe-not-started');
    assert.ok(job.error?.detail.includes(why));
  });

  test('a container that cannot start is no broken network', async () => {
    const stuck = { reason: 'CreateContainerError', message: 'exec: "busybox": not found' };
    const job = await create(worldWith({ stuck }));
    assert.equal(job.error?.code, 'probe-not-started');
    assert.match(job.error?.detail ?? '', /not found/);
  });

  test('pods that never come to run are tried anew, and then tell of the network', async () => {
    const job = await create(worldWith({ ms: 60 * 60_000 }));
    assert.equal(job.error?.code, 'pods-not-connected');
    assert.match(job.error?.detail ?? '', /serve-a-3 on aks-\S+ says ContainerCreating/);
  });

  test('a policy that refuses the pods ends the job with its words', async () => {
    const w = worldWith({ refused: 'Pod serve-a-1 is refused: admission webhook denied the request' });
    const job = await create(w);
    assert.equal(job.error?.code, 'cluster-refused');
    assert.deepEqual(w.cloud.probes(), []);
  });

  test('a cancel in the middle takes the pods away', async () => {
    const w = worldWith();
    const id = await createUpToProbing(w);
    await w.cancel(id);
    await w.drain();
    const { job } = (await w.read(id)).record;
    assert.equal(job.status, 'Canceled');
    assert.equal(stepOf(job, 'remove-probe')?.status, 'Succeeded');
    assert.deepEqual(w.cloud.probes(), []);
  });

  test('what another job has left is found by its label and goes first', async () => {
    const w = worldWith();
    await createUpToProbing(w);
    const target = { account: 'test', subscriptionId: 's', group: 'rg-blue', name: 'blue', clusterId: 'c' };
    const metadata = { name: 'slipway-probe-old' };
    await w.cloud.kube.create(target, [{ apiVersion: 'v1', kind: 'Namespace', metadata }]);
    // The first round fails, so that the next one looks.
    w.cloud.podScript.failing = [['dns']];
    await w.drain();
    assert.deepEqual(w.cloud.probes(), []);
  });

  test('pods that cannot be taken away fail no cluster that works', async () => {
    const w = worldWith();
    const deleteNamespace = () => {
      throw new ProblemError(problem('cluster-unreachable', 'It does not answer.'));
    };
    const job = await create(w, {}, { ...w.plain, kube: { ...w.plain.kube, deleteNamespace } });
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.match(stepOf(job, 'remove-probe')?.message ?? '', /^Namespace slipway-probe-\S+ is left/);
  });
});
