import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createKubeClusters, type OpenKubeClusters } from '../../sandbox/kube/index.ts';
import type { KubeNode } from '../../sandbox/kube/types/node.ts';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start, startIn } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const GPU = `${ONE}/agentPools/gpu`;
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const poolBody = (more: object = {}) => ({
  properties: { count: 1, vmSize: 'Standard_D4s_v5', mode: 'User', ...more },
});

/** A cluster with a real Kubernetes side, and a way to talk to it. */
async function cluster(t: TestContext, properties: object = {}) {
  const started = await start(t, { kube: createKubeClusters, speed: 6000 });
  const { send, until, sandbox, client } = started;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await until(operationOf(await send('PUT', ONE, clusterBody({ properties }))), ended);
  const done = async (method: string, path: string, body?: unknown) => {
    const answer = await send(method, path, body);
    assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`);
    return until(operationOf(answer), ended);
  };
  const { kubeconfigs } = await client.managedClusters.listClusterAdminCredentials('rg1', 'one');
  const kubeconfig = Buffer.from(kubeconfigs?.[0]?.value ?? []).toString('utf8');
  const [, token = ''] = /token: (\S+)/.exec(kubeconfig) ?? [];
  const fqdn = `${(await send('GET', ONE)).at('properties.fqdn')}`;
  const ask = (method: string, path: string, body?: unknown) =>
    plain(sandbox.url, method, `/kubernetes/${fqdn}${path}`, body, { authorization: `Bearer ${token}` });
  /** Reads a list until it holds. */
  const untilThere = async (path: string, holds: (items: KubeObject[]) => boolean) => {
    for (;;) {
      const items = (await ask('GET', path)).at('items') as KubeObject[];
      if (holds(items)) return items;
    }
  };
  return { ...started, done, ask, untilThere };
}

/** A pod that runs without a pod network, on nodes of the pool. */
const pod = (name: string, cpu = '100m') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: {
    hostNetwork: true,
    nodeSelector: { agentpool: 'gpu' },
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'web', image: 'nginx:1', resources: { requests: { cpu } } }],
  },
});

test('nodes of a pool are there when its operation has succeeded, and gone with it', async (t) => {
  const { done, ask } = await cluster(t, { kubernetesVersion: '1.35.6' });
  const nodes = async () => {
    const items = (await ask('GET', '/api/v1/nodes?labelSelector=agentpool%3Dgpu')).at('items') as KubeObject[];
    return items.map(({ status }) => (status as { nodeInfo: { kubeletVersion: string } }).nodeInfo.kubeletVersion);
  };
  await done('PUT', GPU, poolBody());
  assert.deepEqual(await nodes(), ['v1.35.6']);
  await done('PUT', GPU, poolBody({ count: 3 }));
  assert.equal((await nodes()).length, 3);
  await done('PUT', ONE, clusterBody({ properties: { kubernetesVersion: '1.35.7' } }));
  assert.equal((await ask('GET', '/version')).at('gitVersion'), 'v1.35.7');
  await done('PUT', GPU, poolBody({ count: 3, orchestratorVersion: '1.35.7' }));
  assert.deepEqual(await nodes(), ['v1.35.7', 'v1.35.7', 'v1.35.7']);
  await done('DELETE', GPU);
  assert.deepEqual(await nodes(), []);
});

test('machines that are named go, and the pool is smaller', async (t) => {
  const { done, ask, send, client } = await cluster(t);
  await done('PUT', GPU, poolBody({ count: 3 }));
  const names = async () => {
    const items = (await ask('GET', '/api/v1/nodes?labelSelector=agentpool%3Dgpu')).at('items') as KubeObject[];
    return items.map(({ metadata }) => metadata.name);
  };
  const [first, second = '', third] = await names();
  assert.equal((await send('POST', `${GPU}/deleteMachines`, { machineNames: ['aks-other'] })).status, 400);
  await client.agentPools.deleteMachines('rg1', 'one', 'gpu', { machineNames: [second] }, { updateIntervalInMs: 10 });
  assert.deepEqual(await names(), [first, third]);
  assert.equal((await send('GET', GPU)).at('properties.count'), 2);
});

test('a node that a disruption budget keeps lets the operation fail, and the pool with it', async (t) => {
  const { done, ask, send, untilThere } = await cluster(t);
  await done('PUT', GPU, poolBody({ upgradeSettings: { drainTimeoutInMinutes: 5 } }));
  const budget = { minAvailable: 1, selector: { matchLabels: { app: 'web' } } };
  const metadata = { name: 'web', namespace: 'default' };
  const path = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
  assert.equal(
    (await ask('POST', path, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: budget })).status,
    201,
  );
  assert.equal((await ask('POST', '/api/v1/namespaces/default/pods', pod('web'))).status, 201);
  await untilThere(
    '/api/v1/namespaces/default/pods',
    ([one]) => (one?.['status'] as { phase?: string })?.phase === 'Running',
  );
  const end = await done('DELETE', GPU);
  assert.deepEqual([end.at('status'), end.at('error.code')], ['Failed', 'PodDrainFailure']);
  assert.match(`${end.at('error.message')}`, /default\/web blocked pod default\/web/);
  assert.equal((await send('GET', GPU)).at('properties.provisioningState'), 'Failed');
});

test('a pool that scales itself grows for pods without room, up to its bound, and keeps its count in a PUT that names another', async (t) => {
  const { done, ask, until } = await cluster(t);
  await done('PUT', GPU, poolBody({ enableAutoScaling: true, minCount: 1, maxCount: 3 }));
  const path = '/api/v1/namespaces/default/pods';
  for (const name of ['a', 'b', 'c', 'd', 'e']) await ask('POST', path, pod(name, '3'));
  await until(GPU, (answer) => answer.at('properties.count') === 3);
  const events = (await ask('GET', '/api/v1/namespaces/default/events')).at('items') as KubeObject[];
  assert.ok(events.some(({ reason }) => reason === 'TriggeredScaleUp'));
  const again = await done(
    'PUT',
    GPU,
    poolBody({ count: 1, enableAutoScaling: true, minCount: 1, maxCount: 4, tags: { a: 'b' } }),
  );
  assert.equal(again.at('status'), 'Succeeded');
  await until(GPU, (answer) => answer.at('properties.count') === 4);
});

test('a restart in the middle of an upgrade loses no machine, and the upgrade goes on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const options = { kube: createKubeClusters, speed: 3000 };
  const first = await startIn(t, folder, options);
  await first.send('PUT', GROUP_PATH, { location: 'westeurope' });
  const made = await first.send('PUT', ONE, clusterBody({ properties: { kubernetesVersion: '1.34.6' } }));
  await first.until(operationOf(made), ended);
  const pools = [{ name: 'nodepool1', count: 3, mode: 'System', orchestratorVersion: '1.34.7' }];
  const properties = { kubernetesVersion: '1.34.7', agentPoolProfiles: pools };
  const began = await first.send('PUT', ONE, clusterBody({ properties }));
  assert.equal(began.at('properties.provisioningState'), 'Upgrading');
  await first.until(ONE, (answer) => answer.at('properties.currentKubernetesVersion') === '1.34.7');
  await first.sandbox.close();

  const inside: OpenKubeClusters[] = [];
  const kube = (...parts: Parameters<typeof createKubeClusters>) => {
    inside.push(createKubeClusters(...parts));
    return inside[0] as OpenKubeClusters;
  };
  const { until } = await startIn(t, folder, { ...options, kube });
  const done = await until(ONE, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
  assert.equal(done.at('properties.agentPoolProfiles.0.currentOrchestratorVersion'), '1.34.7');
  const nodes = inside[0]?.inside(`${done.at('properties.fqdn')}`).store.list<KubeNode>({ key: 'nodes' });
  assert.deepEqual(
    nodes?.map(({ status }) => status.nodeInfo['kubeletVersion']),
    ['v1.34.7', 'v1.34.7', 'v1.34.7'],
  );
});
