import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { ProblemError, problem } from '../../src/model/problem.ts';
import type { Written } from '../../src/ports.ts';
import { bearer, createHttpDeps, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

const unconfirmed = () => new ProblemError(problem('dependency-unavailable', 'not confirmed'), { retryAfterMs: 1_000 });

/** A barrier that can be closed, and remembers what it was asked to confirm. */
function barrier() {
  const asked: Written[] = [];
  const gate = { closed: true };
  const confirm = async (written: Written) => {
    asked.push(written);
    if (gate.closed) throw unconfirmed();
  };
  return { asked, gate, confirm };
}

/** Every request that may be answered 202, on a cluster that is being created, or whose job has been canceled. */
const accepting: Record<string, (ids: { job: string; cluster: string }) => ['post' | 'delete', string, object?]> = {
  createCluster: () => ['post', '/v1/clusters', { ...firstOrder, name: 'green' }],
  deleteCluster: ({ cluster }) => ['delete', `/v1/clusters/${cluster}`],
  changeCni: ({ cluster }) => ['post', `/v1/clusters/${cluster}/cni`, { plugin: 'cilium' }],
  cancelJob: ({ job }) => ['post', `/v1/jobs/${job}/cancel`],
  retryJob: ({ job }) => ['post', `/v1/jobs/${job}/retry`],
};

test('these are all the requests that may be answered 202', () => {
  const { paths } = JSON.parse(readFileSync('openapi/slipway.json', 'utf8'));
  const operations = Object.values(paths).flatMap((path) => Object.values(path as object));
  const known = operations.filter(({ responses }) => '202' in (responses ?? {})).map(({ operationId }) => operationId);
  // The operator's are tried in inventory.test.ts.
  assert.deepEqual(known.toSorted(), [...Object.keys(accepting), 'deleteOrphan', 'forgetOrphan'].toSorted());
});

for (const [operation, requestOf] of Object.entries(accepting)) {
  test(`${operation} is not answered 202 before the barrier, and stands when it says 503; repeated, it is the same job`, async (t) => {
    const { asked, gate, confirm } = barrier();
    const { call, world } = await startApi(t, { durability: { confirm } });
    gate.closed = false;
    const { body: first } = await call.post('/v1/clusters').set(bearer).send(firstOrder).expect(202);
    if (operation === 'retryJob') {
      await world.cancel(first.id);
      await world.drain();
    }
    if (operation === 'changeCni') await world.drain();
    gate.closed = true;
    asked.length = 0;
    const [method, path, body] = requestOf({ job: first.id, cluster: first.clusterId });
    const send = () => call[method](path).set(bearer).set('idempotency-key', 'CHG-1').send(body);

    const refused = await send();
    assert.equal(refused.status, 503);
    assert.equal(refused.headers['retry-after'], '1');
    assert.match(refused.headers['content-type'] ?? '', /^application\/problem\+json/);
    const again = await send();
    assert.equal(again.status, 503, 'a repeated answer passes the barrier as well');
    gate.closed = false;
    const accepted = await send();
    assert.equal(accepted.status, 202, accepted.text);
    const wanted = operation === 'cancelJob' ? { job: first.id, signal: 'cancel' } : { job: accepted.body.id };
    assert.deepEqual(asked, [wanted, wanted, wanted], 'one job, whose record is what was asked for');
  });
}

test('an order that was answered 503 and stands is found by its name alone', async (t) => {
  const { asked, gate, confirm } = barrier();
  const { call } = await startApi(t, { durability: { confirm } });
  await call.post('/v1/clusters').set(bearer).send(firstOrder).expect(503);
  gate.closed = false;
  const { status, body } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  assert.equal(status, 409);
  assert.equal(body.code, 'cluster-already-exists');
  const [written] = asked;
  assert.ok(written && 'job' in written);
  assert.ok(body.existing.job.endsWith(written.job));
  await call.get(new URL(body.existing.job).pathname).set(bearer).expect(200);
});

test('a webhook endpoint is not answered 201 before the barrier', async (t) => {
  const { asked, gate, confirm } = barrier();
  const { call } = await startApi(t, { durability: { confirm } });
  const send = () =>
    call
      .post('/v1/webhook-endpoints')
      .set(bearer)
      .send({ url: 'https://hooks.example.com', events: ['*'] });
  assert.equal((await send()).status, 503);
  gate.closed = false;
  const { body } = await send().expect(201);
  assert.deepEqual(asked.at(-1), { endpoint: body.id });
});

test('a cluster is not called protected before the barrier', async (t) => {
  const { asked, gate, confirm } = barrier();
  const { call } = await startApi(t, { durability: { confirm } });
  gate.closed = false;
  const { body } = await call.post('/v1/clusters').set(bearer).send(firstOrder).expect(202);
  const protect = () => call.patch(`/v1/clusters/${body.clusterId}`).set(bearer).send({ deletionProtection: true });
  gate.closed = true;
  assert.equal((await protect()).status, 503);
  gate.closed = false;
  await protect().expect(200);
  assert.deepEqual(asked.at(-1), { cluster: body.clusterId });
});

test('a barrier that never answers is a 503 within the limit of a request', async (t) => {
  const { call } = await startApi(t, {
    timing: { storeLimitMs: 20 },
    durability: { confirm: () => new Promise<never>(() => {}) },
  });
  await call.post('/v1/clusters').set(bearer).send(firstOrder).expect(503);
});

test('a request of many slow calls has no more time than one of a few', async (t) => {
  const slowly = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 40, value));
  const { deps } = createHttpDeps();
  const slow = {
    authenticate: async (key: string) => slowly(await deps.authenticate(key)),
    requestCluster: async (...order: Parameters<typeof deps.requestCluster>) =>
      slowly(await deps.requestCluster(...order)),
  };
  for (const [storeLimitMs, status] of [
    [60, 503],
    [10_000, 202],
  ] as const) {
    const { call } = await startApi(t, { timing: { storeLimitMs }, ...slow });
    await call
      .post('/v1/clusters')
      .set(bearer)
      .send({ ...firstOrder, name: `in-${storeLimitMs}` })
      .expect(status);
  }
});
