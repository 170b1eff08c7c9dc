import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DeliveryRecord } from '../../src/model/delivery.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import type { WebhookStore } from '../../src/ports.ts';
import { sampleDelivery, sampleEndpoint, sampleEvent, shard, tenant } from '../fakes/webhook-samples.ts';

/** A store under test, and what stands in for the doors that put events into the outbox. */
export interface WebhookStoreHarness {
  store: WebhookStore;
  putEvent(tenant: string, event: SlipwayEvent, dueAt: number): Promise<void>;
  close(): Promise<void>;
}

/** What every `WebhookStore` does. */
export function webhookStoreContract(name: string, open: () => Promise<WebhookStoreHarness>): void {
  describe(`${name} as a webhook store`, () => {
    let harness: WebhookStoreHarness;
    let store: WebhookStore;
    before(async () => {
      harness = await open();
      store = harness.store;
    });
    after(() => harness.close());

    /** Deliveries that are due at 1000. */
    async function owe(...deliveries: DeliveryRecord[]): Promise<void> {
      const event = sampleEvent();
      await harness.putEvent(tenant, event, 1000);
      await store.fanOut(event.id, deliveries, 1000);
    }
    async function claim(id: string, now: number, leaseUntil = now + 60) {
      const claimed = await store.claimDelivery(id, now, leaseUntil);
      if (typeof claimed === 'string') throw new Error(claimed);
      return claimed;
    }

    describe('endpoints', () => {
      it('gives back what was created, to its own tenant only', async () => {
        const record = sampleEndpoint({}, 'own');
        assert.equal(await store.createEndpoint(record, 100), 'created');
        assert.deepEqual(await store.endpoint('own', record.endpoint.id), { record, version: 1 });
        assert.deepEqual(await store.endpoints('own'), [record]);
        assert.equal(await store.endpoint('other', record.endpoint.id), undefined);
        assert.deepEqual(await store.endpoints('other'), []);
      });

      it('refuses one more than the limit, and takes one again after a deletion', async () => {
        const [first, second, third] = [1, 2, 3].map(() => sampleEndpoint({}, 'full'));
        assert.ok(first && second && third);
        assert.equal(await store.createEndpoint(first, 2), 'created');
        assert.equal(await store.createEndpoint(second, 2), 'created');
        assert.equal(await store.createEndpoint(third, 2), 'limit-reached');
        assert.equal(await store.endpoint('full', third.endpoint.id), undefined);
        assert.equal(await store.deleteEndpoint('full', first.endpoint.id), true);
        assert.equal(await store.createEndpoint(third, 2), 'created');
      });

      it('holds the limit when many come at once', async () => {
        const records = Array.from({ length: 20 }, () => sampleEndpoint({}, 'rush'));
        const answers = await Promise.all(records.map((record) => store.createEndpoint(record, 7)));
        assert.equal(answers.filter((answer) => answer === 'created').length, 7);
      });

      it('replaces a record at the version that was read, and at no other', async () => {
        const record = sampleEndpoint();
        await store.createEndpoint(record, 100);
        const changed = { ...record, endpoint: { ...record.endpoint, description: 'new' } };
        assert.equal(await store.updateEndpoint(changed, 1), true);
        assert.equal(await store.updateEndpoint(record, 1), false);
        assert.deepEqual(await store.endpoint(tenant, record.endpoint.id), { record: changed, version: 2 });
      });

      it('neither changes nor deletes the endpoint of another tenant, or one that is gone', async () => {
        const record = sampleEndpoint();
        await store.createEndpoint(record, 100);
        assert.equal(await store.updateEndpoint({ ...record, tenant: 'other' }, 1), false);
        assert.equal(await store.deleteEndpoint('other', record.endpoint.id), false);
        assert.equal(await store.deleteEndpoint(tenant, record.endpoint.id), true);
        assert.equal(await store.deleteEndpoint(tenant, record.endpoint.id), false);
        assert.equal(await store.updateEndpoint(record, 1), false);
        assert.equal(await store.endpoint(tenant, record.endpoint.id), undefined);
      });
    });

    describe('the fan-out', () => {
      it('shows an event while it stands in the outbox', async () => {
        const event = sampleEvent();
        assert.equal(await store.outboxEvent(event.id), undefined);
        await harness.putEvent(tenant, event, 1000);
        assert.deepEqual(await store.outboxEvent(event.id), { event, tenant });
        await store.fanOut(event.id, [], 1000);
        assert.equal(await store.outboxEvent(event.id), undefined);
      });

      it('makes deliveries that are due, and changes nothing the second time', async () => {
        const event = sampleEvent();
        const first = sampleDelivery();
        const late = sampleDelivery();
        await harness.putEvent(tenant, event, 1000);
        await store.fanOut(event.id, [first], 1000);
        const claimed = await claim(first.delivery.id, 1000);
        const { record, epoch } = claimed;
        await store.saveDelivery(first.delivery.id, epoch, ended(record), undefined);

        await store.fanOut(event.id, [first, late], 2000);
        assert.equal((await store.delivery(tenant, first.delivery.id))?.delivery.status, 'delivered');
        assert.equal(await store.delivery(tenant, late.delivery.id), undefined);
      });

      it('keeps a delivery that is there already', async () => {
        const delivery = sampleDelivery();
        await owe(delivery);
        await claim(delivery.delivery.id, 1000, 1060);
        await owe(delivery);
        assert.equal(await store.claimDelivery(delivery.delivery.id, 1000, 1060), 'leased');
      });

      it('tells of an overdue event once a grace, and gets past a wake-up that a dead worker took along', async () => {
        const event = sampleEvent();
        const { id } = event;
        await harness.putEvent(tenant, event, 500);
        assert.deepEqual(await store.overdueEvents(shard, 599, 100, 10), []);
        assert.deepEqual(await store.overdueEvents(shard, 600, 100, 10), [{ id, wake: 1 }]);
        assert.deepEqual(await store.overdueEvents(shard, 699, 100, 10), []);
        assert.deepEqual(await store.overdueEvents(shard, 700, 100, 10), [{ id, wake: 2 }]);
        await store.fanOut(event.id, [], 1000);
        assert.deepEqual(await store.overdueEvents(shard, 2000, 100, 10), []);
      });
    });

    describe('a delivery', () => {
      it('is claimed once it is due, by one at a time, with its endpoint and bytes', async () => {
        const endpoint = sampleEndpoint();
        await store.createEndpoint(endpoint, 100);
        const delivery = sampleDelivery({ endpointId: endpoint.endpoint.id });
        const { id } = delivery.delivery;
        await owe(delivery);
        assert.equal(await store.claimDelivery(id, 999, 1060), 'not-due');
        assert.deepEqual(await store.claimDelivery(id, 1000, 1060), { record: delivery, endpoint, epoch: 1 });
        assert.equal(await store.claimDelivery(id, 1059, 1200), 'leased');
        assert.equal((await claim(id, 1060)).epoch, 2);
      });

      it('is given to one of many that claim it at once', async () => {
        const delivery = sampleDelivery();
        await owe(delivery);
        const { id } = delivery.delivery;
        const answers = await Promise.all(Array.from({ length: 20 }, () => store.claimDelivery(id, 1000, 1060)));
        assert.equal(answers.filter((answer) => typeof answer !== 'string').length, 1);
      });

      it('has no endpoint once that is deleted', async () => {
        const delivery = sampleDelivery();
        await owe(delivery);
        assert.equal((await claim(delivery.delivery.id, 1000)).endpoint, undefined);
      });

      it('is parked until it is due again, under the number of its next wake-up', async () => {
        const delivery = sampleDelivery();
        const { id } = delivery.delivery;
        await owe(delivery);
        const { record, epoch } = await claim(id, 1000);
        const tried = withAttempt(record);
        assert.deepEqual(await store.saveDelivery(id, epoch, tried, 5000), { wake: 2 });
        assert.equal(await store.claimDelivery(id, 4999, 6000), 'not-due');
        assert.deepEqual((await claim(id, 5000)).record, tried);
      });

      it('keeps the bytes it was made with', async () => {
        const delivery = sampleDelivery();
        const { id } = delivery.delivery;
        await owe(delivery);
        const { record, epoch } = await claim(id, 1000);
        await store.saveDelivery(id, epoch, { ...record, body: 'other' }, 5000);
        assert.equal((await store.delivery(tenant, id))?.body, delivery.body);
      });

      it('cannot be saved by a worker whose lease went to another', async () => {
        const delivery = sampleDelivery();
        const { id } = delivery.delivery;
        await owe(delivery);
        const frozen = await claim(id, 1000, 1060);
        const second = await claim(id, 1060, 1120);
        assert.equal(await store.saveDelivery(id, frozen.epoch, withAttempt(frozen.record), 9000), 'lost');
        assert.deepEqual(await store.saveDelivery(id, second.epoch, ended(second.record), undefined), { wake: 2 });
        assert.equal(await store.saveDelivery(id, second.epoch, withAttempt(second.record), 9000), 'lost');
        assert.deepEqual(await store.delivery(tenant, id), ended(delivery));
      });

      it('is over once it was saved without a next time', async () => {
        const delivery = sampleDelivery();
        const { id } = delivery.delivery;
        await owe(delivery);
        const { record, epoch } = await claim(id, 1000);
        await store.saveDelivery(id, epoch, ended(record), undefined);
        assert.equal(await store.claimDelivery(id, 9_000_000, 9_000_060), 'ended');
        assert.equal(await store.claimDelivery(sampleDelivery().delivery.id, 1000, 1060), 'ended');
      });

      it('is shown to its tenant only', async () => {
        const delivery = sampleDelivery();
        await owe(delivery);
        assert.deepEqual(await store.delivery(tenant, delivery.delivery.id), delivery);
        assert.equal(await store.delivery('other', delivery.delivery.id), undefined);
      });

      it('is listed newest first, page by page, for its tenant only', async () => {
        const endpointId = sampleEndpoint().endpoint.id;
        const all = [1, 2, 3, 4, 5].map((second) =>
          sampleDelivery({ endpointId, createdAt: `2026-11-22T21:00:0${second}.000Z` }),
        );
        await owe(...all);
        const newest = all.map(({ delivery }) => delivery.id).reverse();
        const pages: string[][] = [];
        let next: string | undefined;
        do {
          const page = await store.deliveries(tenant, endpointId, 2, next);
          pages.push(page.items.map(({ delivery }) => delivery.id));
          next = page.next;
        } while (next);
        assert.deepEqual(pages, [newest.slice(0, 2), newest.slice(2, 4), newest.slice(4)]);
        assert.deepEqual((await store.deliveries(tenant, endpointId, 5)).next, undefined);
        assert.deepEqual(await store.deliveries('other', endpointId, 5), { items: [] });
        assert.deepEqual(await store.deliveries(tenant, sampleEndpoint().endpoint.id, 5), { items: [] });
      });

      it('is told of once a grace when overdue, at once when its lease has ended, and never when it is over', async () => {
        // Whatever the other tests left.
        await store.overdueDeliveries(shard, 99_999_999, 0, 1000);
        const delivery = sampleDelivery();
        const { id } = delivery.delivery;
        await owe(delivery);
        assert.deepEqual(await store.overdueDeliveries(shard, 1099, 100, 10), []);
        assert.deepEqual(await store.overdueDeliveries(shard, 1100, 100, 10), [{ id, wake: 1 }]);
        assert.deepEqual(await store.overdueDeliveries(shard, 1199, 100, 10), []);
        assert.deepEqual(await store.overdueDeliveries(shard, 1200, 100, 10), [{ id, wake: 2 }]);
        // Waiting for the next look is not being leased.
        const { record, epoch } = await claim(id, 1250, 2000);
        assert.deepEqual(await store.overdueDeliveries(shard, 1999, 100, 10), []);
        assert.equal(await store.renewDelivery(id, epoch, 3000), true);
        assert.equal(await store.renewDelivery(id, epoch - 1, 4000), false);
        assert.deepEqual(await store.overdueDeliveries(shard, 2999, 100, 10), []);
        assert.deepEqual(await store.overdueDeliveries(shard, 3000, 100, 10), [{ id, wake: 3 }]);
        await store.saveDelivery(id, epoch, ended(record), undefined);
        assert.equal(await store.renewDelivery(id, epoch, 5000), false);
        assert.deepEqual(await store.overdueDeliveries(shard, 10_000, 100, 10), []);
      });
    });
  });
}

function withAttempt(record: DeliveryRecord): DeliveryRecord {
  const attempt = { number: 1, at: '2026-11-22T21:18:49.000Z', durationMs: 12, status: 500, response: 'oh 😀' };
  return { ...record, delivery: { ...record.delivery, attempts: [attempt] } };
}

function ended(record: DeliveryRecord): DeliveryRecord {
  return { ...record, delivery: { ...record.delivery, status: 'delivered', finishedAt: '2026-11-22T21:18:50.000Z' } };
}
