import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type JobView, orderOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

/** Longer than any lease that is set here. */
const outageMs = 4_000;

describe('when Redis is away and comes back, everything goes on by itself', () => {
  let stack: Stack;
  let admin: Redis;
  const orders: JobView[] = [];
  before(async () => {
    stack = await startStack({ env: { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1' } });
    admin = new Redis(stack.redisUrl, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    admin.on('error', () => {});
    // They look for their nodes several times a second, until the fault is taken away.
    await stack.faults([{ name: 'nodes-never-ready' }]);
    for (const index of [0, 1, 2, 3]) orders.push(await stack.order(`away-${index}`));
    await isMoving();
  });
  after(async () => {
    admin.disconnect();
    await stack.stop();
  });

  /** When the worker made attempts, in milliseconds since 1970. */
  const attempts = () =>
    stack.worker
      .log()
      .split('\n')
      .filter((line) => line.includes('"step attempt"'))
      .map((line) => Date.parse(JSON.parse(line).time));
  const isMoving = (since = 0) =>
    until(
      'attempts of every order',
      () => attempts().filter((at) => at > since).length,
      (count) => count >= 8,
    );

  /** Takes Redis away for a while; says how soon everybody is back, and how much the worker logged meanwhile. */
  async function outage(t: TestContext, away: () => unknown, back: () => unknown) {
    await away();
    const linesBefore = stack.worker.log().split('\n').length;
    const refusals: number[] = [];
    const end = Date.now() + outageMs;
    while (Date.now() < end) {
      const began = performance.now();
      const { status, headers } = await stack.ask('POST', '/v1/clusters', { body: orderOf('refused') });
      assert.equal(status, 503);
      assert.ok(headers.has('retry-after'));
      refusals.push(performance.now() - began);
      await pause(50);
    }
    const lines = stack.worker.log().split('\n').length - linesBefore;
    await back();
    const returned = Date.now();
    await until(
      'the API',
      () => stack.ask('GET', '/v1/jobs'),
      ({ status }) => status === 200,
    );
    const api = Date.now() - returned;
    await until(
      'an attempt',
      () => attempts().filter((at) => at > returned),
      (since) => since.length > 0,
    );
    const worker = Math.min(...attempts().filter((at) => at > returned)) - returned;
    await isMoving(returned);
    const all = Date.now() - returned;
    t.diagnostic(
      `refused within ${Math.round(Math.max(...refusals))} ms; after its return: API ${api} ms, first attempt ${worker} ms, ` +
        `all orders moving ${all} ms; the worker logged ${lines} lines in ${outageMs} ms`,
    );
    return { lines, worker };
  }

  test('frozen', async (t) => {
    await outage(
      t,
      () => stack.redis.signal('SIGSTOP'),
      () => stack.redis.signal('SIGCONT'),
    );
  });

  test('killed', async (t) => {
    await outage(
      t,
      () => stack.redis.kill9(),
      () => stack.redis.start(),
    );
  });

  test('full', async (t) => {
    const { lines } = await outage(
      t,
      () => admin.config('SET', 'maxmemory', '1'),
      () => admin.config('SET', 'maxmemory', '0'),
    );
    assert.ok(lines < 500, `${lines} lines: a full disk of logs would be the next outage`);
  });

  test('and all orders end well, each with one create', async () => {
    await stack.faults([]);
    for (const [index, { id }] of orders.entries()) {
      const job = await stack.ended(id);
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      assert.equal(await stack.creates(`away-${index}`), 1);
    }
  });
});
