import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

async function ordered(t: TestContext, more: object = {}) {
  const api = await startApi(t);
  const { body } = await api.call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, ...more });
  const path = `/v1/clusters/${body.clusterId}`;
  const patch = (changes: object, headers: Record<string, string> = {}) =>
    api.call
      .patch(path)
      .set({ ...bearer, ...headers })
      .send(changes);
  return { ...api, path, patch, clusterId: String(body.clusterId) };
}

test('an order is not protected unless it says so, and the cluster shows it', async (t) => {
  const plain = await ordered(t);
  assert.equal((await plain.call.get(plain.path).set(bearer)).body.deletionProtection, false);
  const guarded = await ordered(t, { deletionProtection: true });
  assert.equal((await guarded.call.get(guarded.path).set(bearer)).body.deletionProtection, true);
  const wrong = await guarded.call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, deletionProtection: 'yes' });
  assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/deletionProtection']);
});

test('a protected cluster answers a delete with 409 and what to do, and stays', async (t) => {
  const { call, path, patch, world } = await ordered(t, { deletionProtection: true });
  const refused = await call.delete(path).set(bearer);
  assert.deepEqual([refused.status, refused.body.code], [409, 'deletion-protected']);
  assert.match(refused.body.remedy, /PATCH .*deletionProtection/);
  await world.drain();
  assert.equal((await call.get(path).set(bearer)).body.state, 'Ready');
  assert.equal((await patch({ deletionProtection: false })).status, 200);
  assert.equal((await call.delete(path).set(bearer)).status, 202);
});

test('a patch answers with the cluster and its new ETag, in either media type', async (t) => {
  const { call, path, patch } = await ordered(t);
  for (const type of ['application/json', 'application/merge-patch+json; charset=utf-8']) {
    const { headers } = await call.get(path).set(bearer);
    const changed = await patch({ labels: { type: type.slice(0, 20) } }, { 'content-type': type });
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers['etag'], headers['etag']);
    const read = await call.get(path).set(bearer);
    assert.deepEqual([read.headers['etag'], read.body], [changed.headers['etag'], changed.body]);
  }
});

test('a patch leaves what it does not name, and null takes away', async (t) => {
  const { patch } = await ordered(t, { labels: { a: '1', b: '2' }, metadata: { note: 'x' }, deletionProtection: true });
  const merged = await patch({ labels: { a: null, c: '3' } });
  assert.deepEqual(merged.body.labels, { b: '2', c: '3' });
  assert.deepEqual([merged.body.metadata, merged.body.deletionProtection], [{ note: 'x' }, true]);
  assert.deepEqual((await patch({ metadata: null })).body.metadata, {});
});

test('a patch of an older version is refused, and changes nothing', async (t) => {
  const { call, path, patch } = await ordered(t);
  const { headers } = await call.get(path).set(bearer);
  const tag = String(headers['etag']);
  assert.equal((await patch({ labels: { a: '1' } }, { 'if-match': tag })).status, 200);
  const refused = await patch({ labels: { a: '2' } }, { 'if-match': tag });
  assert.deepEqual([refused.status, refused.body.code], [412, 'precondition-failed']);
  assert.deepEqual((await call.get(path).set(bearer)).body.labels, { a: '1' });
});

test('a patch tells all its faults at once', async (t) => {
  const { patch } = await ordered(t);
  const wrong = await patch({ deletionProtection: null, labels: { '': 'x' }, state: 'Ready', name: 'other' });
  assert.equal(wrong.status, 400);
  const pointers = wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  for (const pointer of ['/deletionProtection', '/state', '/name']) assert.ok(pointers.includes(pointer), pointer);
  assert.ok(pointers.some((pointer: string) => pointer.startsWith('/labels')));
  assert.equal((await patch({})).body.detail, 'The body must have at least 1 member.');
});

test('what a patch adds up to may not be too much', async (t) => {
  const labels = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`l${index}`, 'x']));
  const { patch } = await ordered(t, { labels, metadata: { a: 'x'.repeat(8_000) } });
  const refused = await patch({ labels: { more: 'x' }, metadata: { b: 'x'.repeat(1_000) } });
  assert.deepEqual([refused.status, refused.body.code], [422, 'validation-failed']);
  const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  assert.deepEqual(pointers, ['/labels', '/metadata']);
});

test('labels of a cluster go with the jobs that are accepted after the change', async (t) => {
  const { call, path, patch, world } = await ordered(t, { labels: { a: '1' } });
  await patch({ labels: { a: '2' } });
  const [create] = (await call.get('/v1/jobs').set(bearer)).body.items;
  assert.deepEqual(create.labels, { a: '1' });
  await world.drain();
  assert.deepEqual((await call.get(path).set(bearer)).body.labels, { a: '2' }, 'the worker has not written over it');
  assert.deepEqual((await call.delete(path).set(bearer)).body.labels, { a: '2' });
});

test('a cluster that is being deleted, or is gone, is not changed any more', async (t) => {
  const { call, path, patch, world } = await ordered(t);
  await world.drain();
  await call.delete(path).set(bearer);
  assert.deepEqual((await patch({ deletionProtection: true })).body.code, 'invalid-state');
  await world.drain();
  assert.deepEqual((await patch({ deletionProtection: true })).body.code, 'invalid-state');
});
