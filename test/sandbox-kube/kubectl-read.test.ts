import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type TestSandbox } from './support/sandbox.ts';

describe('real kubectl, looking at a cluster without a CNI', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox[Symbol.asyncDispose]());

  it('prints the versions of both sides', async () => {
    assert.match(await sandbox.kubectl('version'), /Server Version: v1\.35\.2/);
  });

  it('shows the nodes as AKS names them, NotReady', async () => {
    const nodes = await sandbox.kubectl('get', 'nodes', '-o', 'wide');
    assert.match(nodes, /^NAME\s+STATUS\s+ROLES\s+AGE\s+VERSION\s+INTERNAL-IP\s+EXTERNAL-IP\s+OS-IMAGE/);
    assert.match(nodes, /aks-system-\d{8}-vmss000000\s+NotReady\s+<none>\s+\d+s\s+v1\.35\.2\s+10\.224\.0\.4/);
    assert.match(nodes, /vmss000002/);
  });

  it("says why a node is not ready, in the kubelet's words", async () => {
    const description = await sandbox.kubectl('describe', 'nodes');
    assert.match(description, /container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady/);
    assert.match(description, /node\.kubernetes\.io\/not-ready:NoSchedule/);
    assert.match(description, /RegisteredNode/);
    assert.doesNotMatch(description, /PodCIDR/);
  });

  it('shows host network pods running and the others pending, and why', async () => {
    await sandbox.kubectl('rollout', 'status', 'daemonset/kube-proxy', '-n', 'kube-system', '--timeout=20s');
    const pods = await sandbox.kubectl('get', 'pods', '-n', 'kube-system', '-o', 'wide');
    assert.match(pods, /kube-proxy-\w+\s+1\/1\s+Running\s+0\s+\d+s\s+10\.224\.0\./);
    assert.match(pods, /coredns-\w+-\w+\s+0\/1\s+Pending/);
    const description = await sandbox.kubectl('describe', 'pods', '-n', 'kube-system', '-l', 'k8s-app=kube-dns');
    assert.match(description, /FailedScheduling.*0\/3 nodes are available: 3 node\(s\) had untolerated taint\(s\)/);
    assert.match(await sandbox.kubectl('get', 'events', '-n', 'kube-system'), /FailedScheduling/);
  });

  it('gives the two services of every AKS cluster their addresses', async () => {
    const services = await sandbox.kubectl('get', 'services', '-A');
    assert.match(services, /default\s+kubernetes\s+ClusterIP\s+10\.0\.0\.1\s/);
    assert.match(services, /kube-system\s+kube-dns\s+ClusterIP\s+10\.0\.0\.10\s+<none>\s+53\/UDP,53\/TCP/);
  });

  it('lists the resources with short names, groups and scope', async () => {
    const resources = await sandbox.kubectl('api-resources');
    assert.match(resources, /^daemonsets\s+ds\s+apps\/v1\s+true\s+DaemonSet$/m);
    assert.match(resources, /^nodes\s+no\s+v1\s+false\s+Node$/m);
    assert.match(await sandbox.kubectl('api-versions'), /^rbac\.authorization\.k8s\.io\/v1$/m);
  });

  it('explains fields from the published schemas', async () => {
    assert.match(await sandbox.kubectl('explain', 'daemonset.spec'), /template\s+<PodTemplateSpec> -required-/);
    assert.match(
      await sandbox.kubectl('explain', 'pod.spec.containers.ports', '--recursive'),
      /containerPort\s+<integer>/,
    );
  });

  it('says that logs are out of reach while konnectivity is pending', async () => {
    const outcome = await sandbox.tryKubectl(['logs', '-n', 'kube-system', 'daemonset/kube-proxy']);
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, /No agent available: konnectivity-agent is Pending/);
  });

  it('may do everything, and is told so', async () => {
    assert.match(await sandbox.kubectl('auth', 'can-i', 'create', 'pods'), /yes/);
    assert.match(await sandbox.kubectl('auth', 'whoami'), /system:masters/);
  });
});
