import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KubeBehaviour } from '../../sandbox/kube/seam.ts';
import type { KubeNode } from '../../sandbox/kube/types/node.ts';
import type { Pod } from '../../sandbox/kube/types/pod.ts';
import type { Service } from '../../sandbox/kube/types/service.ts';
import type { Deployment } from '../../sandbox/kube/types/workloads.ts';
import { cniChart, fqdn, startSandbox, type TestSandbox } from './support/sandbox.ts';

const space = '/api/v1/namespaces/default';
const labels = { app: 'server' };

describe('what containers do on the scripted network', () => {
  let sandbox: TestSandbox;
  let nodes: string[];
  let serverIP: string;
  let serviceIP: string;
  let count = 0;

  const find = <T extends { metadata: { name: string } }>(all: T[], name: string) =>
    all.find(({ metadata }) => metadata.name === name);
  const podOf = (name: string) => find(sandbox.objects<Pod>('pods'), name);
  async function post(collection: string, body: object) {
    const headers = { 'content-type': 'application/json' };
    const response = await sandbox.fetch(`${space}/${collection}?fieldValidation=Strict`, {
      method: 'POST',
      body: JSON.stringify({ apiVersion: 'v1', ...body }),
      headers,
    });
    assert.equal(response.status, 201, await response.text());
  }
  function pod(name: string, node: string | undefined, command: string[], more: object = {}) {
    const container = { name: 'it', image: 'busybox:1.36', command, terminationMessagePolicy: 'FallbackToLogsOnError' };
    const spec = { restartPolicy: 'Never', nodeName: node, containers: [{ ...container, ...more }] };
    return { kind: 'Pod', metadata: { name, labels: name === 'server' ? labels : {} }, spec };
  }
  /** Runs a command on a node, and answers how it ended and what it said. */
  async function run(node: string | undefined, ...command: string[]) {
    const name = `it-${++count}`;
    await post('pods', pod(name, node, command));
    const ended = () =>
      podOf(name)?.status.containerStatuses?.[0]?.state['terminated'] as { exitCode: number; message?: string };
    await sandbox.until(() => ended() !== undefined);
    return `${ended().exitCode} ${ended().message ?? ''}`.trim();
  }
  const behave = (behaviour: KubeBehaviour) => sandbox.clusters.setBehaviour(fqdn, behaviour);
  const available = () =>
    Number(find(sandbox.objects<Deployment>('deployments.apps'), 'coredns')?.status?.['availableReplicas'] ?? 0) > 0;

  before(async () => {
    sandbox = await startSandbox({ nodes: 2 });
    await sandbox.helm('install', 'cilium', cniChart, '-n', 'kube-system');
    await sandbox.until(available);
    nodes = sandbox.objects<KubeNode>('nodes').map(({ metadata }) => metadata.name);
    const volume = {
      name: 'www',
      downwardAPI: { items: [{ path: 'hello', fieldRef: { fieldPath: 'metadata.name' } }] },
    };
    const server = pod('server', nodes[0], ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'], {
      volumeMounts: [{ name: 'www', mountPath: '/www' }],
    });
    await post('pods', { ...server, spec: { ...server.spec, volumes: [volume] } });
    await post('services', {
      kind: 'Service',
      metadata: { name: 'server' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    });
    await sandbox.until(() => podOf('server')?.status.podIP !== undefined);
    serverIP = podOf('server')?.status.podIP ?? '';
    serviceIP = find(sandbox.objects<Service>('services'), 'server')?.spec.clusterIP ?? '';
  });
  after(() => sandbox[Symbol.asyncDispose]());

  it('a pod whose command serves goes on, though it is not to be restarted', () => {
    assert.equal(podOf('server')?.status.phase, 'Running');
  });

  it('on a sound network names resolve, and what listens is reached', async () => {
    const [here, there] = nodes;
    assert.equal(await run(there, 'busybox', 'nslookup', '-type=a', 'kubernetes.default.svc.cluster.local.'), '0');
    assert.equal(await run(there, 'wget', '-q', '-T', '5', '-O', '/dev/null', `http://${serverIP}:8080/hello`), '0');
    assert.equal(await run(here, 'sh', '-c', `exec wget -q -O - http://${serviceIP}/hello`), '0');
    assert.equal(await run(there, 'wget', '-O', '/dev/null', 'http://server.default/hello'), '0');
    assert.equal(await run(there, 'nc', '-w', '3', serverIP, '8080'), '0');
    assert.equal(await run(there, 'wget', '-q', 'https://10.0.0.1/version'), '0', 'the API server');
  });

  it('a command fails as busybox does, for what is not there', async () => {
    const [, there] = nodes;
    const refused = `1 wget: can't connect to remote host (${serverIP}): Connection refused`;
    assert.equal(await run(there, 'wget', `http://${serverIP}:81/`), refused);
    assert.match(await run(there, 'wget', `http://${serverIP}:8080/other`), /^1 .*404 Not Found$/);
    assert.equal(await run(there, 'wget', 'http://10.244.77.77/'), '1 wget: download timed out');
    assert.match(await run(there, 'nslookup', 'nobody.default.svc.cluster.local.'), /^1 .*NXDOMAIN$/);
    assert.equal(await run(there, 'wget', 'http://nobody.default/'), "1 wget: bad address 'nobody.default'");
    assert.equal(await run(there, 'true'), '0', 'what is not understood does well');
  });

  for (const [fault, expected] of [
    ['podNetworkBroken', { dns: 1, near: 1, far: 1, service: 1 }],
    ['crossNodeBroken', { near: 0, far: 1, service: 1 }],
    ['serviceNetworkBroken', { dns: 1, near: 0, far: 0, service: 1 }],
    ['dnsBroken', { dns: 1, near: 0, far: 0, service: 0 }],
  ] as const) {
    it(`${fault} breaks ${Object.entries(expected)
      .flatMap(([what, code]) => (code ? what : []))
      .join(', ')}, and no more`, async () => {
      behave({ [fault]: true });
      const [here, there] = nodes;
      const tries = {
        dns: () => run(there, 'nslookup', 'kubernetes.default'),
        near: () => run(here, 'wget', `http://${serverIP}:8080/hello`),
        far: () => run(there, 'wget', `http://${serverIP}:8080/hello`),
        service: () => run(there, 'wget', `http://${serviceIP}/hello`),
      };
      for (const [what, code] of Object.entries(expected)) {
        const said = await tries[what as keyof typeof tries]();
        assert.equal(said.slice(0, 1), `${code}`, `${what}: ${said}`);
      }
      behave({});
    });
  }

  it('the first pods that use a flaky network fail, and the others do not', async () => {
    behave({ podsUnheard: 2 });
    const look = async () => (await run(nodes[1], 'nslookup', 'kubernetes.default')).slice(0, 1);
    assert.deepEqual([await look(), await look(), await look()], ['1', '1', '0']);
    behave({});
  });

  it('an image that cannot be pulled keeps its pod waiting until it can', async () => {
    behave({ missingImage: 'busybox' });
    await post('pods', pod('waits', nodes[0], ['true']));
    const waiting = () =>
      podOf('waits')?.status.containerStatuses?.[0]?.state['waiting'] as { reason: string } | undefined;
    await sandbox.until(() => waiting()?.reason === 'ImagePullBackOff');
    behave({});
    await sandbox.until(() => podOf('waits')?.status.phase === 'Succeeded');
  });

  it('a pod is over when its deadline is', async () => {
    const late = pod('late', nodes[0], ['sleep', 'infinity']);
    await post('pods', { ...late, spec: { ...late.spec, activeDeadlineSeconds: 30 } });
    await sandbox.until(() => podOf('late')?.status.phase === 'Failed');
    assert.equal(podOf('late')?.status.reason, 'DeadlineExceeded');
  });

  it('CoreDNS that never turns Ready is not Available, until it does', async () => {
    behave({ dnsNeverReady: true });
    await sandbox.kubectl('rollout', 'restart', 'deployment/coredns', '-n', 'kube-system');
    for (const { metadata } of sandbox
      .objects<Pod>('pods')
      .filter((each) => each.metadata.labels?.['k8s-app'] === 'kube-dns')) {
      await sandbox.kubectl('delete', 'pod', metadata.name, '-n', 'kube-system', '--wait=false', '--ignore-not-found');
    }
    await sandbox.until(() => !available());
    behave({});
    await sandbox.until(available);
  });
});
