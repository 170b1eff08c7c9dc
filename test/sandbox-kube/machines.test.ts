import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubePool } from '../../sandbox/kube/seam.ts';
import type { KubeNode } from '../../sandbox/kube/types/node.ts';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';
import type { Pod } from '../../sandbox/kube/types/pod.ts';
import { cniChart, fqdn, startSandbox, systemPool, type TestSandbox } from './support/sandbox.ts';

const nodesOf = (sandbox: TestSandbox) => sandbox.objects<KubeNode>('nodes');
const namesOf = (sandbox: TestSandbox) =>
  nodesOf(sandbox)
    .map(({ metadata }) => metadata.name.slice(-6))
    .sort();
const isReady = ({ status }: KubeNode | Pod) =>
  status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
const isCordoned = ({ spec }: KubeNode) => spec.unschedulable === true;
const webOf = (sandbox: TestSandbox) =>
  sandbox.objects<Pod>('pods').filter(({ metadata }) => metadata.labels?.['app'] === 'web');
const settled = (sandbox: TestSandbox) => () => sandbox.clusters.pending(fqdn, 'system') === undefined;
const setPool = (sandbox: TestSandbox, more: Partial<KubePool>) =>
  sandbox.clusters.setPools(fqdn, [{ ...systemPool, count: 3, renewal: { surge: 1, machineMs: 60_000 }, ...more }]);

/** A cluster with a CNI and as many nodes as asked for, all Ready. */
async function withNetwork(nodes: number): Promise<TestSandbox> {
  const sandbox = await startSandbox({ nodes });
  await sandbox.helm('install', 'cilium', cniChart, '-n', 'kube-system');
  await sandbox.until(() => nodesOf(sandbox).length === nodes && nodesOf(sandbox).every(isReady));
  return sandbox;
}

/** A deployment of so many pods, with a budget that says how many have to stay. */
async function guarded(sandbox: TestSandbox, replicas: number, minAvailable: number): Promise<void> {
  const app = { app: 'web' };
  const items = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas,
        selector: { matchLabels: app },
        template: { metadata: { labels: app }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'default' },
      spec: { minAvailable, selector: { matchLabels: app } },
    },
  ];
  const text = items.map((item) => JSON.stringify(item)).join('\n---\n');
  await sandbox.kubectl('apply', '-f', sandbox.file('web.yaml', text));
  await sandbox.kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
}

