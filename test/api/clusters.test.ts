import assert from 'node:assert/strict';
import test from 'node:test';
import pino from 'pino';
import { ProblemError, problem } from '../../src/model/problem.ts';
import { type Api, bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

const withKey = (key: string) => ({ ...bearer, 'idempotency-key': key });

async function order(api: Api, changes: object = {}) {
  const { body } = await api.call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, ...changes });
  return body as { id: string; clusterId: string };
}

test('an order is answered at once with its job, where to follow it and when to ask', async (t) => {
  const { call, store } = await startApi(t);
  const answer = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  assert.equal(answer.status, 202);
  assert.equal(answer.body.status, 'NotStarted');
  assert.equal(answer.headers['operation-location'], answer.body.links.self);
  assert.equal(answer.headers['location'], answer.body.links.self);
  assert.equal(answer.headers['retry-after'], '5');
  assert.equal(answer.headers['idempotency-replayed'], undefined);
  assert.equal((await store.job('team-a', answer.body.id))?.record.job.input['name'], 'blue');
});

test('ticket, labels and a well-formed traceparent are kept on the job', async (t) => {
  const { call } = await startApi(t);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const more = { ticket: { system: 'servicenow', id: 'CHG0030015' }, labels: { team: 'a' } };
  const answer = await call
    .post('/v1/clusters')
    .set(bearer)
    .set({ traceparent })
    .send({ ...firstOrder, ...more });
  assert.deepEqual(answer.body.ticket, more.ticket);
  assert.deepEqual(answer.body.labels, more.labels);
  assert.equal(answer.body.traceparent, traceparent);
  const bad = await call
    .post('/v1/clusters')
    .set(bearer)
    .set('traceparent', 'x')
    .send({ ...firstOrder, name: 'green' });
  assert.equal(bad.status, 202);
  assert.equal(bad.body.traceparent, undefined);
});

test('row 35: the same key and body make one job, in whatever order the members stand', async (t) => {
  const { call } = await startApi(t);
  const first = await call.post('/v1/clusters').set(withKey('OPS-1')).send(firstOrder);
  const turned = Object.fromEntries(Object.entries(firstOrder).reverse());
  const second = await call.post('/v1/clusters').set(withKey('"OPS-1"')).send(turned);
  assert.equal(second.status, 202);
  assert.equal(second.body.id, first.body.id);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal(second.headers['operation-location'], first.headers['operation-location']);
});

test('row 35: the same key with another body is refused, and frees no second cluster', async (t) => {
  const { call } = await startApi(t);
  await call.post('/v1/clusters').set(withKey('k')).send(firstOrder);
  const other = await call
    .post('/v1/clusters')
    .set(withKey('k'))
    .send({ ...firstOrder, name: 'green' });
  assert.equal(other.status, 422);
  assert.equal(other.body.code, 'idempotency-key-reused');
});

test("row 35: another tenant's key, and the same key on another route, are other keys", async (t) => {
  const { call } = await startApi(t);
  const first = await call.post('/v1/clusters').set(withKey('k')).send(firstOrder);
  const second = await call
    .post('/v1/clusters')
    .set({ authorization: 'Bearer key-b', 'idempotency-key': 'k' })
    .send(firstOrder);
  assert.equal(second.status, 202);
  assert.notEqual(second.body.id, first.body.id);
  const gone = await call.delete(`/v1/clusters/${first.body.clusterId}`).set(withKey('k'));
  assert.equal(gone.status, 202);
  assert.equal(gone.body.operation, 'cluster.delete');
});

test('a refused order does not use up its key', async (t) => {
  const { call } = await startApi(t);
  assert.equal((await call.post('/v1/clusters').set(withKey('k')).send({})).status, 400);
  assert.equal((await call.post('/v1/clusters').set(withKey('k')).send(firstOrder)).status, 202);
});

test('a name that is taken is refused with links to what has it', async (t) => {
  const api = await startApi(t);
  const job = await order(api);
  const again = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
  assert.equal(again.status, 409);
  assert.equal(again.body.code, 'cluster-already-exists');
  assert.equal(again.body.existing.job, `https://slipway.example/v1/jobs/${job.id}`);
  assert.equal(again.body.existing.cluster, `https://slipway.example/v1/clusters/${job.clusterId}`);
});

