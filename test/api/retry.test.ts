import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

/** An order that Azure has failed. */
async function failedOrder(t: TestContext) {
  const api = await startApi(t);
  api.world.cloud.endings.push('Failed');
  const { body } = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
  await api.world.drain();
  return { ...api, id: String(body.id), clusterId: String(body.clusterId) };
}

test('a retry is answered like an order: 202 with the new job, where to follow it and when to ask', async (t) => {
  const { call, id, clusterId } = await failedOrder(t);
  const answer = await call.post(`/v1/jobs/${id}/retry`).set(bearer);
  assert.equal(answer.status, 202);
  assert.deepEqual([answer.body.retries, answer.body.clusterId, answer.body.status], [id, clusterId, 'NotStarted']);
  assert.equal(answer.headers['operation-location'], answer.body.links.self);
  assert.equal(answer.headers['location'], answer.body.links.self);
  assert.equal(answer.headers['retry-after'], '5');
  const before = await call.get(`/v1/jobs/${id}`).set(bearer);
  assert.equal(before.body.retriedBy, answer.body.id);
  const cluster = await call.get(`/v1/clusters/${clusterId}`).set(bearer);
  assert.deepEqual([cluster.body.state, cluster.body.activeJob], ['Creating', answer.body.id]);
});

test('the same key answers with the first retry, and another job’s retry does not meet it', async (t) => {
  const { call, id, world } = await failedOrder(t);
  const again = () => call.post(`/v1/jobs/${id}/retry`).set({ ...bearer, 'idempotency-key': 'k' });
  const first = await again();
  const second = await again();
  assert.deepEqual([second.status, second.body.id], [202, first.body.id]);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  await world.drain();
  assert.equal((await again()).body.id, first.body.id, 'also when it would be refused by now');
});

test('a retry without a key, repeated, is refused and names the job that is in the way', async (t) => {
  const { call, id } = await failedOrder(t);
  const first = await call.post(`/v1/jobs/${id}/retry`).set(bearer).send({});
  const second = await call.post(`/v1/jobs/${id}/retry`).set(bearer);
  assert.deepEqual([second.status, second.body.code], [409, 'invalid-state']);
  assert.equal(second.body.lastJob, first.body.links.self);
});

test('a retry needs jobs:write, a job of one’s own, and no body', async (t) => {
  const { call, id } = await failedOrder(t);
  const bare = await call.post(`/v1/jobs/${id}/retry`).set({ authorization: 'Bearer key-nothing' });
  assert.equal(bare.status, 403);
  const other = await call.post(`/v1/jobs/${id}/retry`).set({ authorization: 'Bearer key-b' });
  assert.equal(other.status, 404);
  assert.equal((await call.post(`/v1/jobs/${id}/retry`).set(bearer).send({ a: 1 })).status, 400);
});
