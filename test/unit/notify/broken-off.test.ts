import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sent } from '../../../src/ports.ts';
import { createWorld, ok } from './world.ts';

describe('an attempt that a restart of ours breaks off', () => {
  it('does not count, not even as the last one', async () => {
    const world = createWorld({ schedule: [0, 5_000] });
    const { id } = await world.owe();
    const next = async (sent: Sent) => {
      world.answer = () => sent;
      const due = await world.attempt(id);
      if (due) world.now = due.dueAt;
      return due;
    };
    const interrupted: Sent = { type: 'failed', error: 'interrupted' };
    for (const _ of [1, 2, 3]) assert.equal((await next(interrupted))?.dueAt, world.now);
    const before = world.now;
    assert.equal(
      (await next({ type: 'answered', status: 500, body: '' }))?.dueAt,
      before + 5_000,
      'the wait before a second attempt',
    );
    await next(interrupted);
    await next(ok);
    const { status, attempts } = await world.delivery(id);
    assert.deepEqual([status, attempts.map(({ number }) => number)], ['delivered', [1, 2, 3, 4, 5, 6]]);
  });

  it('is due again at once, for another worker to send', async () => {
    const world = createWorld();
    const { id } = await world.owe();
    world.answer = () => ({ type: 'failed', error: 'interrupted' });
    assert.deepEqual(await world.attempt(id), { dueAt: world.now, wake: 2 });
    world.answer = () => ok;
    await world.attempt(id);
    const { status, attempts } = await world.delivery(id);
    assert.equal(status, 'delivered');
    assert.deepEqual(
      attempts.map(({ error, status }) => error ?? status),
      ['interrupted', 200],
    );
  });
});
