import assert from 'node:assert/strict';
import test from 'node:test';
import { type Api, bearer, otherTenant, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

async function order(api: Api, changes: object = {}, who = bearer) {
  const { body } = await api.call
    .post('/v1/clusters')
    .set(who)
    .send({ ...firstOrder, ...changes });
  return body as { id: string; clusterId: string };
}

test('a job says when to ask again until it has ended', async (t) => {
  const api = await startApi(t, { timing: { retryAfterNotStarted: 1, retryAfterRunning: 2 } });
  const { id } = await order(api);
  const ask = () => api.call.get(`/v1/jobs/${id}`).set(bearer);
  assert.equal((await ask()).headers['retry-after'], '1');
  await api.world.drain(undefined, async () => (await api.world.read(id)).record.job.status === 'Running');
  assert.equal((await ask()).headers['retry-after'], '2');
  await api.world.drain();
  const ended = await ask();
  assert.equal(ended.body.status, 'Succeeded');
  assert.equal(ended.headers['retry-after'], undefined);
  assert.equal(ended.body.resourceLocation, ended.body.links.cluster);
});

test('a poll with the current tag costs 304, and still says when to ask again', async (t) => {
  const api = await startApi(t);
  const { id } = await order(api);
  const { headers } = await api.call.get(`/v1/jobs/${id}`).set(bearer);
  const again = await api.call
    .get(`/v1/jobs/${id}`)
    .set(bearer)
    .set('if-none-match', headers['etag'] ?? '');
  assert.equal(again.status, 304);
  assert.equal(again.headers['retry-after'], '5');
});

test('jobs are filtered by status, operation, cluster and ticket', async (t) => {
  const api = await startApi(t);
  const first = await order(api, { ticket: { system: 'servicenow', id: 'CHG0030015' } });
  await api.world.drain();
  const second = await order(api, { name: 'green' });
  const ids = async (query: string) => {
    const { body } = await api.call.get(`/v1/jobs?${query}`).set(bearer);
    return body.items.map(({ id }: { id: string }) => id);
  };
  assert.deepEqual(await ids(''), [second.id, first.id]);
  assert.deepEqual(await ids('status=Succeeded'), [first.id]);
  assert.deepEqual(await ids('operation=cluster.delete'), []);
  assert.deepEqual(await ids(`cluster=${second.clusterId}`), [second.id]);
  assert.deepEqual(await ids('ticket=CHG0030015'), [first.id]);
  assert.deepEqual(await ids('ticket=servicenow:CHG0030015'), [first.id]);
  assert.deepEqual(await ids('ticket=jira:CHG0030015'), []);
});

test('pages follow each other by cursor and by Link, and the last one has neither', async (t) => {
  const api = await startApi(t);
  for (const name of ['a', 'b', 'c']) await order(api, { name });
  const first = await api.call.get('/v1/jobs?limit=2&status=NotStarted').set(bearer);
  assert.equal(first.body.items.length, 2);
  const link = /^<https:\/\/slipway\.example(.+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1] ?? '';
  assert.equal(new URLSearchParams(link.split('?')[1]).get('cursor'), first.body.nextCursor);
  const second = await api.call.get(link).set(bearer);
  assert.equal(second.body.items.length, 1);
  assert.equal(second.body.nextCursor, undefined);
  assert.equal(second.headers['link'], undefined);
});

test('row 26: a cursor continues only the list that gave it', async (t) => {
  const api = await startApi(t);
  for (const name of ['a', 'b']) await order(api, { name });
  for (const name of ['a', 'b']) await order(api, { name }, otherTenant);
  const page = await api.call.get('/v1/jobs?limit=1&status=NotStarted').set(bearer);
  const cursor: string = page.body.nextCursor;
  const altered = cursor.slice(0, -2) + (cursor.endsWith('AA') ? 'BB' : 'AA');
  for (const [what, who, query] of [
    ['another tenant', otherTenant, `/v1/jobs?status=NotStarted&cursor=${cursor}`],
    ['another filter', bearer, `/v1/jobs?status=Running&cursor=${cursor}`],
    ['no filter', bearer, `/v1/jobs?cursor=${cursor}`],
    ['another list', bearer, `/v1/clusters?cursor=${cursor}`],
    ['an altered one', bearer, `/v1/jobs?status=NotStarted&cursor=${altered}`],
    ['an empty one', bearer, '/v1/jobs?status=NotStarted&cursor='],
  ] as const) {
    const answer = await api.call.get(query).set(who);
    assert.equal(answer.status, 400, what);
    assert.equal(answer.body.code, 'invalid-parameter');
    assert.equal(answer.body.errors[0].parameter, 'cursor');
  }
});

test('the events of a job are listed, oldest first', async (t) => {
  const api = await startApi(t);
  const { id } = await order(api);
  await api.world.drain();
  const { body } = await api.call.get(`/v1/jobs/${id}/events`).set(bearer);
  const types = body.items.map(({ type }: { type: string }) => type);
  assert.equal(types[0], 'job.accepted');
  assert.ok(types.includes('job.succeeded'));
});

test('a cancel is asked for with 202, is seen on the job, and answers 200 once the job is canceled', async (t) => {
  const api = await startApi(t);
  const { id } = await order(api);
  const asked = await api.call.post(`/v1/jobs/${id}/cancel`).set(bearer);
  assert.equal(asked.status, 202);
  assert.equal(asked.headers['operation-location'], `https://slipway.example/v1/jobs/${id}`);
  assert.ok(asked.body.cancelRequestedAt);
  await api.world.drain();
  const again = await api.call.post(`/v1/jobs/${id}/cancel`).set(bearer);
  assert.equal(again.status, 200);
  assert.equal(again.body.status, 'Canceled');
});

test('a job that has ended well cannot be canceled', async (t) => {
  const api = await startApi(t);
  const { id } = await order(api);
  await api.world.drain();
  const answer = await api.call.post(`/v1/jobs/${id}/cancel`).set(bearer);
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'invalid-state');
});
