import assert from 'node:assert/strict';
import test from 'node:test';
import { type Api, bearer, otherTenant, startApi } from '../fakes/http-fakes.ts';
import { sampleDelivery, sampleEndpoint, sampleEvent } from '../fakes/webhook-samples.ts';
import { firstOrder } from '../fakes/world.ts';

const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;

test('a key is taken as a bearer token, as X-API-Key and as the password of Basic', async (t) => {
  const { call } = await startApi(t);
  for (const header of [
    bearer,
    { authorization: 'bearer key-a' },
    { 'x-api-key': 'key-a' },
    { authorization: basic('anybody', 'key-a') },
    { authorization: basic('', 'key-a') },
  ]) {
    assert.equal((await call.get('/v1/jobs').set(header)).status, 200, JSON.stringify(header));
  }
});

test('row 36: every way to lack a key has the same answer, which says how to send one', async (t) => {
  const { call } = await startApi(t);
  const answers = [];
  for (const header of [
    {},
    { authorization: 'Bearer nobody' },
    { authorization: 'Bearer' },
    { authorization: 'Digest key-a' },
    { authorization: basic('key-a', '') },
    { 'x-api-key': '' },
    { 'x-api-key': 'k'.repeat(5_000) },
  ]) {
    const answer = await call.get('/v1/jobs').set(header);
    assert.equal(answer.status, 401, JSON.stringify(header));
    assert.match(answer.headers['www-authenticate'] ?? '', /Bearer/);
    const { instance: _, requestId: __, ...body } = answer.body;
    answers.push(body);
  }
  assert.equal(new Set(answers.map((body) => JSON.stringify(body))).size, 1);
});

test('row 36: two credentials are refused, even if both are good', async (t) => {
  const { call } = await startApi(t);
  const answer = await call.get('/v1/jobs').set({ ...bearer, 'x-api-key': 'key-a' });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.code, 'invalid-header');
});

test('the body of a caller without a key is not read', async (t) => {
  const { call } = await startApi(t);
  assert.equal((await call.post('/v1/clusters').type('json').send('no json')).status, 401);
});

/** Every call that needs a scope, on resources of team-a. */
async function everyCall({ call, webhooks }: Api) {
  const endpoint = sampleEndpoint();
  await webhooks.createEndpoint(endpoint, 100);
  const { body: job } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  const cluster = `/v1/clusters/${job.clusterId}`;
  const hook = `/v1/webhook-endpoints/${endpoint.endpoint.id}`;
  return [
    { method: 'post', path: '/v1/clusters', scope: 'clusters:write', list: true },
    { method: 'get', path: '/v1/clusters', scope: 'clusters:read', list: true },
    { method: 'get', path: cluster, scope: 'clusters:read' },
    { method: 'get', path: `${cluster}/nodes`, scope: 'clusters:read' },
    { method: 'post', path: `${cluster}/credentials`, scope: 'clusters:credentials' },
    { method: 'delete', path: cluster, scope: 'clusters:delete' },
    { method: 'get', path: '/v1/jobs', scope: 'jobs:read', list: true },
    { method: 'get', path: `/v1/jobs/${job.id}`, scope: 'jobs:read' },
    { method: 'get', path: `/v1/jobs/${job.id}/events`, scope: 'jobs:read' },
    { method: 'post', path: `/v1/jobs/${job.id}/cancel`, scope: 'jobs:write' },
    { method: 'post', path: '/v1/webhook-endpoints', scope: 'webhooks:write', list: true },
    { method: 'get', path: '/v1/webhook-endpoints', scope: 'webhooks:read', list: true },
    { method: 'get', path: hook, scope: 'webhooks:read' },
    { method: 'patch', path: hook, scope: 'webhooks:write', body: { status: 'disabled' } },
    { method: 'delete', path: hook, scope: 'webhooks:write' },
    { method: 'post', path: `${hook}/ping`, scope: 'webhooks:write' },
    { method: 'get', path: `${hook}/deliveries`, scope: 'webhooks:read' },
    { method: 'get', path: `${hook}/deliveries/${sampleDelivery().delivery.id}`, scope: 'webhooks:read' },
  ] as const;
}

test('row 38: every call asks for its scope', async (t) => {
  const api = await startApi(t);
  for (const { method, path, scope } of await everyCall(api)) {
    const answer = await api.call[method](path).set('authorization', 'Bearer key-nothing');
    assert.equal(answer.status, 403, `${method} ${path}`);
    assert.equal(answer.body.code, 'insufficient-scope');
    assert.equal(answer.body.requiredScope, scope);
  }
});

test("row 38: another tenant's resources are as good as none", async (t) => {
  const api = await startApi(t);
  const before = structuredClone(api.store.outbox);
  for (const each of await everyCall(api)) {
    if ('list' in each) continue;
    const request = api.call[each.method](each.path).set(otherTenant);
    const answer = await ('body' in each ? request.send(each.body) : request);
    assert.equal(answer.status, 404, `${each.method} ${each.path}`);
    assert.equal(answer.body.code, 'not-found');
  }
  assert.equal(api.store.outbox.length, before.length + 1, 'nothing but the order itself happened');
  for (const path of ['/v1/clusters', '/v1/jobs', '/v1/webhook-endpoints']) {
    assert.deepEqual((await api.call.get(path).set(otherTenant)).body, { items: [] }, path);
  }
});

test('a caller finds its own delivery, and only under its own endpoint', async (t) => {
  const { call, webhooks, world } = await startApi(t);
  const endpoint = sampleEndpoint();
  const other = sampleEndpoint();
  await webhooks.createEndpoint(endpoint, 100);
  await webhooks.createEndpoint(other, 100);
  const event = sampleEvent();
  await webhooks.putEvent('team-a', event, world.clock.now());
  const delivery = sampleDelivery({ endpointId: endpoint.endpoint.id, eventId: event.id });
  await webhooks.fanOut(delivery.delivery.eventId, [delivery], world.clock.now());
  const path = (id: string) => `/v1/webhook-endpoints/${id}/deliveries/${delivery.delivery.id}`;
  assert.equal((await call.get(path(endpoint.endpoint.id)).set(bearer)).body.id, delivery.delivery.id);
  assert.equal((await call.get(path(other.endpoint.id)).set(bearer)).status, 404);
});