describe('machines of a pool', () => {
  it('takes the newest nodes away, emptied first, and never gives a name twice', async () => {
    await using sandbox = await withNetwork(3);
    await guarded(sandbox, 3, 2);
    setPool(sandbox, { count: 1 });
    assert.notEqual(sandbox.clusters.pending(fqdn, 'system'), undefined);
    await sandbox.until(settled(sandbox));
    assert.deepEqual(namesOf(sandbox), ['000000']);
    await sandbox.until(() => webOf(sandbox).length === 3 && webOf(sandbox).every(isReady));
    setPool(sandbox, { count: 2 });
    await sandbox.until(settled(sandbox));
    assert.deepEqual(namesOf(sandbox), ['000000', '000003']);
  });

  it('waits for a disruption budget, and says which pod it guards', async () => {
    await using sandbox = await withNetwork(2);
    await guarded(sandbox, 2, 2);
    setPool(sandbox, { count: 1 });
    await sandbox.until(() => sandbox.clusters.pending(fqdn, 'system')?.blocked !== undefined);
    const blocked = sandbox.clusters.pending(fqdn, 'system')?.blocked;
    assert.equal(blocked?.budget, 'default/web');
    assert.match(blocked?.node ?? '', /^aks-system-\d+-vmss000001$/);
    assert.equal(nodesOf(sandbox).filter(isCordoned).length, 1);
    const [victim] = webOf(sandbox).filter(({ spec }) => spec.nodeName === blocked?.node);
    const refused = await sandbox.fetch(`/api/v1/namespaces/default/pods/${victim?.metadata.name}/eviction`, {
      method: 'POST',
      body: JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: victim?.metadata.name } }),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(refused.status, 429);
    await sandbox.kubectl('delete', 'poddisruptionbudget/web');
    await sandbox.until(settled(sandbox));
    assert.deepEqual(namesOf(sandbox), ['000000']);
  });

  it('upgrades node by node under their names, with one machine more, and a budget is never broken', async () => {
    await using sandbox = await withNetwork(3);
    await guarded(sandbox, 3, 2);
    let most = 0;
    let fewest = 3;
    sandbox.clusters.onChange(() => {
      most = Math.max(most, nodesOf(sandbox).length);
      fewest = Math.min(fewest, webOf(sandbox).filter(isReady).length);
    });
    setPool(sandbox, { version: '1.36.1' });
    await sandbox.until(settled(sandbox));
    assert.deepEqual(namesOf(sandbox), ['000000', '000001', '000002']);
    assert.deepEqual(
      [...new Set(nodesOf(sandbox).map(({ status }) => status.nodeInfo['kubeletVersion']))],
      ['v1.36.1'],
    );
    const told = sandbox.objects<KubeObject>('events').map((event) => `${event['reason']}`);
    assert.deepEqual(
      ['Drain', 'Surge'].filter((reason) => !told.includes(reason)),
      [],
    );
    assert.equal(most, 4);
    assert.equal(fewest, 2);
    await sandbox.until(() => nodesOf(sandbox).every(isReady) && webOf(sandbox).every(isReady));
    assert.equal(nodesOf(sandbox).some(isCordoned), false);
  });

  it('does not wait for Ready where nothing is Ready, for want of a CNI', async () => {
    await using sandbox = await startSandbox({ nodes: 2 });
    setPool(sandbox, { count: 2, version: '1.36.1' });
    await sandbox.until(settled(sandbox));
    assert.ok(nodesOf(sandbox).every(({ status }) => status.nodeInfo['kubeletVersion'] === 'v1.36.1'));
  });

  it('gives nodes that are there the labels and taints of their pool, and takes the former ones away', async () => {
    await using sandbox = await startSandbox({ nodes: 1 });
    setPool(sandbox, { count: 1, labels: { team: 'a', tier: 'x' }, taints: ['only=a:NoSchedule'] });
    setPool(sandbox, { count: 1, labels: { team: 'b' } });
    const [node] = nodesOf(sandbox);
    assert.deepEqual([node?.metadata.labels?.['team'], node?.metadata.labels?.['tier']], ['b', undefined]);
    assert.equal(
      node?.spec.taints?.some(({ key }) => key === 'only'),
      false,
    );
    assert.equal(node?.metadata.labels?.['agentpool'], 'system');
  });

  it('scales a pool by its pods: nodes for those without room, and none for ten minutes of nothing', async () => {
    await using sandbox = await withNetwork(1);
    const counts: number[] = [];
    sandbox.clusters.onScaled((_, pool, count) => {
      assert.equal(pool, 'system');
      counts.push(count);
    });
    setPool(sandbox, { count: 1, autoscaling: { min: 1, max: 3 } });
    await sandbox.kubectl('create', 'deployment', 'web', '--image=nginx:1', '--replicas=6');
    await sandbox.kubectl('set', 'resources', 'deployment/web', '--requests=cpu=3');
    await sandbox.until(() => nodesOf(sandbox).length === 3 && nodesOf(sandbox).every(isReady));
    await sandbox.kubectl('delete', 'deployment', 'web');
    await sandbox.until(() => nodesOf(sandbox).length === 1);
    assert.deepEqual([Math.max(...counts), counts.at(-1)], [3, 1]);
  });

  it('loses every node at once without power, and has new ones afterwards', async () => {
    await using sandbox = await withNetwork(2);
    sandbox.clusters.powerOff(fqdn);
    assert.deepEqual(namesOf(sandbox), []);
    setPool(sandbox, { count: 2 });
    await sandbox.until(() => nodesOf(sandbox).length === 2 && nodesOf(sandbox).every(isReady));
  });
});
