import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Api, bearer, operatorKey, otherTenant, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

const everything = { what: 'acceptance', message: 'Moving house; back at noon.' };
const force = { status: 'Failed', reason: 'stuck since noon' };

interface Listed {
  items: { id: string }[];
  nextCursor?: string;
}

async function orderOf(api: Api) {
  const { body } = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
  return body as { id: string; clusterId: string };
}

describe('the routes of operators', () => {
  const calls = [
    { method: 'get', path: () => '/v1/operator/jobs', scope: 'operator:read' },
    { method: 'post', path: (job: string) => `/v1/operator/jobs/${job}/force`, scope: 'operator:write', body: force },
    { method: 'get', path: () => '/v1/operator/pauses', scope: 'operator:read' },
    { method: 'post', path: () => '/v1/operator/pauses', scope: 'operator:write', body: everything },
    { method: 'delete', path: () => `/v1/operator/pauses/pau_${'0'.repeat(32)}`, scope: 'operator:write' },
    { method: 'get', path: () => '/v1/operator/orphans', scope: 'operator:read' },
    { method: 'post', path: () => '/v1/operator/orphans/delete', scope: 'operator:write', body: { armId: '/x' } },
    { method: 'post', path: () => '/v1/operator/orphans/forget', scope: 'operator:write', body: {} },
    { method: 'post', path: () => '/v1/operator/rebuild', scope: 'operator:write', body: {} },
  ] as const;

  test('are closed to the keys of tenants, which learn nothing by asking', async (t) => {
    const api = await startApi(t);
    const { id } = await orderOf(api);
    for (const { method, path, scope, ...rest } of calls) {
      for (const key of [bearer, otherTenant]) {
        const request = api.call[method](path(id)).set(key);
        const answer = await ('body' in rest ? request.send(rest.body) : request);
        assert.equal(answer.status, 403, `${method} ${path(id)}`);
        assert.equal(answer.body.requiredScope, scope);
        assert.doesNotMatch(answer.text, new RegExp(id));
      }
    }
    assert.equal((await api.world.read(id)).record.job.status, 'NotStarted');
    assert.deepEqual((await api.call.get('/v1/operator/pauses').set(operatorKey)).body, { items: [] });
  });

  test('give an operator nothing of what belongs to a tenant beside them', async (t) => {
    const api = await startApi(t);
    const { id } = await orderOf(api);
    assert.equal((await api.call.get(`/v1/jobs/${id}`).set(operatorKey)).status, 403);
    assert.equal((await api.call.post('/v1/clusters').set(operatorKey).send(firstOrder)).status, 403);
  });
});

describe('GET /v1/operator/jobs', () => {
  test('lists what is overdue or stuck, of all tenants, with what was last seen', async (t) => {
    const api = await startApi(t);
    const { id } = await orderOf(api);
    await api.call.post('/v1/clusters').set(otherTenant).send(firstOrder);
    const list = async (query = '') => (await api.call.get(`/v1/operator/jobs${query}`).set(operatorKey)).body.items;
    assert.deepEqual(await list(), []);
    assert.equal((await list('?condition=waiting')).length, 2);
    api.world.clock.advance(60_000);
    const late = await list();
    assert.deepEqual(late.map(({ tenant }: { tenant: string }) => tenant).toSorted(), ['team-a', 'team-b']);
    const [mine] = late.filter((job: { id: string }) => job.id === id);
    assert.equal(mine.condition, 'overdue');
    assert.match(mine.reason, /no worker has taken it/);
    assert.equal(mine.step.name, 'preflight');
    assert.match(mine.cluster.armId, /managedClusters\/blue$/);
    assert.deepEqual(await list('?condition=stuck'), []);
  });

  test('turns its pages across shards, each job once', async (t) => {
    const api = await startApi(t);
    const ids: string[] = [];
    for (const key of [bearer, otherTenant]) {
      for (const name of ['one', 'two', 'three']) {
        ids.push(
          (
            await api.call
              .post('/v1/clusters')
              .set(key)
              .send({ ...firstOrder, name })
          ).body.id,
        );
      }
    }
    const seen: string[] = [];
    let path: string | undefined = '/v1/operator/jobs?condition=all&limit=2';
    while (path) {
      const { body }: { body: Listed } = await api.call.get(path).set(operatorKey);
      seen.push(...body.items.map((job) => job.id));
      path = body.nextCursor && `/v1/operator/jobs?condition=all&limit=2&cursor=${body.nextCursor}`;
    }
    assert.deepEqual(seen.toSorted(), ids.toSorted());
  });

  test('refuses a condition that there is not', async (t) => {
    const { call } = await startApi(t);
    const answer = await call.get('/v1/operator/jobs?condition=lost&page=2').set(operatorKey);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.errors.length, 2);
  });
});

