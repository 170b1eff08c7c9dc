import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { bearer, otherTenant, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

const newer = { plugin: 'cilium', version: '1.20.1' };

/** A cluster that is made, with this CNI and order. */
async function standing(t: TestContext, order: object = {}) {
  const api = await startApi(t);
  const { body } = await api.call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, ...order });
  await api.world.drain();
  const path = `/v1/clusters/${body.clusterId}`;
  const post = (cni: object, headers: Record<string, string> = {}) =>
    api.call
      .post(`${path}/cni`)
      .set({ ...bearer, ...headers })
      .send(cni);
  return { ...api, path, post, clusterId: String(body.clusterId) };
}

test('a change of the CNI is answered like an order, and found under its kind', async (t) => {
  const { call, post, world, clusterId } = await standing(t);
  const answer = await post(newer);
  assert.equal(answer.status, 202, answer.text);
  assert.deepEqual([answer.body.operation, answer.body.status], ['cluster.change-cni', 'NotStarted']);
  assert.deepEqual(answer.body.input, { clusterId, cni: newer });
  assert.equal(answer.headers['operation-location'], answer.body.links.self);
  await world.drain();
  const { body } = await call.get('/v1/jobs?operation=cluster.change-cni').set(bearer);
  assert.deepEqual(
    body.items.map(({ id, status }: { id: string; status: string }) => [id, status]),
    [[answer.body.id, 'Succeeded']],
  );
  assert.equal(body.items[0].resourceLocation, body.items[0].links.cluster);
});

test('every fault of the body is told at once, by places in the body', async (t) => {
  const { post } = await standing(t);
  const shape = await post({ plugin: 'cilium', version: 7, surprise: true });
  assert.equal(shape.status, 400);
  assert.deepEqual(shape.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(), [
    '/surprise',
    '/version',
  ]);
  const rules = await post({ plugin: 'cilium', values: { aksbyocni: { enabled: false } } });
  assert.equal(rules.status, 422);
  assert.deepEqual(
    rules.body.errors.map(({ pointer, code }: { pointer?: string; code: string }) => [pointer, code])[0],
    ['/values/aksbyocni/enabled', 'conflicting-value'],
  );
  const unusable = await post({ plugin: 'flannel' });
  assert.deepEqual([unusable.body.errors[0].pointer, unusable.body.errors[0].code], ['/plugin', 'cni-refused']);
  assert.equal((await post({})).body.errors[0].pointer, '/plugin');
});

test('another plug-in is refused, with the ways there are', async (t) => {
  const { post } = await standing(t);
  const { status, body } = await post({ plugin: 'external' });
  assert.deepEqual([status, body.code, body.retryable], [409, 'cni-migration-refused', 'never']);
  assert.match(body.remedy, /move the workloads/);
});

test('the same key answers with the first job, also when it would be refused by now', async (t) => {
  const { post, world } = await standing(t);
  const first = await post(newer, { 'idempotency-key': 'CVE-1' });
  const second = await post(newer, { 'idempotency-key': 'CVE-1' });
  assert.deepEqual([second.status, second.body.id], [202, first.body.id]);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal((await post({ plugin: 'cilium' }, { 'idempotency-key': 'CVE-1' })).body.code, 'idempotency-key-reused');
  const busy = await post(newer);
  assert.deepEqual([busy.status, busy.body.code], [409, 'operation-in-progress']);
  assert.equal(busy.body.activeJob, first.body.links.self);
  assert.ok(busy.headers['retry-after']);
  await world.drain();
  assert.notEqual((await post(newer)).body.id, first.body.id, 'without a key it is a repair');
});

test('If-Match holds it to the version that was read', async (t) => {
  const { call, path, post } = await standing(t);
  const { headers } = await call.get(path).set(bearer);
  await call
    .patch(path)
    .set(bearer)
    .send({ labels: { a: 'b' } });
  assert.equal((await post(newer, { 'if-match': headers['etag'] ?? '' })).status, 412);
  const { headers: now } = await call.get(path).set(bearer);
  assert.equal((await post(newer, { 'if-match': now['etag'] ?? '' })).status, 202);
});

test('it needs clusters:write and a cluster of one’s own that stands; deletion protection is no hindrance', async (t) => {
  const { call, path, post, world } = await standing(t, { deletionProtection: true });
  assert.equal((await post(newer, { authorization: 'Bearer key-nothing' })).status, 403);
  assert.equal((await post(newer, otherTenant)).status, 404);
  assert.equal((await post(newer)).status, 202);
  await world.drain();
  await call.patch(path).set(bearer).send({ deletionProtection: false });
  await call.delete(path).set(bearer).expect(202);
  assert.equal((await post(newer)).body.code, 'invalid-state');
  await world.drain();
  assert.equal((await post(newer)).status, 410);
});

test('of a create at work it is refused, naming the job; of one that has not ended well, naming the retry', async (t) => {
  const api = await startApi(t);
  api.world.cloud.endings.push('Failed');
  const { body } = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
  const change = () => api.call.post(`/v1/clusters/${body.clusterId}/cni`).set(bearer).send(newer);
  const { body: early } = await change();
  assert.deepEqual([early.code, early.activeJob], ['operation-in-progress', body.links.self]);
  await api.world.drain();
  const { body: refused } = await change();
  assert.deepEqual([refused.code, /retry it/.test(refused.detail)], ['invalid-state', true]);
});

test('a full store refuses it as it refuses orders', async (t) => {
  const { clusterId, world, deps } = await standing(t);
  assert.ok(deps.changeCni);
  const { changeCni } = await import('../../src/usecases/change-cni.ts');
  const full = changeCni({ ...world.useCaseDeps(), intake: { state: () => 'full' } });
  const principal = { id: 'key:test', tenant: 'team-a', scopes: [] };
  await assert.rejects(full(principal, clusterId, newer), /nearly full/);
});
