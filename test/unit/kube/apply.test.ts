import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createKube } from '../../../src/adapters/kube/kube.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { kubeconfigOf, serve, stoppedClock } from './support.ts';

const pullSecret = '{"auths":{"mirror.example":{"auth":"c2VjcmV0"}}}';

interface Seen {
  method: string;
  path: string;
  type: string;
  body: { kind?: string; data?: Record<string, string>; metadata?: { name?: string } };
}

/** An API server that remembers what it is asked, and answers what the test says. */
async function setting(t: TestContext, answer: (seen: Seen) => [status: number, body: unknown]) {
  const all: Seen[] = [];
  const url = await serve(t, async (request, response) => {
    const text = await read(request);
    const seen: Seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      type: request.headers['content-type'] ?? '',
      body: text ? JSON.parse(text) : {},
    };
    all.push(seen);
    const [status, body] = answer(seen);
    response.writeHead(status).end(JSON.stringify(body));
  });
  const kube = createKube({
    clock: stoppedClock(),
    pullSecret,
    token: async () => 'x',
    kubeconfig: async () => kubeconfigOf({ server: url }, { token: 'x' }),
  });
  t.after(() => kube.close());
  return { kube, all };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const definition = (name: string) => ({ kind: 'CustomResourceDefinition', metadata: { name } });
const served = { status: { conditions: [{ type: 'Established', status: 'True' }] } };

test('definitions are applied on the server, and those are named that are not served yet', async (t) => {
  const { kube, all } = await setting(t, ({ body }) => [
    200,
    { metadata: body.metadata, ...(body.metadata?.name === 'a.x' ? served : {}) },
  ]);
  assert.deepEqual(await kube.applyDefinitions(target, [definition('a.x'), definition('b.x')]), ['b.x']);
  assert.deepEqual(
    all.map(({ method, path, type }) => [method, path, type]),
    ['a.x', 'b.x'].map((name) => [
      'PATCH',
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}?fieldManager=slipway&force=true`,
      'application/apply-patch+yaml',
    ]),
  );
});

test('the pull secret is put into its namespace, which is made first', async (t) => {
  const { kube, all } = await setting(t, () => [201, {}]);
  await kube.putPullSecret(target, 'tigera-operator', 'slipway-pull');
  assert.deepEqual(
    all.map(({ body, path }) => [body.kind, path.split('?')[0]]),
    [
      ['Namespace', '/api/v1/namespaces/tigera-operator'],
      ['Secret', '/api/v1/namespaces/tigera-operator/secrets/slipway-pull'],
    ],
  );
  const data = all[1]?.body.data?.['.dockerconfigjson'] ?? '';
  assert.equal(Buffer.from(data, 'base64').toString(), pullSecret);
});

test('what the API server refuses for what it is fails the step, and nothing of it is quoted', async (t) => {
  const { kube } = await setting(t, ({ body }) => [
    body.kind === 'Namespace' ? 200 : 422,
    { kind: 'Status', message: `no: ${pullSecret}` },
  ]);
  const { problem } = await problemOf(kube.putPullSecret(target, 'kube-system', 'slipway-pull'));
  assert.equal(problem.code, 'cni-install-failed');
  assert.match(problem.detail, /secrets\/slipway-pull \(422\)/);
  assert.doesNotMatch(JSON.stringify(problem), /c2VjcmV0|mirror\.example/);
});

test('an API server that is busy is waited for', async (t) => {
  const { kube } = await setting(t, () => [503, {}]);
  const { problem } = await problemOf(kube.applyDefinitions(target, [definition('a.x')]));
  assert.equal(problem.code, 'cluster-unreachable');
});

test('the status of a custom resource is read, and a kind that is not there is no fault', async (t) => {
  const { kube, all } = await setting(t, ({ path }) =>
    path.endsWith('/calico') ? [200, { status: { phase: 'x' } }] : [404, {}],
  );
  const one = { apiVersion: 'operator.tigera.io/v1', resource: 'tigerastatuses', name: 'calico' };
  assert.deepEqual(await kube.customStatus(target, one), { phase: 'x' });
  assert.equal(await kube.customStatus(target, { ...one, name: 'other', namespace: 'a' }), undefined);
  assert.deepEqual(
    all.map(({ path }) => path),
    [
      '/apis/operator.tigera.io/v1/tigerastatuses/calico',
      '/apis/operator.tigera.io/v1/namespaces/a/tigerastatuses/other',
    ],
  );
});
