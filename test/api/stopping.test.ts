import assert from 'node:assert/strict';
import test from 'node:test';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

test('an API that was told to stop says that it is not ready, and serves on', async (t) => {
  const stop = new AbortController();
  const { call } = await startApi(t, { stopping: stop.signal });
  assert.equal((await call.get('/readyz')).status, 200);
  stop.abort();
  const answer = await call.get('/readyz');
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.body.checks.process, { ok: false, detail: 'The process is stopping' });
  assert.equal((await call.get('/healthz')).status, 200, 'a restart would not help');
  assert.equal((await call.post('/v1/clusters').set(bearer).send(firstOrder)).status, 202);
});

test('its answers end their connections, problems too; before, connections are kept', async (t) => {
  const stop = new AbortController();
  const { app } = await startApi(t, { stopping: stop.signal });
  const ask = async (path: string, headers = {}) => {
    const answer = await fetch(`${app.listeningOrigin}${path}`, { headers });
    await answer.arrayBuffer();
    return [answer.status, answer.headers.get('connection')];
  };
  const connections = async () => [await ask('/v1/jobs', bearer), await ask('/v1/jobs'), await ask('/nowhere')];
  for (const [, connection] of await connections()) assert.notEqual(connection, 'close');
  stop.abort();
  assert.deepEqual(await connections(), [
    [200, 'close'],
    [401, 'close'],
    [404, 'close'],
  ]);
});

test('who waits for a job is answered at once with its present state', async (t) => {
  const stop = new AbortController();
  const { call, store } = await startApi(t, { stopping: stop.signal });
  const { body } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  const { job } = store;
  store.job = async (...args) => {
    setImmediate(() => stop.abort());
    return job(...args);
  };
  const answer = await call.get(`/v1/jobs/${body.id}`).set({ ...bearer, prefer: 'wait=20' });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.status, 'NotStarted');
  assert.equal(answer.headers['connection'], 'close');
});