describe('POST /v1/operator/jobs/{id}/force', () => {
  test('ends the job, tells its owner who did it and why, and leaves a line for the audit', async (t) => {
    const api = await startApi(t);
    const { id, clusterId } = await orderOf(api);
    const answer = await api.call.post(`/v1/operator/jobs/${id}/force`).set(operatorKey).send(force);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.status, 'Failed');
    const { body: job } = await api.call.get(`/v1/jobs/${id}`).set(bearer);
    assert.equal(job.error.code, 'forced');
    assert.match(job.error.detail, /key:operator \(stuck since noon\)/);
    assert.equal((await api.call.get(`/v1/clusters/${clusterId}`).set(bearer)).body.state, 'Failed');
    const acts = api.world.log.lines.filter(({ message }) => message === 'operator act');
    assert.deepEqual(
      acts.map(({ fields }) => fields),
      [{ act: 'force', by: 'key:operator', job: id, cluster: clusterId, tenant: 'team-a', ...force }],
    );
    const again = await api.call.post(`/v1/operator/jobs/${id}/force`).set(operatorKey).send(force);
    assert.deepEqual([again.status, again.body.code], [409, 'invalid-state']);
  });

  test('tells all that is wrong with a request at once', async (t) => {
    const api = await startApi(t);
    const { id } = await orderOf(api);
    const bad = { status: 'Succeeded', reason: '', why: 'x' };
    const answer = await api.call.post(`/v1/operator/jobs/${id}/force`).set(operatorKey).send(bad);
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.body.errors.map((error: { pointer: string }) => error.pointer).toSorted(), [
      '/reason',
      '/status',
      '/why',
    ]);
    assert.equal((await api.call.post(`/v1/operator/jobs/${id}/force`).set(operatorKey)).status, 400);
    assert.equal((await api.world.read(id)).record.job.status, 'NotStarted');
  });

  test('knows no job that there is not', async (t) => {
    const { call } = await startApi(t);
    for (const id of ['nonsense', `job_${'0'.repeat(32)}`]) {
      const answer = await call.post(`/v1/operator/jobs/${id}/force`).set(operatorKey).send(force);
      assert.deepEqual([answer.status, answer.body.code], [404, 'not-found'], id);
    }
  });
});

