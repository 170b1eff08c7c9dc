import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { loadTls } from '../../../sandbox/tls.ts';
import { createKube, type KubeOptions } from '../../../src/adapters/kube/kube.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { kubeconfigOf, serve, stoppedClock } from './support.ts';

async function kubeOver(t: TestContext, listener: RequestListener, options: Partial<KubeOptions> = {}) {
  const url = await serve(t, listener);
  const clock = stoppedClock();
  let fetched = 0;
  const kube = createKube({
    clock,
    kubeconfig: async () => {
      fetched++;
      return kubeconfigOf({ server: `${url}/clusters/a/` }, { token: 'SECRET-TOKEN' });
    },
    token: async () => 'ENTRA-TOKEN',
    ...options,
  });
  t.after(() => kube.close());
  return { kube, clock, fetched: () => fetched };
}

const answerWith =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

test('requests go below the path of the server, with the token', async (t) => {
  const seen: unknown[] = [];
  const { kube } = await kubeOver(t, (request, response) => {
    seen.push(request.url, request.headers.authorization);
    response.end(JSON.stringify({ gitVersion: 'v1.35.2' }));
  });
  assert.equal(await kube.version(target), 'v1.35.2');
  assert.deepEqual(seen, ['/clusters/a/version', 'Bearer SECRET-TOKEN']);
});

test('nodes are read page by page', async (t) => {
  const node = (name: string, ready: string) => ({
    metadata: { name, labels: { 'kubernetes.azure.com/agentpool': 'np' }, creationTimestamp: '2026-11-01T00:00:00Z' },
    status: {
      conditions: [
        { type: 'MemoryPressure', status: 'False', reason: 'x', message: 'x' },
        { type: 'Ready', status: ready, reason: 'KubeletNotReady', message: 'cni plugin not initialized' },
      ],
      addresses: [
        { type: 'Hostname', address: name },
        { type: 'InternalIP', address: '10.224.0.4' },
      ],
      nodeInfo: { kubeletVersion: 'v1.35.2', osImage: 'Ubuntu', containerRuntimeVersion: 'containerd://2.1' },
    },
  });
  const { kube } = await kubeOver(t, (request, response) => {
    const second = request.url?.includes('continue=a%2Bb');
    const page = second
      ? { items: [{ metadata: { name: 'bare' } }], metadata: {} }
      : { items: [node('n1', 'False')], metadata: { continue: 'a+b' } };
    response.end(JSON.stringify(page));
  });
  const [first, second] = await kube.nodes(target);
  assert.deepEqual(first, {
    name: 'n1',
    pool: 'np',
    ready: false,
    reason: 'KubeletNotReady',
    message: 'cni plugin not initialized',
    version: 'v1.35.2',
    internalIP: '10.224.0.4',
    osImage: 'Ubuntu',
    containerRuntime: 'containerd://2.1',
    createdAt: '2026-11-01T00:00:00Z',
  });
  assert.deepEqual([second?.name, second?.ready, second?.reason], ['bare', false, 'NoStatus']);
});

test('a daemon set counts as ready only for its newest spec', async (t) => {
  const status = {
    observedGeneration: 2,
    desiredNumberScheduled: 3,
    updatedNumberScheduled: 3,
    numberReady: 3,
    numberAvailable: 2,
  };
  const of = async (change: object, more: object = {}) => {
    const { kube } = await kubeOver(
      t,
      answerWith(200, { metadata: { generation: 2 }, status: { ...status, ...change }, ...more }),
    );
    return kube.daemonSet(target, 'kube-system', 'cilium');
  };
  assert.deepEqual(await of({}), { desired: 3, ready: 3, available: 2 });
  assert.deepEqual(await of({ observedGeneration: 1 }), { desired: 3, ready: 0, available: 0 });
  assert.deepEqual(await of({ updatedNumberScheduled: 1 }), { desired: 3, ready: 1, available: 1 });
  const onDelete = { spec: { updateStrategy: { type: 'OnDelete' } } };
  assert.deepEqual(await of({ updatedNumberScheduled: 0 }, onDelete), { desired: 3, ready: 3, available: 2 });
  assert.deepEqual(await of({ desiredNumberScheduled: 0, numberReady: 0 }), { desired: 0, ready: 0, available: 2 });
});

test('a deployment is read, or absent', async (t) => {
  const body = {
    metadata: { generation: 1 },
    spec: {},
    status: { observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1 },
  };
  const there = await kubeOver(t, answerWith(200, body));
  assert.deepEqual(await there.kube.deployment(target, 'kube-system', 'coredns'), {
    desired: 1,
    ready: 1,
    available: 0,
  });
  const gone = await kubeOver(t, answerWith(404, { code: 404 }));
  assert.equal(await gone.kube.deployment(target, 'kube-system', 'coredns'), undefined);
  assert.equal(await gone.kube.daemonSet(target, 'kube-system', 'cilium'), undefined);
});

test('a kubeconfig is fetched once in five minutes, however many ask at once', async (t) => {
  const { kube, clock, fetched } = await kubeOver(t, answerWith(200, { gitVersion: 'v1' }));
  await Promise.all([kube.version(target), kube.version(target), kube.kubeconfig(target)]);
  clock.move(5 * 60_000 - 1);
  await kube.version(target);
  assert.equal(fetched(), 1);
  clock.move(1);
  await kube.version(target);
  assert.equal(fetched(), 2);
  await kube.version({ ...target, clusterId: 'cls_2' });
  assert.equal(fetched(), 3, 'a cluster made again under its name is another');
});

