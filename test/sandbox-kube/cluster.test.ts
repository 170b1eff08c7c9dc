import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSandboxClock } from '../../sandbox/clock.ts';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import type { KubeNode } from '../../sandbox/kube/types/node.ts';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';
import type { Pod } from '../../sandbox/kube/types/pod.ts';
import type { Job } from '../../sandbox/kube/types/workloads.ts';
import { openState } from '../../sandbox/state/state.ts';
import { cniChart, fqdn, startSandbox, systemPool, type TestSandbox } from './support/sandbox.ts';

const installCni = (sandbox: TestSandbox) => sandbox.helm('install', 'cilium', cniChart, '-n', 'kube-system');
const ready = (node: KubeNode) =>
  node.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
const nodesOf = (sandbox: TestSandbox) => sandbox.objects<KubeNode>('nodes');
const allReady = (sandbox: TestSandbox) => () => nodesOf(sandbox).length > 0 && nodesOf(sandbox).every(ready);

const probe = (name: string) =>
  JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'connect', image: 'busybox:1', command: ['nslookup', 'kubernetes.default'] }],
        },
      },
    },
  });

describe('what goes on inside a cluster', () => {
  it('keeps nodes NotReady for ever when told to, whatever CNI is installed', async () => {
    await using sandbox = await startSandbox({ nodes: 1 });
    sandbox.clusters.setBehaviour(fqdn, { nodesNeverReady: true });
    await installCni(sandbox);
    await sandbox.kubectl('rollout', 'status', 'daemonset/cilium', '-n', 'kube-system', '--timeout=20s');
    assert.equal(nodesOf(sandbox).some(ready), false);
    sandbox.clusters.setBehaviour(fqdn, {});
    await sandbox.until(allReady(sandbox));
  });

  it('fails jobs that need the pod network while it is broken', async () => {
    await using sandbox = await startSandbox({ nodes: 1 });
    await installCni(sandbox);
    sandbox.clusters.setBehaviour(fqdn, { podNetworkBroken: true });
    await sandbox.tryKubectl(['apply', '-f', '-'], probe('first'));
    await sandbox.kubectl('wait', '--for=condition=Failed', 'job/first', '--timeout=20s');
    sandbox.clusters.setBehaviour(fqdn, {});
    await sandbox.tryKubectl(['apply', '-f', '-'], probe('second'));
    await sandbox.kubectl('wait', '--for=condition=Complete', 'job/second', '--timeout=20s');
    const codes = sandbox
      .objects<Pod>('pods')
      .flatMap((pod) => pod.status.containerStatuses ?? [])
      .map(({ state }) => state['terminated']);
    assert.deepEqual(
      codes
        .filter(Boolean)
        .map((state) => (state as { exitCode: number }).exitCode)
        .sort(),
      [0, 1],
    );
  });

  it('adds and removes nodes with their pods as the pools say', async () => {
    await using sandbox = await startSandbox({ nodes: 3 });
    const gpu = {
      name: 'gpu',
      mode: 'User',
      count: 1,
      vmSize: 'Standard_E8s_v5',
      maxPods: 50,
      labels: { team: 'ml' },
      taints: ['sku=gpu:NoSchedule'],
    } as const;
    sandbox.clusters.setPools(fqdn, [
      { ...systemPool, count: 1 },
      { ...gpu, labels: { team: 'ml' }, taints: ['sku=gpu:NoSchedule'], zones: ['2'] },
    ]);
    await sandbox.until(
      () => nodesOf(sandbox).length === 2 && nodesOf(sandbox).some((node) => node.metadata.labels?.['team'] === 'ml'),
    );
    const zones = nodesOf(sandbox).map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'] ?? '');
    const [without, within] = zones.toSorted();
    assert.equal(without, '0');
    assert.match(within ?? '', /^[a-z0-9]+-2$/);
    const names = new Set(nodesOf(sandbox).map((node) => node.metadata.name));
    const strays = sandbox
      .objects<Pod>('pods')
      .filter((pod) => pod.spec.nodeName !== undefined && !names.has(pod.spec.nodeName));
    assert.deepEqual(strays, []);
    const [big] = nodesOf(sandbox).filter((node) => node.metadata.labels?.['agentpool'] === 'gpu');
    assert.equal(big?.status.capacity['cpu'], '8');
    assert.equal(big?.status.capacity['pods'], '50');
    assert.ok(
      big?.spec.taints?.some(({ key, value, effect }) => key === 'sku' && value === 'gpu' && effect === 'NoSchedule'),
    );
    assert.equal('podCIDR' in (big?.spec ?? {}), false);
  });

  it('takes pod addresses from the pool that cilium-config names', async () => {
    await using sandbox = await startSandbox({ nodes: 1 });
    await sandbox.helm(
      'install',
      'cilium',
      cniChart,
      '-n',
      'kube-system',
      '--set',
      'ipam.operator.clusterPoolIPv4PodCIDRList=192.168.0.0/16',
    );
    await sandbox.kubectl('rollout', 'status', 'deployment/coredns', '-n', 'kube-system', '--timeout=20s');
    const addresses = sandbox
      .objects<Pod>('pods')
      .filter((pod) => pod.spec.hostNetwork !== true)
      .map((pod) => pod.status.podIP ?? '');
    assert.ok(addresses.length > 0 && addresses.every((address) => address.startsWith('192.168.')), addresses.join());
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it('goes on after a restart where it stopped', async () => {
    await using sandbox = await startSandbox({ nodes: 2 });
    await installCni(sandbox);
    await sandbox.tryKubectl(['apply', '-f', '-'], probe('carried-over'));
    sandbox.clusters.close();
    sandbox.state.close();

    const state = openState(sandbox.stateFolder);
    const restored = createKubeClusters(createSandboxClock(600), state);
    const objects = <T extends KubeObject>(resource: string): T[] =>
      restored.inside(fqdn).store.list<T>({ key: resource });
    const done = () =>
      objects<KubeNode>('nodes').length === 2 &&
      objects<KubeNode>('nodes').every(ready) &&
      objects<Job>('jobs.batch').every((job) => job.status?.['succeeded'] === 1) &&
      objects<Pod>('pods').every((pod) => pod.status.phase === 'Running' || pod.status.phase === 'Succeeded');
    await new Promise<void>((resolve) => {
      const look = () => done() && resolve();
      restored.onChange(look);
      look();
    });
    assert.ok(restored.has(fqdn));
    restored.close();
    state.close();
  });
});
