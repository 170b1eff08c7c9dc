import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type JobView, stepsOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

const older = { plugin: 'cilium', version: '1.19.5' };
const newer = { plugin: 'cilium', version: '1.20.1' };

describe('the CNI of a cluster, changed by real processes and the real helm', () => {
  let stack: Stack;
  let awaiting: JobView;
  let blue: JobView;
  let own: JobView;
  before(async () => {
    stack = await startStack({
      env: { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1', SLIPWAY_HELM_SECONDS: '8' },
    });
    awaiting = await stack.order('bare', { cni: { plugin: 'external' } });
    own = await stack.order('own', { cni: { plugin: 'external' } });
    blue = await stack.order('blue', { cni: older });
    for (const { id } of [awaiting, own, blue]) assert.equal((await stack.ended(id)).status, 'Succeeded');
  });
  afterEach(() => stack.helm.release());
  after(() => stack.stop());

  async function change(clusterId: string, cni: object): Promise<JobView> {
    const { status, body } = await stack.ask<JobView>('POST', `/v1/clusters/${clusterId}/cni`, { body: cni });
    assert.equal(status, 202, JSON.stringify(body));
    return body;
  }

  /** Succeeded, Ready, told once; and helm has this chart deployed. */
  async function assertHas(job: JobView, version: string) {
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    const cluster = await stack.cluster(job.clusterId);
    assert.deepEqual([cluster.state, cluster.activeJob, cluster.observed.cni?.version], ['Ready', undefined, version]);
    const [release, ...others] = JSON.parse(await stack.run('helm', job.clusterId, 'list', '-A', '-o', 'json'));
    assert.deepEqual([release.status, release.chart, others], ['deployed', `cilium-${version}`, []]);
    const types = (await stack.events(job.id)).map(({ type }) => type).filter((type) => type !== 'job.phase_changed');
    assert.deepEqual(types, ['job.accepted', 'job.started', 'job.succeeded', 'cluster.cni_changed']);
    return release;
  }

  test('a cluster that awaits its CNI is completed by the plug-in that is named, and its tag in Azure follows', async () => {
    const { id, clusterId } = await change(awaiting.clusterId, newer);
    await assertHas(await stack.ended(id), newer.version);
    const { clusters } = await stack.azure();
    assert.equal(clusters.find(({ name }) => name === 'bare')?.tags['slipway-cni'], 'cilium');
    const { items } = await stack.nodes(clusterId);
    assert.deepEqual([...new Set(items.map(({ ready }) => ready))], [true]);
  });

  test('one whose owner has installed a CNI is Ready once that is seen, with pods talking', async () => {
    const { clusterId } = own;
    const chart = ['--repo', `${stack.sandboxUrl}/charts`, '--ca-file', join(stack.folder, 'ca.pem')];
    await stack.run('helm', clusterId, 'install', 'mine', 'cilium', '--namespace', 'kube-system', ...chart);
    const job = await stack.ended((await change(clusterId, { plugin: 'external' })).id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.deepEqual(stepsOf(job).slice(1, 3), ['nodes-ready Succeeded', 'pods-connect Succeeded']);
    const { state, observed } = await stack.cluster(clusterId);
    assert.deepEqual([state, observed.cni], ['Ready', undefined], 'Slipway has installed nothing');
  });

  test('an upgrade whose worker is killed in the middle of helm is resumed, and ends with the new chart', async () => {
    stack.helm.slow();
    const { id, clusterId } = await change(blue.clusterId, newer);
    await until(
      'the pending upgrade',
      () =>
        stack.run(
          'kubectl',
          clusterId,
          'get',
          'secrets',
          '-A',
          '-l',
          'owner=helm,status=pending-upgrade',
          '-o',
          'name',
        ),
      (found) => found !== '',
    );
    const before = await stack.cluster(clusterId);
    const { state, order, observed } = before;
    const wanted = order['cni'] as { version: string };
    assert.deepEqual([state, wanted.version, observed.cni?.version], ['ChangingCni', newer.version, older.version]);
    await stack.worker.kill9();
    stack.helm.release();
    await stack.worker.start();
    const job = await stack.ended(id);
    await assertHas(job, newer.version);
    assert.ok(stack.logOf(clusterId).some(({ msg }) => msg === 'repairing what a killed helm left'));
    assert.equal(
      job.steps.find(({ name }) => name === 'install-cni')?.attempts,
      2,
      'the attempt that was cut off counts',
    );
    const image = await stack.run(
      'kubectl',
      clusterId,
      ...[
        'get',
        'pods',
        '-n',
        'kube-system',
        '-l',
        'k8s-app=cilium',
        '-o',
        'jsonpath={.items[*].spec.containers[0].image}',
      ],
    );
    for (const one of image.split(' ')) assert.match(one, new RegExp(newer.version));
  });

  test('one that a cluster has cannot be replaced, nor changed by two at once', async () => {
    const asked = await stack.ask<{ code: string }>('POST', `/v1/clusters/${blue.clusterId}/cni`, {
      body: { plugin: 'external' },
    });
    assert.deepEqual([asked.status, asked.body.code], [409, 'cni-migration-refused']);
    const both = await Promise.all(
      [older, newer].map((body) => stack.ask('POST', `/v1/clusters/${blue.clusterId}/cni`, { body })),
    );
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [202, 409]);
  });
});