test('a refused credential is forgotten', async (t) => {
  let status = 401;
  const { kube, fetched } = await kubeOver(t, (_request, response) => {
    response.writeHead(status).end(JSON.stringify({ gitVersion: 'v1' }));
  });
  assert.equal((await problemOf(kube.version(target))).problem.code, 'cluster-unreachable');
  status = 200;
  assert.equal(await kube.version(target), 'v1');
  assert.equal(fetched(), 2);
});

test('a credential that leads nowhere is asked for anew, at most every ten seconds', async (t) => {
  const { kube, clock, fetched } = await kubeOver(t, answerWith(404, { code: 404 }));
  const look = async (passedMs: number) => {
    clock.move(passedMs);
    await problemOf(kube.version(target));
    return fetched();
  };
  assert.deepEqual([await look(0), await look(9_999), await look(1)], [1, 1, 1]);
  assert.deepEqual([await look(0), await look(9_999)], [2, 2], 'the cluster may have been made anew');
});

test('a kubeconfig that could not be fetched is asked for again', async (t) => {
  let failing = true;
  const { kube } = await kubeOver(t, answerWith(200, {}), {
    kubeconfig: async () => {
      if (failing) throw new Error('not now');
      return kubeconfigOf({ server: 'http://127.0.0.1:1' }, { token: 'x' });
    },
  });
  await assert.rejects(kube.kubeconfig(target), /not now/);
  failing = false;
  assert.match(await kube.kubeconfig(target), /127/);
});

test('only so many clusters are held', async (t) => {
  const { kube, fetched } = await kubeOver(t, answerWith(200, { gitVersion: 'v1' }), { mostClusters: 2 });
  for (const clusterId of ['a', 'b', 'a', 'c', 'a']) await kube.version({ ...target, clusterId });
  assert.equal(fetched(), 3, 'the one used last stays');
  await kube.version({ ...target, clusterId: 'b' });
  assert.equal(fetched(), 4);
});

test('every way of not answering is cluster-unreachable, and tells no secret', async (t) => {
  const hang: RequestListener = () => undefined;
  const cut: RequestListener = (_request, response) => response.destroy();
  const half: RequestListener = (_request, response) =>
    response.writeHead(200, { 'content-length': '99' }).end('{', () => response.destroy());
  for (const listener of [
    answerWith(503, {}),
    answerWith(500, {}),
    answerWith(429, {}),
    answerWith(403, {}),
    hang,
    cut,
    half,
  ]) {
    const { kube } = await kubeOver(t, listener, { timeoutMs: 100 });
    const error = await problemOf(kube.nodes(target));
    assert.equal(error.problem.code, 'cluster-unreachable');
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /SECRET/);
  }
});

test('nobody listening, and no such name, are cluster-unreachable', async (t) => {
  for (const server of ['https://127.0.0.1:9', 'https://demo.invalid']) {
    const kubeconfig = async () => kubeconfigOf({ server }, { token: 'SECRET-TOKEN' });
    const { kube } = await kubeOver(t, answerWith(200, {}), { kubeconfig });
    const error = await problemOf(kube.version(target));
    assert.equal(error.problem.code, 'cluster-unreachable');
    assert.match(error.problem.detail, /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/);
  }
});

test('the CA of the kubeconfig is the one trusted, and the client certificate is shown', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-kube-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const tls = await loadTls(folder, join(folder, 'ca.pem'), ['127.0.0.1']);
  const shown: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    shown.push((request.socket as TLSSocket).getPeerCertificate().subject?.O);
    response.end(JSON.stringify({ gitVersion: 'v1' }));
  };
  const server = await serve(t, listener, {
    key: tls.keyPem,
    cert: tls.certPem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const user = { 'client-certificate-data': base64(tls.certPem), 'client-key-data': base64(tls.keyPem) };

  const trusting = async () => kubeconfigOf({ server, 'certificate-authority-data': base64(tls.caPem) }, user);
  assert.equal(await (await kubeOver(t, listener, { kubeconfig: trusting })).kube.version(target), 'v1');
  assert.deepEqual(shown, ['Slipway sandbox']);

  const without = async () => kubeconfigOf({ server }, user);
  const { problem } = await problemOf((await kubeOver(t, listener, { kubeconfig: without })).kube.version(target));
  assert.match(problem.detail, /UNABLE_TO|SELF_SIGNED/);
});

test('a kubeconfig that cannot be used says why, without itself', async (t) => {
  const user = { username: 'admin', password: 'SECRET' };
  for (const text of [
    '{"token": "SECRET',
    '',
    kubeconfigOf({ server: 'https://127.0.0.1' }, user),
    kubeconfigOf({}, { token: 'SECRET' }),
  ]) {
    const { kube } = await kubeOver(t, answerWith(200, {}), { kubeconfig: async () => text });
    const error = await problemOf(kube.version(target));
    assert.match(error.problem.detail, /cannot be used/);
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /SECRET/);
  }
});