describe('/v1/operator/pauses', () => {
  const pause = (api: Api, order: object) => api.call.post('/v1/operator/pauses').set(operatorKey).send(order);
  const order = (api: Api, more: object = {}, headers: Record<string, string> = bearer) =>
    api.call
      .post('/v1/clusters')
      .set(headers)
      .send({ ...firstOrder, ...more });

  test('makes, lists and takes back a pause, and leaves a line of each act', async (t) => {
    const api = await startApi(t);
    const made = await pause(api, { ...everything, match: { tenant: 'team-a' } });
    assert.equal(made.status, 201);
    assert.equal(made.headers['location'], `https://slipway.example/v1/operator/pauses/${made.body.id}`);
    const { id, createdAt, ...rest } = made.body;
    assert.match(id, /^pau_[0-9a-f]{32}$/);
    assert.equal(Date.parse(createdAt), api.world.clock.now());
    assert.deepEqual(rest, { ...everything, match: { tenant: 'team-a' }, by: 'key:operator' });
    assert.deepEqual((await api.call.get('/v1/operator/pauses').set(operatorKey)).body, { items: [made.body] });
    assert.equal((await api.call.delete(`/v1/operator/pauses/${id}`).set(operatorKey)).status, 204);
    const again = await api.call.delete(`/v1/operator/pauses/${id}`).set(operatorKey);
    assert.deepEqual([again.status, again.body.code], [404, 'not-found']);
    const acts = api.world.log.lines.filter(({ message }) => message === 'operator act');
    assert.deepEqual(
      acts.map(({ fields }) => fields),
      [
        { act: 'pause', by: 'key:operator', pause: id, match: { tenant: 'team-a' }, ...everything },
        { act: 'resume', by: 'key:operator', pause: id },
      ],
    );
  });

  test('tells all that is wrong with a pause at once', async (t) => {
    const api = await startApi(t);
    const match = { kind: 'cluster.sail', tenant: 'Team A', subscription: 'mine', region: 'West Europe', zone: '1' };
    const answer = await pause(api, { what: 'lunch', match, message: ' ', until: 'noon' });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.body.errors.map((error: { pointer: string }) => error.pointer).toSorted(), [
      '/match/kind',
      '/match/region',
      '/match/subscription',
      '/match/tenant',
      '/match/zone',
      '/message',
      '/until',
      '/what',
    ]);
    assert.equal((await pause(api, { what: 'work', message: 'x'.repeat(301) })).status, 400);
  });

  test('takes a hundred pauses and no more', async (t) => {
    const api = await startApi(t);
    for (let count = 0; count < 100; count += 1) assert.equal((await pause(api, everything)).status, 201);
    const answer = await pause(api, everything);
    assert.deepEqual([answer.status, answer.body.code], [409, 'limit-reached']);
  });

  test('orders are refused with the message and a time to come back, while reads and accepted ones go on', async (t) => {
    const api = await startApi(t);
    const keyed = { ...bearer, 'idempotency-key': 'CHG-1' };
    const first = await order(api, {}, keyed);
    const { body: made } = await pause(api, everything);
    const refused = await order(api, { name: 'red' }, { ...bearer, 'idempotency-key': 'CHG-2' });
    assert.deepEqual([refused.status, refused.body.code], [503, 'paused']);
    assert.equal(refused.body.detail, 'Paused by the operator: Moving house; back at noon.');
    assert.equal(refused.headers['retry-after'], '60');
    const again = await order(api, {}, keyed);
    assert.deepEqual([again.status, again.body.id], [202, first.body.id]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal((await api.call.get(`/v1/jobs/${first.body.id}`).set(bearer)).status, 200);
    assert.equal((await api.call.post(`/v1/jobs/${first.body.id}/cancel`).set(bearer)).status, 202);
    await api.call.delete(`/v1/operator/pauses/${made.id}`).set(operatorKey);
    const later = await order(api, { name: 'red' }, { ...bearer, 'idempotency-key': 'CHG-2' });
    assert.equal(later.status, 202, 'a refused request has not used up its key');
  });

  test('retries are refused as orders are', async (t) => {
    const api = await startApi(t);
    api.world.cloud.endings = ['Failed'];
    const { body: job } = await order(api);
    await api.world.drain();
    const { body: made } = await pause(api, { ...everything, match: { kind: 'cluster.create' } });
    const retry = () => api.call.post(`/v1/jobs/${job.id}/retry`).set(bearer);
    const refused = await retry();
    assert.deepEqual([refused.status, refused.body.code], [503, 'paused']);
    await api.call.delete(`/v1/operator/pauses/${made.id}`).set(operatorKey);
    assert.equal((await retry()).status, 202);
  });

  test('only what fits is refused, and a delete only if it is named or everything is paused', async (t) => {
    const api = await startApi(t);
    const { body: blue } = await order(api);
    const { body: red } = await order(api, { name: 'red' });
    await pause(api, { ...everything, match: { tenant: 'team-a', region: 'westeurope' } });
    assert.equal((await order(api, { name: 'green' })).body.code, 'paused');
    assert.equal((await order(api, { name: 'green', location: 'northeurope' })).status, 202);
    assert.equal((await order(api, {}, otherTenant)).status, 202);
    const remove = (clusterId: string) => api.call.delete(`/v1/clusters/${clusterId}`).set(bearer);
    assert.equal((await remove(blue.clusterId)).status, 202);
    await pause(api, everything);
    assert.equal((await remove(red.clusterId)).body.code, 'paused');
    assert.equal((await remove(blue.clusterId)).status, 202, 'one under way is answered with as ever');
  });

  test('a job that is held says so to its owner', async (t) => {
    const api = await startApi(t);
    await pause(api, { what: 'work', message: 'Region is down.' });
    const { body: job } = await order(api);
    const until = api.world.clock.now() + 30_000;
    await api.world.drain(api.world.plain, () => api.world.clock.now() >= until);
    const { body: held } = await api.call.get(`/v1/jobs/${job.id}`).set(bearer);
    assert.equal(held.status, 'NotStarted');
    assert.equal(held.held.message, 'Region is down.');
    assert.equal(held.steps[0].message, 'Paused by the operator: Region is down.');
  });
});
