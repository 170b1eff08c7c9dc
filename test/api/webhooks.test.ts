import assert from 'node:assert/strict';
import test from 'node:test';
import { type Api, bearer, forbiddenUrl, startApi } from '../fakes/http-fakes.ts';
import { sampleDelivery, sampleEvent } from '../fakes/webhook-samples.ts';

const wanted = { url: 'https://hooks.example.com/slipway', events: ['job.*'] };

async function subscribe({ call }: Api) {
  return call.post('/v1/webhook-endpoints').set(bearer).send(wanted);
}

test('an endpoint is made with its secret, which is shown this once', async (t) => {
  const api = await startApi(t);
  const made = await subscribe(api);
  assert.equal(made.status, 201);
  assert.match(made.body.secret, /^whsec_/);
  assert.equal(made.headers['location'], `https://slipway.example/v1/webhook-endpoints/${made.body.id}`);
  const { secret, ...visible } = made.body;
  const read = await api.call.get(`/v1/webhook-endpoints/${made.body.id}`).set(bearer);
  assert.deepEqual(read.body, visible);
  const list = await api.call.get('/v1/webhook-endpoints').set(bearer);
  assert.deepEqual(list.body, { items: [visible] });
  assert.doesNotMatch(read.text + list.text, new RegExp(secret.slice(6)));
});

test('an endpoint is changed only at the version that If-Match names', async (t) => {
  const api = await startApi(t);
  const { body } = await subscribe(api);
  const path = `/v1/webhook-endpoints/${body.id}`;
  const first = (await api.call.get(path).set(bearer)).headers['etag'] ?? '';
  const changed = await api.call.patch(path).set(bearer).set('if-match', first).send({ description: 'ours' });
  assert.equal(changed.status, 200);
  assert.equal(changed.body.description, 'ours');
  assert.equal((await api.call.get(path).set(bearer)).headers['etag'], changed.headers['etag']);
  const stale = await api.call.patch(path).set(bearer).set('if-match', first).send({ description: 'theirs' });
  assert.equal(stale.status, 412);
  assert.equal((await api.call.delete(path).set(bearer).set('if-match', first)).status, 412);
  assert.equal(
    (
      await api.call
        .get(path)
        .set(bearer)
        .set('if-none-match', changed.headers['etag'] ?? '')
    ).status,
    304,
  );
  assert.equal((await api.call.delete(path).set(bearer)).status, 204);
  assert.equal((await api.call.get(path).set(bearer)).status, 404);
  assert.equal((await api.call.delete(path).set(bearer)).status, 404);
});

test('a change is held to the same rules as a new endpoint', async (t) => {
  const api = await startApi(t);
  const { body } = await subscribe(api);
  const path = `/v1/webhook-endpoints/${body.id}`;
  for (const [change, status, code] of [
    [{ url: forbiddenUrl }, 422, 'url-not-allowed'],
    [{ events: ['nothing'] }, 422, 'validation-failed'],
    [{ events: [] }, 400, 'invalid-request'],
    [{ secret: 'mine' }, 400, 'invalid-request'],
    [{ status: 'asleep' }, 400, 'invalid-request'],
    [{}, 400, 'invalid-request'],
  ] as const) {
    const answer = await api.call.patch(path).set(bearer).send(change);
    assert.equal(answer.status, status, JSON.stringify(change));
    assert.equal(answer.body.code, code);
  }
});

test('a ping tells what came of it', async (t) => {
  const api = await startApi(t);
  const { body } = await subscribe(api);
  const answer = await api.call.post(`/v1/webhook-endpoints/${body.id}/ping`).set(bearer);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { delivered: true, durationMs: 12, status: 204 });
});

test('deliveries are listed page by page, without the bytes that were sent', async (t) => {
  const api = await startApi(t);
  const { body } = await subscribe(api);
  for (let count = 0; count < 3; count += 1) {
    const event = sampleEvent();
    await api.webhooks.putEvent('team-a', event, 0);
    await api.webhooks.fanOut(event.id, [sampleDelivery({ endpointId: body.id, eventId: event.id })], 0);
  }
  const path = `/v1/webhook-endpoints/${body.id}/deliveries`;
  const first = await api.call.get(`${path}?limit=2`).set(bearer);
  assert.equal(first.body.items.length, 2);
  assert.equal(first.body.items[0].body, undefined);
  const second = await api.call.get(`${path}?cursor=${first.body.nextCursor}`).set(bearer);
  assert.equal(second.body.items.length, 1);
});
