import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createKube } from '../../../src/adapters/kube/kube.ts';
import type { Manifest } from '../../../src/ports.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { kubeconfigOf, serve, stoppedClock } from './support.ts';

async function kubeOver(t: TestContext, listener: RequestListener) {
  const server = await serve(t, listener);
  const kubeconfig = async () => kubeconfigOf({ server }, { token: 'SECRET-TOKEN' });
  const kube = createKube({ clock: stoppedClock(), kubeconfig, token: async () => 'ENTRA-TOKEN' });
  t.after(() => kube.close());
  return kube;
}

const answer =
  (status: number, body: object = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(JSON.stringify(body));

const space: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'probe' } };
const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace: 'probe' }, spec: {} };

test('objects are posted in order to the collections of their kinds, as they are', async (t) => {
  const seen: unknown[] = [];
  const kube = await kubeOver(t, async (request, response) => {
    const { 'content-type': type } = request.headers;
    seen.push([request.method, request.url, type, JSON.parse(await text(request))]);
    response.writeHead(201).end('{}');
  });
  await kube.create(target, [space, pod]);
  assert.deepEqual(seen, [
    ['POST', '/api/v1/namespaces', 'application/json', space],
    ['POST', '/api/v1/namespaces/probe/pods', 'application/json', pod],
  ]);
});

test('what is there already stays, and the rest is made', async (t) => {
  const seen: (string | undefined)[] = [];
  const kube = await kubeOver(t, (request, response) => {
    seen.push(request.url);
    const isThere = request.url?.endsWith('/namespaces');
    response.writeHead(isThere ? 409 : 201).end(JSON.stringify({ reason: 'AlreadyExists', message: 'it exists' }));
  });
  await kube.create(target, [space, pod]);
  assert.equal(seen.length, 2);
});

test('a refusal is told in the words of the API server, cut to size', async (t) => {
  const message = `admission webhook "validation.gatekeeper.sh" denied the request: ${'x'.repeat(900)}`;
  for (const status of [400, 403, 404, 409, 422]) {
    const kube = await kubeOver(t, answer(status, { reason: 'Forbidden', message }));
    const { problem } = await problemOf(kube.create(target, [pod]));
    assert.equal(problem.code, 'cluster-refused');
    assert.match(problem.detail, /^Pod one is refused: admission webhook "validation\.gatekeeper\.sh" denied/);
    assert.ok(problem.detail.length < 600);
  }
});

test('an API server that errs while it makes something is waited for', async (t) => {
  for (const status of [429, 500, 503]) {
    const kube = await kubeOver(t, answer(status));
    assert.equal((await problemOf(kube.create(target, [pod]))).problem.code, 'cluster-unreachable');
    assert.equal((await problemOf(kube.deleteNamespace(target, 'probe'))).problem.code, 'cluster-unreachable');
  }
});

test('a pod is read by its place, its readiness and how its containers are', async (t) => {
  const items = [
    {
      metadata: { name: 'done' },
      spec: { nodeName: 'n1' },
      status: {
        phase: 'Failed',
        podIP: '10.244.0.9',
        conditions: [
          { type: 'PodScheduled', status: 'True' },
          { type: 'Ready', status: 'False', reason: 'PodFailed' },
        ],
        containerStatuses: [
          { name: 'dns', state: { terminated: { exitCode: 1, reason: 'Error', message: 'no answer' } } },
          { name: 'pod', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
        ],
      },
    },
    {
      metadata: { name: 'pulls' },
      spec: { nodeName: 'n2' },
      status: {
        containerStatuses: [{ name: 'dns', state: { waiting: { reason: 'ErrImagePull', message: 'no way' } } }],
      },
    },
    {
      metadata: { name: 'homeless' },
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'too many' }] },
    },
    {
      metadata: { name: 'up' },
      spec: { nodeName: 'n1' },
      status: {
        podIP: '10.244.0.8',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'serve', state: { running: {} } }],
      },
    },
    {
      metadata: { name: 'leaving', deletionTimestamp: '2026-11-01T00:00:00Z' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
  ];
  const kube = await kubeOver(t, answer(200, { items }));
  assert.deepEqual(await kube.pods(target, 'probe'), [
    {
      name: 'done',
      node: 'n1',
      ip: '10.244.0.9',
      ready: false,
      over: true,
      containers: [
        { name: 'dns', terminated: { exitCode: 1, reason: 'Error', message: 'no answer' } },
        { name: 'pod', terminated: { exitCode: 0, reason: 'Completed', message: '' } },
      ],
    },
    {
      name: 'pulls',
      node: 'n2',
      ready: false,
      over: false,
      containers: [{ name: 'dns', waiting: { reason: 'ErrImagePull', message: 'no way' } }],
    },
    { name: 'homeless', ready: false, over: false, unschedulable: 'too many', containers: [] },
    { name: 'up', node: 'n1', ip: '10.244.0.8', ready: true, over: false, containers: [{ name: 'serve' }] },
    { name: 'leaving', ready: false, over: false, containers: [] },
  ]);
});

test('Services and namespaces are found, and nothing where there is none', async (t) => {
  const seen: (string | undefined)[] = [];
  const kube = await kubeOver(t, (request, response) => {
    seen.push(request.url);
    if (request.url?.includes('/services/none')) return void response.writeHead(404).end('{}');
    const items = [{ metadata: { name: 'slipway-probe-1' } }];
    response.end(JSON.stringify(request.url?.includes('/services/') ? { spec: { clusterIP: '10.0.7.7' } } : { items }));
  });
  assert.equal(await kube.serviceIP(target, 'probe', 'one'), '10.0.7.7');
  assert.equal(await kube.serviceIP(target, 'probe', 'none'), undefined);
  assert.deepEqual(await kube.namespaces(target, 'slipway-probe'), ['slipway-probe-1']);
  assert.equal(seen.at(-1), '/api/v1/namespaces?labelSelector=slipway-probe');
});

test('a namespace that is gone, or going, is no fault of a delete', async (t) => {
  for (const status of [200, 202, 404, 409]) {
    const seen: unknown[] = [];
    const kube = await kubeOver(t, (request, response) => {
      seen.push([request.method, request.url]);
      response.writeHead(status).end('{}');
    });
    await kube.deleteNamespace(target, 'probe');
    assert.deepEqual(seen, [['DELETE', '/api/v1/namespaces/probe']]);
  }
});
