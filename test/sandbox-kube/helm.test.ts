import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cniChart, startSandbox, type TestSandbox } from './support/sandbox.ts';

const inKubeSystem = ['-n', 'kube-system'];

/** What the release's values have come to. */
const debugOf = (sandbox: TestSandbox) =>
  sandbox.kubectl('get', 'configmap', 'cilium-config', ...inKubeSystem, '-o', 'jsonpath={.data.debug}');

describe('real helm', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox[Symbol.asyncDispose]());

  it('installs a CNI with upgrade --install, and the nodes turn Ready', async () => {
    const said = await sandbox.helm('upgrade', '--install', 'cilium', cniChart, ...inKubeSystem);
    assert.match(said, /STATUS: deployed/);
    await sandbox.kubectl('rollout', 'status', 'daemonset/cilium', ...inKubeSystem, '--timeout=20s');
    await sandbox.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=20s');
    const nodes = await sandbox.kubectl('get', 'nodes', '-o', 'json');
    const conditions = JSON.parse(nodes).items.flatMap(
      (node: { status: { conditions: { type: string; reason: string }[] } }) => node.status.conditions,
    );
    const reasons = conditions
      .filter(({ type }: { type: string }) => type === 'NetworkUnavailable')
      .map(({ reason }: { reason: string }) => reason);
    assert.deepEqual(reasons, ['CiliumIsUp', 'CiliumIsUp', 'CiliumIsUp']);
    assert.doesNotMatch(nodes, /not-ready/);
  });

  it('lets coredns, metrics-server and konnectivity-agent start once a node is Ready', async () => {
    for (const name of ['coredns', 'metrics-server', 'konnectivity-agent']) {
      await sandbox.kubectl(
        'wait',
        '--for=condition=Available',
        `deployment/${name}`,
        ...inKubeSystem,
        '--timeout=20s',
      );
    }
    const pods = await sandbox.kubectl('get', 'pods', ...inKubeSystem, '-l', 'k8s-app=kube-dns', '-o', 'wide');
    assert.match(pods, /10\.244\.\d+\.\d+/);
  });

  it('upgrades the release and rolls the agents', async () => {
    const said = await sandbox.helm('upgrade', '--install', 'cilium', cniChart, ...inKubeSystem, '--set', 'debug=true');
    assert.match(said, /REVISION: 2/);
    await sandbox.kubectl('rollout', 'status', 'daemonset/cilium', ...inKubeSystem, '--timeout=20s');
    const ready = await sandbox.kubectl('get', 'nodes');
    assert.doesNotMatch(ready, /NotReady/);
  });

  it('lists the release and tells its status, history and values', async () => {
    assert.match(await sandbox.helm('list', '-A'), /cilium\s+kube-system\s+2\s.*deployed/);
    assert.match(await sandbox.helm('status', 'cilium', ...inKubeSystem), /v1\/DaemonSet/);
    assert.match(await sandbox.helm('history', 'cilium', ...inKubeSystem), /superseded[\s\S]*deployed/);
    assert.match(await sandbox.helm('get', 'values', 'cilium', ...inKubeSystem), /debug: true/);
  });

  it('rolls back to the first revision', async () => {
    assert.match(await sandbox.helm('rollback', 'cilium', '1', ...inKubeSystem, '--wait'), /Rollback was a success/);
    assert.equal(await debugOf(sandbox), 'false');
  });

  it('upgrades by client-side three-way patches as helm 3 does', async () => {
    const upgrade = ['upgrade', 'cilium', cniChart, ...inKubeSystem, '--server-side=false'];
    assert.match(await sandbox.helm(...upgrade, '--set', 'debug=true'), /Upgrade complete/);
    const again = await sandbox.helm(...upgrade, '--reset-values', '--wait');
    assert.match(again, /deployed/);
    assert.equal(await debugOf(sandbox), 'false');
  });

  it('uninstalls, which takes the network away and leaves other pods alone', async () => {
    await sandbox.helm('uninstall', 'cilium', ...inKubeSystem, '--wait');
    await sandbox.kubectl('wait', '--for=condition=Ready=false', 'node', '--all', '--timeout=20s');
    assert.equal((await sandbox.helm('list', '-A', '-q')).trim(), '');
    assert.match(await sandbox.kubectl('get', 'pods', ...inKubeSystem, '-l', 'k8s-app=kube-dns'), /Running/);
    const events = await sandbox.kubectl('get', 'events', '-A');
    assert.match(events, /NodeNotReady/);
  });

  it('installs with --wait and a new namespace, and refuses to install twice', async () => {
    const args = ['install', 'cni', cniChart, '-n', 'networking', '--create-namespace', '--wait', '--timeout', '30s'];
    assert.match(await sandbox.helm(...args), /STATUS: deployed/);
    const again = await sandbox.tryHelm(args);
    assert.notEqual(again.code, 0);
    assert.match(again.stderr, /cannot reuse a name that is still in use/);
  });

  it('fails an install whose operator cannot be placed, within its time', async () => {
    const args = [
      'upgrade',
      'cni',
      cniChart,
      '-n',
      'networking',
      '--set',
      'operator.replicas=9',
      '--wait',
      '--timeout',
      '2s',
    ];
    const outcome = await sandbox.tryHelm(args);
    assert.notEqual(outcome.code, 0);
    const events = await sandbox.kubectl('get', 'events', '-n', 'networking');
    assert.match(events, /0\/3 nodes are available: 3 node\(s\) didn't match pod anti-affinity rules/);
  });
});
