import assert from 'node:assert/strict';
import test from 'node:test';
import pino from 'pino';
import { ProblemError, problem } from '../../src/model/problem.ts';
import { bearer, createHttpDeps, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

const outages: [string, Error][] = [
  ['a command that timed out', new Error('Command timed out')],
  ['a connection that is closed', new Error('Connection is closed.')],
  ['a connection that is not up yet', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
  ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ['retries that are used up', Object.assign(new Error('x'), { name: 'MaxRetriesPerRequestError' })],
  ['an aborted command', Object.assign(new Error('x'), { name: 'AbortError' })],
  ['a Redis that loads', new Error('LOADING Redis is loading the dataset in memory')],
  ['a Redis without a primary', new Error('READONLY You cannot write against a read only replica.')],
  ['a Redis that is full', new Error("OOM command not allowed when used memory > 'maxmemory'.")],
  [
    'a Redis before 7 that is full, when a script meets it',
    new Error(
      "ERR Error running script (call to f_6b1b): @user_script:12: @user_script: 12: -OOM command not allowed when used memory > 'maxmemory'.",
    ),
  ],
  ['a Cluster without nodes', new Error('None of startup nodes is available')],
  ['a Cluster whose nodes send each other', new Error('Too many Cluster redirections. Last error: Error: MOVED 1 a:1')],
  ['Sentinels that are away', new Error('All sentinels are unreachable. Retrying from scratch after 10ms.')],
  ['a password that was changed', new Error('NOAUTH Authentication required.')],
  ['a problem of the store', new ProblemError(problem('dependency-unavailable', 'away'))],
];

for (const [what, error] of outages) {
  test(`${what} answers 503, to be tried again in a second`, async (t) => {
    const { store } = createHttpDeps();
    const failing = { ...store, job: () => Promise.reject(error), jobs: () => Promise.reject(error) };
    const { call } = await startApi(t, { store: failing, requestCluster: () => Promise.reject(error) });
    for (const request of [call.get('/v1/jobs'), call.post('/v1/clusters').send(firstOrder)]) {
      const answer = await request.set(bearer);
      assert.equal(answer.status, 503);
      assert.equal(answer.body.code, 'dependency-unavailable');
      assert.equal(answer.headers['retry-after'], '1');
      assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
    }
  });
}

test('a store that never answers answers 503 within its limit', async (t) => {
  const never = () => new Promise<never>(() => {});
  const { store, webhooks } = createHttpDeps();
  const { call } = await startApi(t, {
    timing: { storeLimitMs: 20 },
    store: { ...store, jobs: never },
    webhooks: { ...webhooks, endpoints: never },
    requestCluster: never,
    cancelJob: never,
  });
  for (const request of [
    call.get('/v1/jobs'),
    call.get('/v1/webhook-endpoints'),
    call.post('/v1/clusters').send(firstOrder),
    call.post(`/v1/jobs/job_${'0'.repeat(32)}/cancel`),
  ]) {
    assert.equal((await request.set(bearer)).status, 503);
  }
});

test('keys that cannot be looked up answer 503, not 401', async (t) => {
  const { call } = await startApi(t, { authenticate: () => Promise.reject(new Error('Command timed out')) });
  assert.equal((await call.get('/v1/jobs').set(bearer)).status, 503);
});

test('a fault answers 500 and no more; the log has the rest', async (t) => {
  const lines: string[] = [];
  const { call } = await startApi(t, {
    log: pino({ level: 'error' }, { write: (line: string) => lines.push(line) }),
    requestCluster: () => Promise.reject(new TypeError('secret detail')),
  });
  const answer = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  assert.equal(answer.status, 500);
  assert.equal(answer.body.code, 'internal');
  assert.doesNotMatch(answer.text, /secret detail|TypeError|\.ts/);
  assert.match(lines.join(''), /secret detail/);
  assert.ok(lines.join('').includes(answer.body.requestId));
});

test("a problem keeps its members and its caller's waiting time", async (t) => {
  const activeJob = 'https://slipway.example/v1/jobs/job_1';
  const busy = new ProblemError(problem('operation-in-progress', 'busy'), {
    members: { activeJob },
    retryAfterMs: 1_500,
  });
  const { call } = await startApi(t, { requestCluster: () => Promise.reject(busy) });
  const answer = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  assert.equal(answer.status, 409);
  assert.equal(answer.body.activeJob, activeJob);
  assert.equal(answer.headers['retry-after'], '2');
});
