import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chartDigests } from '../../sandbox/charts/packages.ts';
import type { ClusterView, JobView } from './client.ts';
import { type Stack, startStack } from './stack.ts';

const podCidr = '10.99.0.0/16';
const credential = 'bWlycm9yOnMzY3JldC1vZi10aGUtbWlycm9y';
const pullSecret = JSON.stringify({ auths: { 'localhost:1': { auth: credential } } });

interface Wanted {
  cni: object;
  daemonSet?: string;
  tags?: object;
}

/** What each order says of its CNI, and the workloads that it is known by. */
const orders: Record<string, Wanted> = {
  calico: { cni: { plugin: 'calico' }, daemonSet: 'calico-system/calico-node' },
  'calico-31': { cni: { plugin: 'calico', version: 'v3.31.3' }, daemonSet: 'calico-system/calico-node' },
  antrea: { cni: { plugin: 'antrea', nodePortLocal: true }, daemonSet: 'kube-system/antrea-agent' },
};

/** Those that are installed once more, on a network that passes nothing on. */
const brokenOnes = ['cilium', 'calico', 'antrea', 'chart'];

describe('every CNI of the catalogue, by real processes and the real helm', () => {
  let stack: Stack;
  let folder: string;
  const jobs: Record<string, JobView> = {};
  const clusters: Record<string, ClusterView> = {};
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-pull-'));
    const file = join(folder, 'pull-secret.json');
    writeFileSync(file, pullSecret);
    stack = await startStack({
      env: { SLIPWAY_PULL_SECRET_FILE: file, SLIPWAY_IMAGE_REGISTRY: 'localhost:1/cni', LOG_LEVEL: 'trace' },
    });
    const readiness = {
      daemonSets: [{ namespace: 'meshnet', name: 'meshnet-agent' }],
      deployments: [{ namespace: 'meshnet', name: 'meshnet-controller' }],
    };
    const own = { plugin: 'chart', chart: 'meshnet', namespace: 'meshnet', readiness };
    const values = { podCidr: placeholder('network.podCidr') };
    const digest = chartDigests()['meshnet']?.['1.4.0'];
    Object.assign(orders, {
      chart: {
        cni: { ...own, repository: `${stack.sandboxUrl}/charts`, version: '1.4.0', digest, values },
        daemonSet: 'meshnet/meshnet-agent',
      },
      registry: {
        cni: { ...own, repository: `${stack.sandboxUrl.replace('https', 'oci')}/charts`, version: '1.3.2', values },
        daemonSet: 'meshnet/meshnet-agent',
      },
    });
    const tags = { 'sandbox-fault': 'pod-network-broken' };
    const broken = brokenOnes.map((name) => [`broken-${name}`, { cni: orders[name]?.cni ?? { plugin: name }, tags }]);
    const wrong = { ...own, repository: `${stack.sandboxUrl}/charts`, version: '1.3.2', digest, values };
    const all: Record<string, Wanted> = { ...orders, tampered: { cni: wrong }, ...Object.fromEntries(broken) };
    await Promise.all(
      Object.entries(all).map(async ([name, { cni, tags = {} }]) => {
        const { id } = await stack.order(name, { cni, tags, network: { podCidr } });
        jobs[name] = await stack.ended(id, 120);
        clusters[name] = await stack.cluster(jobs[name].clusterId);
      }),
    );
  });
  after(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  for (const name of ['calico', 'calico-31', 'antrea', 'chart', 'registry']) {
    test(`${name} ends Succeeded, with its nodes Ready because of it`, async () => {
      const [job, cluster, order] = [jobs[name], clusters[name], orders[name]];
      assert.ok(job && cluster && order);
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      assert.deepEqual([cluster.state, cluster.observed.readyNodes], ['Ready', 3]);
      assert.match(
        job.steps.find((step) => step.name === 'pods-connect')?.message ?? '',
        /reach each other and Services/,
      );
      const [namespace = '', daemonSet = ''] = order.daemonSet?.split('/') ?? [];
      const path = '{.status.numberReady}/{.status.desiredNumberScheduled}';
      const counts = await stack.run(
        'kubectl',
        ...([cluster.id, '-n', namespace, 'get', 'daemonset', daemonSet, '-o', `jsonpath=${path}`] as const),
      );
      assert.equal(counts, '3/3');
      const [release, ...others] = JSON.parse(await stack.run('helm', cluster.id, 'list', '-A', '-o', 'json'));
      assert.deepEqual(others, []);
      const { cni } = cluster.observed;
      assert.deepEqual(
        [release.name, release.status, release.chart],
        [cni?.release, 'deployed', `${cni?.chart}-${cni?.version}`],
      );
    });
  }

  for (const name of brokenOnes) {
    test(`${name} on a broken network has its nodes Ready, and ends Failed at pods-connect`, async () => {
      const [job, cluster] = [jobs[`broken-${name}`], clusters[`broken-${name}`]];
      assert.ok(job && cluster);
      assert.deepEqual([job.status, job.error?.code], ['Failed', 'pods-not-connected'], JSON.stringify(job.error));
      assert.equal(job.steps.find(({ status }) => status === 'Failed')?.name, 'pods-connect');
      assert.match(job.error?.remedy ?? '', /UDP 8472/);
      assert.deepEqual([cluster.state, cluster.observed.readyNodes], ['Failed', 3]);
      const left = await stack.run('kubectl', cluster.id, 'get', 'namespaces', '-l', 'slipway-probe', '-o', 'name');
      assert.equal(left.trim(), '', 'its pods are gone');
    });
  }

  test('each takes its pods’ addresses from the order', async () => {
    const read = (name: string, ...args: string[]) => stack.run('kubectl', clusters[name]?.id ?? '', 'get', ...args);
    const pool = '{.spec.calicoNetwork.ipPools[0].cidr} {.spec.calicoNetwork.ipPools[0].encapsulation}';
    assert.equal(await read('calico', 'installation', 'default', '-o', `jsonpath=${pool}`), `${podCidr} VXLAN`);
    const config = ['-n', 'kube-system', 'configmap', 'antrea-config', '-o', 'jsonpath={.data.cluster-cidrs}'];
    assert.equal(await read('antrea', ...config), podCidr);
    const args = ['-n', 'meshnet', 'daemonset', 'meshnet-agent'];
    const first = 'jsonpath={.spec.template.spec.containers[0].args[0]}';
    assert.equal(await read('chart', ...args, '-o', first), `--pool=${podCidr}`);
  });

  test('images come from the mirror, with the installation’s credential, which is nowhere else', async () => {
    const read = (...args: string[]) => stack.run('kubectl', clusters['calico']?.id ?? '', '-n', ...args);
    const pod = 'jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.imagePullSecrets[0].name}';
    const said = await read('calico-system', 'get', 'daemonset', 'calico-node', '-o', pod);
    assert.equal(said, 'localhost:1/cni/calico/node:v3.32.1 slipway-pull');
    const data = 'jsonpath={.data.\\.dockerconfigjson}';
    const secret = await read('tigera-operator', 'get', 'secret', 'slipway-pull', '-o', data);
    assert.equal(Buffer.from(secret, 'base64').toString(), pullSecret);
    for (const text of [stack.logs(), JSON.stringify([jobs, clusters]), JSON.stringify(stack.receiver.received)]) {
      assert.ok(text.length > 500 && !text.includes(credential));
    }
  });

  test('the order as stored says which chart it was: version and digest', () => {
    const { version = '', digest } = clusters['calico']?.order.cni ?? {};
    assert.equal(digest, chartDigests()['tigera-operator']?.[version]);
  });

  test('Calico is upgraded in place, its definitions first, and the job waits for the operator to get there', async () => {
    const id = clusters['calico-31']?.id ?? '';
    const body = { plugin: 'calico', version: 'v3.32.1' };
    const { status, body: accepted } = await stack.ask<JobView>('POST', `/v1/clusters/${id}/cni`, { body });
    assert.equal(status, 202, JSON.stringify(accepted));
    const job = await stack.ended(accepted.id, 120);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    const version = 'jsonpath={.status.calicoVersion}';
    assert.equal(await stack.run('kubectl', id, 'get', 'installation', 'default', '-o', version), 'v3.32.1');
    const [release] = JSON.parse(await stack.run('helm', id, 'list', '-A', '-o', 'json'));
    assert.deepEqual([release.chart, release.revision, release.status], ['tigera-operator-v3.32.1', '2', 'deployed']);
  });

  test('a chart that is not the one whose digest was named is not installed', async () => {
    const [job, cluster] = [jobs['tampered'], clusters['tampered']];
    assert.deepEqual([job?.status, job?.error?.code], ['Failed', 'chart-digest-mismatch']);
    assert.equal((await stack.run('helm', cluster?.id ?? '', 'list', '-A', '-q')).trim(), '');
  });
});

/** As an order writes it. */
const placeholder = (name: string) => `\${${name}}`;
