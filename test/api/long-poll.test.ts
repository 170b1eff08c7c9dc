import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { StoredJob } from '../../src/ports.ts';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

/** An API whose clock moves half a second with every look at a job, so that waiting takes no time. */
async function startWaiting(t: TestContext) {
  const api = await startApi(t);
  const { body } = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
  const looks: number[] = [];
  const { job } = api.store;
  let onLook: (look: number) => Promise<void> = async () => {};
  api.store.job = async (tenant, id): Promise<StoredJob | undefined> => {
    looks.push(api.world.clock.now());
    await onLook(looks.length);
    setImmediate(() => api.world.clock.advance(500));
    return job(tenant, id);
  };
  const ask = (headers: object) => api.call.get(`/v1/jobs/${body.id}`).set({ ...bearer, ...headers });
  return { ...api, id: body.id as string, looks, ask, whenLooking: (then: typeof onLook) => (onLook = then) };
}

test('a wait ends when its time is up, and says how long it was', async (t) => {
  const { ask, looks } = await startWaiting(t);
  const answer = await ask({ prefer: 'wait=3' });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.status, 'NotStarted');
  assert.equal(answer.headers['preference-applied'], 'wait=3');
  assert.equal(answer.headers['retry-after'], '5');
  assert.equal(looks.length, 7, 'twice a second, and once at the end');
});

test('a wait is never longer than 25 seconds', async (t) => {
  const { ask, looks } = await startWaiting(t);
  const answer = await ask({ prefer: 'respond-async, wait=9999' });
  assert.equal(answer.headers['preference-applied'], 'wait=25');
  assert.equal((looks.at(-1) ?? 0) - (looks[0] ?? 0), 25_000);
});

test('without a wait, or with another preference, there is one look', async (t) => {
  const { ask, looks } = await startWaiting(t);
  const answer = await ask({ prefer: 'handling=lenient' });
  assert.equal(answer.headers['preference-applied'], undefined);
  assert.equal(looks.length, 1);
});

test('a wait ends as soon as the job does', async (t) => {
  const { ask, looks, world, whenLooking } = await startWaiting(t);
  whenLooking(async (look) => {
    if (look === 3) await world.drain();
  });
  const answer = await ask({ prefer: 'wait=20' });
  assert.equal(answer.body.status, 'Succeeded');
  assert.equal(answer.headers['retry-after'], undefined);
  assert.equal(looks.length, 3);
});

test('a wait with a known tag ends at the first change', async (t) => {
  const { ask, store, id, world, whenLooking, looks } = await startWaiting(t);
  const { headers } = await ask({});
  looks.length = 0;
  whenLooking(async (look) => {
    if (look === 3) await store.signal(id, 'cancel', { by: 'key:x', at: '2026-01-01T00:00:00Z' }, world.clock.now());
  });
  const answer = await ask({ prefer: 'wait=20', 'if-none-match': headers['etag'] });
  assert.equal(answer.status, 200);
  assert.ok(answer.body.cancelRequestedAt);
  assert.equal(looks.length, 3);
});

test('a wait with a known tag and no change ends with 304', async (t) => {
  const { ask } = await startWaiting(t);
  const { headers } = await ask({});
  const answer = await ask({ prefer: 'wait=1', 'if-none-match': headers['etag'] });
  assert.equal(answer.status, 304);
});

test('a server that closes keeps nobody waiting', async (t) => {
  const { call, app, store } = await startApi(t);
  const { body } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  const looked = Promise.withResolvers<void>();
  const { job } = store;
  store.job = async (...args) => {
    looked.resolve();
    return job(...args);
  };
  const waiting = call
    .get(`/v1/jobs/${body.id}`)
    .set({ ...bearer, prefer: 'wait=20' })
    .then(({ status }) => status);
  await looked.promise;
  await app.close();
  assert.equal(await waiting, 200);
});
