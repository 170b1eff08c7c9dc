import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sweepDeliveries, sweepOutbox } from '../../../src/notify/sweep.ts';
import { shard } from '../../fakes/webhook-samples.ts';
import { createWorld } from './world.ts';

describe('the sweeper', () => {
  it('wakes an event whose hint was lost, once it is late, and again a minute later', async () => {
    const world = createWorld();
    const event = await world.happen();
    const woken: string[] = [];
    const wakeUps = { ...world.deps.wakeUps, event: async (id: string) => void woken.push(id) };
    const sweep = sweepOutbox({ ...world.deps, wakeUps });
    assert.equal(await sweep(shard), 0);
    world.now += 10_000;
    assert.equal(await sweep(shard), 1);
    assert.equal(await sweep(shard), 0);
    assert.equal(await sweep((shard + 1) % 16), 0);
    world.now += 70_000;
    assert.equal(await sweep(shard), 1);
    assert.deepEqual(woken, [event.id, event.id]);
  });

  it('wakes a delivery whose hint was lost, under a new number, and none that is under way', async () => {
    const world = createWorld();
    const sweep = sweepDeliveries(world.deps);
    const { id } = await world.owe();
    world.now += 10_000;
    assert.equal(await sweep(shard), 1);
    assert.deepEqual(world.hints.at(-1), { id, wake: 2, dueAt: world.now });
    world.answer = async () => {
      assert.equal(await sweep(shard), 0);
      return { type: 'answered', status: 204, body: '' };
    };
    await world.attempt(id);
    world.now += 3_600_000;
    assert.equal(await sweep(shard), 0);
  });
});
