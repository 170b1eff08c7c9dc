import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { body, fakeArm, operationUrl, type Reply, scope } from './support.ts';

const token = JSON.stringify({ v: 1, url: operationUrl });
const poll = (reply: Reply) => fakeArm(() => reply).arm.operation(scope, token);

test('a poll is one GET of exactly the URL that Azure gave', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 200, body: { status: 'InProgress' } }));
  assert.deepEqual(await arm.operation(scope, token), { status: 'running' });
  assert.deepEqual(
    sent.map(({ method, url }) => [method, url]),
    [['GET', operationUrl]],
  );
});

test('the token of a create can be polled by another process', async () => {
  const first = fakeArm(() => ({ status: 201, body: {}, headers: { 'azure-asyncoperation': operationUrl } }));
  const created = await first.arm.createCluster(scope, 'rg', 'demo', body);
  const second = fakeArm(() => ({ status: 200, body: { status: 'Succeeded' } }));
  assert.ok(created.type === 'created' && created.token);
  assert.deepEqual(await second.arm.operation(scope, created.token), { status: 'succeeded' });
  assert.equal(second.sent.length, 1, 'no second PUT');
});

test('only three words end an operation', async () => {
  assert.equal((await poll({ status: 200, body: { status: 'Succeeded' } })).status, 'succeeded');
  assert.equal((await poll({ status: 200, body: { status: 'Canceled' } })).status, 'canceled');
  for (const status of ['InProgress', 'Canceling', 'Updating', 'SomethingNew']) {
    assert.equal((await poll({ status: 200, body: { status } })).status, 'running', status);
  }
});

test('Retry-After is read in seconds and as a date', async () => {
  const running = (value: string) =>
    poll({ status: 200, body: { status: 'InProgress' }, headers: { 'retry-after': value } });
  assert.deepEqual(await running('17'), { status: 'running', retryAfterMs: 17_000 });
  assert.deepEqual(await running('Sun, 01 Nov 2026 00:00:40 GMT'), { status: 'running', retryAfterMs: 40_000 });
  assert.deepEqual(await running('soon'), { status: 'running' });
});

test('a failed operation keeps the code and the message of its innermost cause', async () => {
  const inner = JSON.stringify({ error: { code: 'SubnetIsFull', message: 'No address left in subnet one.' } });
  const state = await poll({
    status: 200,
    headers: { 'x-ms-request-id': 'r1' },
    body: {
      status: 'Failed',
      error: {
        code: 'CreateVMSSAgentPoolFailed',
        message: 'Wrapped.',
        details: [{ code: 'Conflict', message: `Cause: ${inner}` }],
      },
    },
  });
  assert.ok(state.status === 'failed');
  assert.equal(state.problem.code, 'azure-subnet-unfit');
  const { clientRequestId, ...azure } = state.problem.azure ?? {};
  assert.deepEqual(azure, { code: 'SubnetIsFull', message: 'No address left in subnet one.', requestId: 'r1' });
  assert.ok(clientRequestId);
});

test('a failed operation is never retryable by itself', async () => {
  for (const code of [
    'AllocationFailed',
    'InternalOperationError',
    'LinkedAuthorizationFailed',
    'Throttled',
    'NeverHeardOf',
  ]) {
    const state = await poll({ status: 200, body: { status: 'Failed', error: { code, message: 'm' } } });
    assert.ok(state.status === 'failed');
    assert.notEqual(state.problem.retryable, 'now', code);
    assert.equal(state.problem.azure?.code, code);
  }
});

test('an operation that a newer one overtook sends the reader to the resource', async () => {
  const error = { code: 'AKSOperationPreemptedByDelete', message: 'preempted' };
  assert.deepEqual(await poll({ status: 200, body: { status: 'Failed', error } }), { status: 'unknown' });
});

test('an operation that ARM does not know is unknown, as is a token nobody can read', async () => {
  assert.deepEqual(await poll({ status: 404, body: { error: { code: 'NotFound', message: 'm' } } }), {
    status: 'unknown',
  });
  assert.deepEqual(await fakeArm(() => ({ status: 500 })).arm.operation(scope, 'rubbish'), { status: 'unknown' });
});

test('a 429 or 503 poisons nothing: the same token polls well afterwards', async () => {
  const replies: Reply[] = [
    { status: 429, headers: { 'retry-after': '5' }, body: { code: 'Throttled', message: 'm' } },
    { status: 503 },
    { status: 200, body: { status: 'Succeeded' } },
  ];
  const { arm } = fakeArm(() => replies.shift() ?? { status: 500 });
  const throttled = await problemOf(arm.operation(scope, token));
  assert.deepEqual([throttled.problem.code, throttled.retryAfterMs], ['azure-throttled', 5_000]);
  assert.equal((await problemOf(arm.operation(scope, token))).problem.code, 'azure-unavailable');
  assert.deepEqual(await arm.operation(scope, token), { status: 'succeeded' });
});

test('a result URL speaks by its status code', async () => {
  assert.deepEqual(await poll({ status: 202, headers: { 'retry-after': '15' } }), {
    status: 'running',
    retryAfterMs: 15_000,
  });
  assert.deepEqual(await poll({ status: 204 }), { status: 'succeeded' });
  assert.deepEqual(await poll({ status: 200 }), { status: 'succeeded' });
});

test('a token that names another host gets neither a request nor a credential', async () => {
  for (const url of ['https://evil.test/x', 'http://arm.test/x', 'https://arm.test:444/x']) {
    const { arm, sent, tokens } = fakeArm(() => ({ status: 200, body: { status: 'Succeeded' } }));
    const { problem } = await problemOf(arm.operation(scope, JSON.stringify({ v: 1, url })));
    assert.equal(problem.code, 'azure-unavailable', url);
    assert.deepEqual([sent.length, tokens.length], [0, 0], url);
  }
});

test('a redirect is not followed', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 307, headers: { location: 'https://evil.test/' } }));
  assert.equal((await problemOf(arm.operation(scope, token))).problem.code, 'azure-unavailable');
  assert.equal(sent.length, 1);
});
