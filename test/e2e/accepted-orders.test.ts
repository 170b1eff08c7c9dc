import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { type JobView, orderOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

describe('what was accepted stays accepted', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack({ env: { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1' } });
  });
  after(() => stack.stop());

  const post = (name: string, key: string, more: object = {}) =>
    stack.ask<JobView & { code?: string }>('POST', '/v1/clusters', {
      body: orderOf(name, more),
      headers: { 'idempotency-key': key },
    });

  async function assertGood(jobId: string, name: string) {
    const job = await stack.ended(jobId);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates(name), 1);
  }

  test('an API that says it is ready knows its first key, whatever Redis held before', async (t) => {
    const redis = new Redis(stack.redisUrl);
    t.after(() => redis.disconnect());
    for (let start = 0; start < 3; start += 1) {
      await stack.api.kill9();
      await redis.flushall();
      await stack.api.start();
      assert.equal((await stack.ask('GET', '/v1/jobs')).status, 200);
    }
  });

  test('kill -9 of the API after its 202: the job is there, goes on, and its key still answers with it', async () => {
    const first = await post('after-202', 'CHG-1');
    assert.equal(first.status, 202);
    await stack.api.kill9();
    await stack.api.start();
    const again = await post('after-202', 'CHG-1');
    assert.equal(again.status, 202);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(again.body.id, first.body.id);
    const other = await post('after-202', 'CHG-1', { location: 'northeurope' });
    assert.equal(other.status, 422);
    assert.equal(other.body.code, 'idempotency-key-reused');
    await assertGood(first.body.id, 'after-202');
    assert.equal((await post('after-202', 'CHG-1')).body.id, first.body.id, 'and when it has ended');
  });

  test('kill -9 of the API with the order under way: sent again with its key, it is one cluster', async () => {
    const cut = ['0', '1', '2', '3'].map((index) => post(`cut-${index}`, `CUT-${index}`).catch(() => undefined));
    // The first answer is the moment: the others are somewhere between their arrival and their end.
    await Promise.race(cut);
    await stack.api.kill9();
    const before = await Promise.all(cut);
    await stack.api.start();
    for (const [index, answered] of before.entries()) {
      const { status, body } = await post(`cut-${index}`, `CUT-${index}`);
      assert.equal(status, 202, JSON.stringify(body));
      if (answered) assert.equal(body.id, answered.body.id);
      await assertGood(body.id, `cut-${index}`);
    }
  });

  test('kill -9 of Redis: nothing accepted is lost, the API says 503 meanwhile, and all jobs end well', async () => {
    const names = ['0', '1', '2', '3', '4'].map((index) => `redis-${index}`);
    const accepted = await Promise.all(names.map((name) => post(name, name)));
    await stack.redis.kill9();
    const refused = await post('meanwhile', 'meanwhile');
    assert.equal(refused.status, 503);
    assert.equal(refused.body.code, 'dependency-unavailable');
    await stack.redis.start();
    await until(
      'readiness',
      async () => (await stack.ask('GET', '/readyz')).status,
      (status) => status === 200,
    );
    const listed = await stack.ask<{ items: JobView[] }>('GET', '/v1/jobs');
    assert.equal(listed.status, 200, JSON.stringify(listed.body));
    const ids = new Set(listed.body.items.map(({ id }) => id));
    for (const [index, { body }] of accepted.entries()) {
      assert.ok(ids.has(body.id));
      assert.equal((await post(names[index] ?? '', names[index] ?? '')).headers.get('idempotency-replayed'), 'true');
    }
    for (const [index, { body }] of accepted.entries()) await assertGood(body.id, names[index] ?? '');
    assert.equal((await post('meanwhile', 'meanwhile')).status, 202, 'the refused order has not used up its key');
  });
});
