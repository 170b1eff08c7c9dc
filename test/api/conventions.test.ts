import assert from 'node:assert/strict';
import test from 'node:test';
import { problemCatalogue } from '../../src/model/problem-catalogue.ts';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

test('every answer carries a request id of ours, forbids storing and tells the version', async (t) => {
  const { call } = await startApi(t);
  const seen = new Set<string>();
  for (const path of ['/v1/jobs', '/healthz', '/nowhere', '/v1/jobs/%zz', '/openapi.json']) {
    const { headers } = await call.get(path).set('x-request-id', 'mine');
    assert.match(headers['x-request-id'] ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, path);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['slipway-version'], '9.9.9');
    seen.add(headers['x-request-id'] ?? '');
  }
  assert.equal(seen.size, 5);
});

test('links begin with the public URL, whatever the Host header says', async (t) => {
  const { call } = await startApi(t);
  const answer = await call.post('/v1/clusters').set(bearer).set('host', 'evil.example').send(firstOrder);
  assert.match(answer.headers['operation-location'] ?? '', /^https:\/\/slipway\.example\/v1\/jobs\/job_/);
  assert.doesNotMatch(answer.text, /evil/);
});

test('row 3: an empty JSON body is as good as none where none is due', async (t) => {
  const { call } = await startApi(t);
  const { body: job } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  const json = { ...bearer, 'content-type': 'application/json' };
  assert.equal((await call.post(`/v1/jobs/${job.id}/cancel`).set(json)).status, 202);
  assert.equal((await call.post(`/v1/jobs/${job.id}/cancel`).set(json).send({})).status, 202);
  assert.equal((await call.delete(`/v1/clusters/${job.clusterId}`).set(json)).status, 202);
  assert.equal(
    (await call.post(`/v1/jobs/${job.id}/cancel`).set(bearer).send({ why: 'x' })).body.code,
    'invalid-request',
  );
});

test('row 18: a byte order mark before the JSON is no fault', async (t) => {
  const { call } = await startApi(t);
  const bytes = Buffer.from(`\ufeff${JSON.stringify(firstOrder)}`);
  const request = call
    .post('/v1/clusters')
    .set(bearer)
    .type('application/json')
    .serialize((body) => body);
  assert.equal((await request.send(bytes)).status, 202);
});

test('row 25: a limit that is too large is served as the largest', async (t) => {
  const { call } = await startApi(t);
  assert.equal((await call.get('/v1/jobs?limit=9999').set(bearer)).status, 200);
});

test('a path that exists answers other methods with 405 and the ones it has', async (t) => {
  const { call } = await startApi(t);
  const answer = await call.put('/v1/clusters').set(bearer).type('json').send('no json');
  assert.equal(answer.status, 405);
  assert.equal(answer.headers['allow'], 'GET, HEAD, POST');
  assert.equal(answer.body.code, 'method-not-allowed');
  assert.equal((await call.options('/v1/jobs')).headers['allow'], 'GET, HEAD');
  assert.equal((await call.post('/healthz')).status, 405);
});

test('HEAD answers as GET, without the body', async (t) => {
  const { call } = await startApi(t);
  const answer = await call.head('/v1/jobs').set(bearer);
  assert.equal(answer.status, 200);
  assert.equal(answer.text, undefined);
});

test('a path that does not exist answers 404 with a problem', async (t) => {
  const { call } = await startApi(t);
  const answer = await call.get('/v2/clusters').set(bearer);
  assert.equal(answer.status, 404);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
});

test('every media type range that covers JSON is accepted', async (t) => {
  const { call } = await startApi(t);
  for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.5', 'application/problem+json']) {
    assert.equal((await call.get('/v1/jobs').set(bearer).set('accept', accept)).status, 200, accept);
  }
  assert.equal((await call.get('/v1/jobs').set(bearer).set('accept', 'application/json;q=0')).status, 406);
});

test('an order with many faults is told all of them at once, each at its place', async (t) => {
  const { call } = await startApi(t);
  const answer = await call
    .post('/v1/clusters')
    .set(bearer)
    .send({
      ...firstOrder,
      name: 'Team_A!',
      nodeCuont: 3,
      network: { podCidr: '10.0.0.0/16' },
      cni: { plugin: 'cilium', verion: '1' },
    });
  assert.equal(answer.status, 400);
  assert.deepEqual(answer.body.errors.map((error: { pointer: string }) => error.pointer).toSorted(), [
    '/cni/verion',
    '/name',
    '/network/podCidr',
    '/network/serviceCidr',
    '/nodeCuont',
  ]);
});

test('a CNI that nobody knows is answered with the ones there are, and not with their schemas', async (t) => {
  const { call } = await startApi(t);
  const { body } = await call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, cni: { plugin: 'clico' } });
  assert.deepEqual(body.errors, [
    {
      pointer: '/cni/plugin',
      code: 'not-allowed',
      detail: '/cni/plugin must be one of "cilium", "calico", "antrea", "chart", "external".',
    },
  ]);
});

test('a CNI that is refused for a reason is answered with the reason', async (t) => {
  const { call } = await startApi(t);
  const { body } = await call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, cni: { plugin: 'flannel' } });
  assert.equal(body.code, 'validation-failed');
  assert.equal(body.errors[0].code, 'cni-refused');
});

test('faults in an order never repeat its values, which may be secret', async (t) => {
  const { call } = await startApi(t);
  const { text } = await call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, name: 'hunter2!', cni: { plugin: 'cilium', version: 'hunter2' }, tags: 'hunter2' });
  assert.doesNotMatch(text, /hunter2/);
});

test('every problem code can be looked up without a key, and kept for a while', async (t) => {
  const { call } = await startApi(t);
  const { body: all, headers } = await call.get('/problems');
  assert.equal(headers['cache-control'], 'public, max-age=3600');
  assert.deepEqual(
    all.items.map(({ code }: { code: string }) => code),
    Object.keys(problemCatalogue),
  );
  for (const entry of all.items) {
    const answer = await call.get(new URL(entry.type).pathname);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, entry);
    assert.equal(answer.headers['cache-control'], headers['cache-control']);
  }
  assert.equal((await call.get('/problems/no-such-code')).headers['cache-control'], 'no-store');
  assert.equal((await call.get('/problems/no-such-code')).status, 404);
  assert.equal((await call.get('/problems/toString')).status, 404);
});

test('the catalogues list every plug-in with its schema and every kind of event', async (t) => {
  const { call } = await startApi(t);
  const { body: plugins } = await call.get('/v1/cni-plugins').set(bearer);
  const cilium = plugins.items.find((plugin: { plugin: string }) => plugin.plugin === 'cilium');
  assert.equal(cilium.optionsSchema.properties.plugin.const, 'cilium');
  assert.ok(cilium.readiness.daemonSets.length > 0);
  const { body: types } = await call.get('/v1/event-types').set(bearer);
  assert.ok(types.items.some(({ type }: { type: string }) => type === 'job.failed'));
});

test('probes need no key, and readiness says what is away', async (t) => {
  const checks = { redis: { ok: false, detail: 'no answer' } };
  const { call } = await startApi(t, { ready: async () => ({ ok: false, checks }) });
  assert.deepEqual((await call.get('/healthz')).body, { status: 'ok' });
  const answer = await call.get('/readyz');
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.body, { status: 'unavailable', checks });
});
