import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Api, bearer, operatorKey, otherTenant, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

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
