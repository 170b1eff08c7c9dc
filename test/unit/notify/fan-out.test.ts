import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fanOut } from '../../../src/notify/fan-out.ts';
import { sampleEndpoint, shard, tenant } from '../../fakes/webhook-samples.ts';
import { createWorld } from './world.ts';

describe('the fan-out', () => {
  it('owes the event to each enabled endpoint of the tenant that subscribes to it', async () => {
    const world = createWorld();
    const wanting = [
      await world.subscribe({ events: ['job.*'] }),
      await world.subscribe({ events: ['job.succeeded'] }),
    ];
    await world.subscribe({ events: ['cluster.*', 'job.failed'] });
    await world.subscribe({ status: 'disabled' });
    await world.store.createEndpoint(sampleEndpoint({}, 'other'), 100);
    const event = await world.happen();
    await world.fanOut(event.id);

    assert.equal(world.hints.length, 2);
    const made = await Promise.all(world.hints.map(({ id }) => world.delivery(id)));
    assert.deepEqual(
      made.map(({ endpointId }) => endpointId),
      wanting.map(({ endpoint }) => endpoint.id),
    );
    for (const [index, { id, ...delivery }] of made.entries()) {
      assert.equal(world.hints[index]?.wake, 1);
      assert.equal(delivery.eventId, event.id);
      assert.equal(delivery.eventType, 'job.succeeded');
      assert.equal(delivery.jobId, event.data.job?.['id']);
      assert.equal(delivery.status, 'pending');
      assert.equal((await world.store.delivery(tenant, id))?.body, JSON.stringify(event));
    }
    assert.equal(await world.store.outboxEvent(event.id), undefined);
  });

  it('takes an event out of the outbox that nobody wants', async () => {
    const world = createWorld();
    const event = await world.happen();
    await world.fanOut(event.id);
    assert.deepEqual(world.hints, []);
    assert.equal(await world.store.outboxEvent(event.id), undefined);
  });

  it('does nothing the second time', async () => {
    const world = createWorld();
    const { event } = await world.owe();
    await world.fanOut(event.id);
    assert.equal(world.hints.length, 1);
  });

  it('makes the same deliveries when two run at once', async () => {
    const world = createWorld();
    const { endpoint } = await world.subscribe();
    const event = await world.happen();
    await Promise.all([world.fanOut(event.id), world.fanOut(event.id)]);
    assert.equal((await world.store.deliveries(tenant, endpoint.id, 10)).items.length, 1);
  });

  it('stands when the wake-up of its delivery is lost, because the sweeper will find it', async () => {
    const world = createWorld();
    const { endpoint } = await world.subscribe();
    const event = await world.happen();
    await fanOut({ ...world.deps, wakeUps: { delivery: async () => {} } })(event.id);
    const [record] = (await world.store.deliveries(tenant, endpoint.id, 10)).items;
    assert.equal(record?.delivery.status, 'pending');
    assert.equal((await world.store.overdueDeliveries(shard, world.now, 0, 10)).length, 1);
  });
});