test('a cluster is read with its tag, and answers 304 to whoever has that version', async (t) => {
  const api = await startApi(t);
  const { clusterId } = await order(api);
  const first = await api.call.get(`/v1/clusters/${clusterId}`).set(bearer);
  assert.equal(first.status, 200);
  assert.equal(first.body.state, 'Creating');
  const tag = first.headers['etag'] ?? '';
  assert.match(tag, /^"\d+"$/);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const answer = await api.call.get(`/v1/clusters/${clusterId}`).set(bearer).set('if-none-match', known);
    assert.equal(answer.status, 304, known);
    assert.equal(answer.text, '');
    assert.equal(answer.headers['etag'], tag);
  }
  await api.world.drain();
  const later = await api.call.get(`/v1/clusters/${clusterId}`).set(bearer).set('if-none-match', tag);
  assert.equal(later.status, 200);
  assert.equal(later.body.state, 'Ready');
});

test('clusters are listed and filtered by name, state and ticket', async (t) => {
  const api = await startApi(t);
  await order(api, { ticket: { system: 'jira', id: 'OPS-1' } });
  await order(api, { name: 'green' });
  const names = async (query: string) => {
    const { body } = await api.call.get(`/v1/clusters${query}`).set(bearer);
    return body.items.map(({ name }: { name: string }) => name);
  };
  assert.deepEqual(await names(''), ['green', 'blue']);
  assert.deepEqual(await names('?name=blue'), ['blue']);
  assert.deepEqual(await names('?ticket=jira:OPS-1'), ['blue']);
  assert.deepEqual(await names('?state=Ready'), []);
});

test('a delete asks for the version that If-Match names', async (t) => {
  const api = await startApi(t);
  const { clusterId } = await order(api);
  const path = `/v1/clusters/${clusterId}`;
  const { headers } = await api.call.get(path).set(bearer);
  for (const stale of ['"999"', 'W/"1"', 'nonsense']) {
    const refused = await api.call.delete(path).set(bearer).set('if-match', stale);
    assert.equal(refused.status, 412, stale);
    assert.equal(refused.body.code, 'precondition-failed');
  }
  assert.equal(
    (
      await api.call
        .delete(path)
        .set(bearer)
        .set('if-match', headers['etag'] ?? '')
    ).status,
    202,
  );
});

test('a deleted cluster answers 410, and a further delete 204', async (t) => {
  const api = await startApi(t);
  const { clusterId } = await order(api);
  await api.world.drain();
  const path = `/v1/clusters/${clusterId}`;
  const deletion = await api.call.delete(path).set(bearer);
  assert.equal(deletion.status, 202);
  await api.world.drain();
  const read = await api.call.get(path).set(bearer);
  assert.equal(read.status, 410);
  assert.equal(read.body.code, 'gone');
  assert.equal(read.body.lastJob, deletion.headers['operation-location']);
  assert.equal((await api.call.get(`${path}/nodes`).set(bearer)).status, 410);
  const again = await api.call.delete(path).set(bearer);
  assert.equal(again.status, 204);
  assert.equal(again.text, '');
});

test('nodes are live while the API server answers, else as last seen; and as they were before the CNI', async (t) => {
  let answers = true;
  const api = await startApi(t);
  const { kube } = api.world.cloud;
  const live = kube.nodes;
  kube.nodes = async (target) => {
    if (!answers) throw new ProblemError(problem('cluster-unreachable', 'no answer'));
    return live(target);
  };
  const { clusterId } = await order(api);
  const path = `/v1/clusters/${clusterId}/nodes`;
  assert.deepEqual((await api.call.get(path).set(bearer)).body, { source: 'recorded', items: [] });
  await api.world.drain();
  const first = (await api.call.get(path).set(bearer)).body;
  assert.equal(first.source, 'live');
  assert.ok(first.items.every((node: { ready: boolean }) => node.ready));
  assert.ok(first.beforeCni.every((node: { ready: boolean }) => !node.ready));
  answers = false;
  const second = (await api.call.get(path).set(bearer)).body;
  assert.equal(second.source, 'recorded');
  assert.equal(second.items.length, first.items.length);
});

test('the kubeconfig is handed out once there is an API server, and stands in no log', async (t) => {
  const lines: string[] = [];
  const api = await startApi(t, { log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }) });
  api.world.cloud.kube.kubeconfig = async () => 'apiVersion: v1 # very-secret';
  const { clusterId } = await order(api);
  const path = `/v1/clusters/${clusterId}/credentials`;
  const early = await api.call.post(path).set(bearer);
  assert.equal(early.status, 409);
  assert.equal(early.body.code, 'invalid-state');
  await api.world.drain();
  const answer = await api.call.post(path).set(bearer);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.deepEqual(answer.body, { kubeconfig: 'apiVersion: v1 # very-secret' });
  assert.match(lines.join(''), /kubeconfig handed out/);
  assert.doesNotMatch(lines.join(''), /very-secret|key-a/);
});
