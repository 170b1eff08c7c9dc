import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { Sent } from '../../../src/ports.ts';
import { secret, shard, tenant } from '../../fakes/webhook-samples.ts';
import { createWorld, ok } from './world.ts';

const answered = (status: number, more: Partial<Extract<Sent, { type: 'answered' }>> = {}): Sent => ({
  type: 'answered',
  status,
  body: '',
  ...more,
});

describe('an attempt', () => {
  it('sends the frozen bytes, signed, and ends the delivery on 2xx', async () => {
    const world = createWorld();
    world.now = Date.now();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await world.subscribe();
    const event = await world.happen({ traceparent });
    await world.fanOut(event.id);
    const id = world.hints[0]?.id ?? '';
    world.answer = () => {
      world.now += 250;
      return answered(204);
    };
    const at = world.now;
    assert.equal(await world.attempt(id), undefined);

    const [request] = world.requests;
    assert.ok(request);
    assert.equal(request.url, 'https://hooks.example.com/slipway?token=t');
    assert.deepEqual(new Webhook(secret).verify(request.body, request.headers), event);
    const { 'webhook-signature': _, ...headers } = request.headers;
    assert.deepEqual(headers, {
      'content-type': 'application/json',
      'user-agent': 'Slipway-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': `${Math.floor(at / 1000)}`,
      'slipway-event-type': 'job.succeeded',
      'slipway-delivery-id': id,
      'slipway-attempt': '1',
      traceparent,
    });
    const { status, attempts, finishedAt, nextAttemptAt } = await world.delivery(id);
    assert.equal(status, 'delivered');
    assert.equal(nextAttemptAt, undefined);
    assert.equal(finishedAt, new Date(at + 250).toISOString());
    assert.deepEqual(attempts, [{ number: 1, at: new Date(at).toISOString(), durationMs: 250, status: 204 }]);
  });

  it('comes again with the same id and bytes under a new number and signature', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = () => answered(500);
    const next = await world.attempt(id);
    assert.deepEqual(next, { dueAt: world.now + 5_000, wake: 2 });
    assert.equal((await world.delivery(id)).nextAttemptAt, new Date(world.now + 5_000).toISOString());
    world.now += 5_000;
    world.answer = () => ok;
    await world.attempt(id);
    const [first, second] = world.requests;
    assert.equal(second?.body, first?.body);
    assert.equal(second?.headers['webhook-id'], first?.headers['webhook-id']);
    assert.equal(second?.headers['slipway-attempt'], '2');
    assert.notEqual(second?.headers['webhook-signature'], first?.headers['webhook-signature']);
    assert.equal((await world.delivery(id)).attempts.length, 2);
  });

  it('is retried after everything that may pass', async () => {
    const passing: Sent[] = [
      answered(301, { location: 'https://new.example.com/' }),
      ...[400, 401, 404, 422, 429, 500, 502, 503, 504].map((status) => answered(status)),
      ...['timeout', 'dns_error', 'tls_error', 'connection_refused'].map((error): Sent => ({ type: 'failed', error })),
    ];
    for (const sent of passing) {
      const world = createWorld();
      const { id } = await world.owe();
      world.answer = () => sent;
      assert.deepEqual(await world.attempt(id), { dueAt: world.now + 5_000, wake: 2 }, JSON.stringify(sent));
      assert.equal((await world.delivery(id)).status, 'pending');
    }
  });

  it('shows where a redirect pointed, and does not go there', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = () => answered(308, { location: 'https://new.example.com/', body: 'moved' });
    await world.attempt(id);
    const [attempt] = (await world.delivery(id)).attempts;
    assert.equal(attempt?.location, 'https://new.example.com/');
    assert.equal(attempt?.error, 'redirect_not_followed');
    assert.equal(attempt?.response, 'moved');
    assert.equal(world.requests.length, 1);
  });

  it('waits as long as 429 and 503 ask, if that is longer than planned', async () => {
    const cases: [number, string, number][] = [
      [429, '120', 120_000],
      [503, '120', 120_000],
      [503, '1', 5_000],
      [429, '-1', 5_000],
      [429, 'whenever', 5_000],
      [429, '99999999', 24 * 3_600_000],
      [500, '120', 5_000],
    ];
    for (const [status, retryAfter, wait] of cases) {
      const world = createWorld();
      const { id } = await world.owe();
      world.answer = () => answered(status, { retryAfter });
      assert.equal((await world.attempt(id))?.dueAt, world.now + wait, `${status} ${retryAfter}`);
    }
  });

  it('is the last when the schedule ends', async () => {
    const world = createWorld({ schedule: [0, 1_000] });
    const { id } = await world.owe();
    world.answer = () => ({ type: 'failed', error: 'timeout' });
    world.now = (await world.attempt(id))?.dueAt ?? 0;
    assert.equal(await world.attempt(id), undefined);
    const { status, attempts } = await world.delivery(id);
    assert.equal(status, 'exhausted');
    assert.deepEqual(
      attempts.map(({ error }) => error),
      ['timeout', 'timeout'],
    );
    assert.equal(world.lines.at(-1)?.level, 'warn');
  });

  it('counts even if it kills its worker, so that a deadly one is not made for ever', async () => {
    const world = createWorld({ schedule: [0, 1_000] });
    const { id } = await world.owe();
    world.answer = () => Promise.reject(new Error('power cut'));
    for (let crash = 0; crash < 2; crash++) {
      await assert.rejects(world.attempt(id));
      world.now += 60_000;
    }
    assert.equal(await world.attempt(id), undefined);
    assert.equal(world.requests.length, 2);
    assert.equal((await world.delivery(id)).status, 'exhausted');
  });

  it('disables an endpoint that says 410, and drops what else is owed to it', async () => {
    const world = createWorld();
    const { id, endpoint } = await world.owe();
    const later = await world.happen();
    await world.fanOut(later.id);
    const second = world.hints.at(-1)?.id ?? '';
    world.answer = () => answered(410);
    assert.equal(await world.attempt(id), undefined);
    const found = await world.store.endpoint(tenant, endpoint.endpoint.id);
    assert.equal(found?.record.endpoint.status, 'disabled');
    assert.equal(found?.record.endpoint.disabledReason, 'gone');
    assert.equal((await world.delivery(id)).status, 'dropped');
    assert.equal((await world.delivery(id)).attempts[0]?.status, 410);

    assert.equal(await world.attempt(second), undefined);
    assert.equal((await world.delivery(second)).status, 'dropped');
    assert.equal(world.requests.length, 1);
  });

  it('disables an endpoint that takes a delivery and asks for no more', async () => {
    const world = createWorld();
    const { id, endpoint } = await world.owe();
    world.answer = () => answered(200, { disable: true });
    await world.attempt(id);
    assert.equal((await world.delivery(id)).status, 'delivered');
    assert.equal((await world.store.endpoint(tenant, endpoint.endpoint.id))?.record.endpoint.status, 'disabled');
  });

  it('leaves an endpoint alone that its owner changed while the old receiver said 410', async () => {
    const world = createWorld();
    const { id, endpoint } = await world.owe();
    world.answer = async () => {
      const changed = { ...endpoint.endpoint, url: 'https://new.example.com/', updatedAt: '2026-11-22T22:00:00.000Z' };
      await world.store.updateEndpoint({ ...endpoint, endpoint: changed }, 1);
      return answered(410);
    };
    await world.attempt(id);
    assert.equal((await world.store.endpoint(tenant, endpoint.endpoint.id))?.record.endpoint.status, 'enabled');
  });

  it('drops what is owed to an endpoint that was deleted', async () => {
    const world = createWorld();
    const { id, endpoint } = await world.owe();
    await world.store.deleteEndpoint(tenant, endpoint.endpoint.id);
    assert.equal(await world.attempt(id), undefined);
    assert.equal((await world.delivery(id)).status, 'dropped');
    assert.deepEqual(world.requests, []);
  });

  it('is not repeated when the address policy refuses, and tells the reason to the operator alone', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = () => ({ type: 'blocked', reason: 'hooks.example.com is 10.0.0.5 (private)' });
    assert.equal(await world.attempt(id), undefined);
    const delivery = await world.delivery(id);
    assert.equal(delivery.status, 'blocked');
    assert.doesNotMatch(JSON.stringify(delivery), /10\.0\.0\.5/);
    assert.match(JSON.stringify(world.lines.at(-1)), /10\.0\.0\.5/);
  });

  it('is made by one worker only, and not before its time', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = async () => {
      assert.equal(await world.attempt(id), undefined);
      return answered(500);
    };
    await world.attempt(id);
    assert.equal(await world.attempt(id), undefined);
    assert.equal(world.requests.length, 1);
  });

  it('holds its lease for as long as the receiver takes, so that no other worker sends it as well', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = async () => {
      for (const until of [4_000, 8_000, 12_000, 16_000]) {
        world.now += 4_000;
        for (const tick of world.ticks) tick();
        await Promise.resolve();
        assert.deepEqual(await world.store.overdueDeliveries(shard, world.now, 0, 10), [], `after ${until} ms`);
      }
      assert.equal(await world.attempt(id), undefined);
      return ok;
    };
    await world.attempt(id);
    assert.equal(world.requests.length, 1);
    assert.equal((await world.delivery(id)).status, 'delivered');
    assert.equal(world.ticks.size, 0);
  });

  it('changes nothing when its worker froze and another made the next one', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = async () => {
      world.now += 3_600_000;
      world.answer = () => ok;
      await world.attempt(id);
      return answered(500);
    };
    assert.equal(await world.attempt(id), undefined);
    const { status, attempts } = await world.delivery(id);
    assert.equal(status, 'delivered');
    assert.deepEqual(
      attempts.map(({ number }) => number),
      [2],
    );
    assert.equal(world.lines.at(-1)?.['result'], 'lost');
  });

  it('writes one wide line, without secret, path or body', async () => {
    const world = createWorld();
    const { id, event, endpoint } = await world.owe();
    world.lines.length = 0;
    world.answer = () => answered(500, { body: 'private words' });
    await world.attempt(id);
    assert.equal(world.lines.length, 1);
    const [line] = world.lines;
    assert.equal(line?.['delivery'], id);
    assert.equal(line?.['event'], event.id);
    assert.equal(line?.['endpoint'], endpoint.endpoint.id);
    assert.equal(line?.['job'], event.data.job?.['id']);
    assert.equal(line?.['tenant'], tenant);
    assert.equal(line?.['attempt'], 1);
    assert.equal(line?.['status'], 500);
    assert.equal(line?.['result'], 'pending');
    assert.equal(line?.['next'], new Date(world.now + 5_000).toISOString());
    assert.equal(line?.['host'], 'hooks.example.com');
    assert.doesNotMatch(JSON.stringify(line), /token|private words|whsec/);
  });
});
