import type { DeliveryRecord } from '../../src/model/delivery.ts';
import type { EndpointRecord } from '../../src/model/endpoint.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { shardOfId } from '../../src/model/id.ts';
import type { WebhookStore } from '../../src/ports.ts';
import { type SweepRow, sweepRows } from './memory-sweep.ts';

interface Row extends SweepRow {
  record: DeliveryRecord;
  /** Absent once the delivery has ended. */
  dueAt?: number | undefined;
  leaseUntil: number;
  epoch: number;
}

/** `WebhookStore` in memory; `putEvent` does what the doors of the job store do. */
export interface MemoryWebhookStore extends WebhookStore {
  putEvent(tenant: string, event: SlipwayEvent, dueAt: number): Promise<void>;
}

export function createMemoryWebhookStore(): MemoryWebhookStore {
  const endpoints = new Map<string, { record: EndpointRecord; version: number }>();
  const events = new Map<string, SweepRow & { event: SlipwayEvent; tenant: string }>();
  const rows = new Map<string, Row>();

  const ofTenant = (tenant: string) => [...endpoints.values()].filter(({ record }) => record.tenant === tenant);
  const clone = <T>(value: T): T => structuredClone(value);

  return {
    async putEvent(tenant, event, dueAt) {
      events.set(event.id, clone({ event, tenant, wake: 1, sweepAt: dueAt }));
    },

    async createEndpoint(record, limit) {
      if (endpoints.has(record.endpoint.id)) return 'exists';
      if (ofTenant(record.tenant).length >= limit) return 'limit-reached';
      endpoints.set(record.endpoint.id, clone({ record, version: 1 }));
      return 'created';
    },
    async endpoint(tenant, id) {
      const found = endpoints.get(id);
      return found?.record.tenant === tenant ? clone(found) : undefined;
    },
    async endpoints(tenant) {
      return clone(ofTenant(tenant).map(({ record }) => record));
    },
    async updateEndpoint(record, version) {
      const found = endpoints.get(record.endpoint.id);
      if (found?.version !== version || found.record.tenant !== record.tenant) return false;
      endpoints.set(record.endpoint.id, clone({ record, version: version + 1 }));
      return true;
    },
    async deleteEndpoint(tenant, id) {
      return endpoints.get(id)?.record.tenant === tenant && endpoints.delete(id);
    },

    async outboxEvent(eventId) {
      const found = events.get(eventId);
      return found && clone({ event: found.event, tenant: found.tenant });
    },
    async fanOut(eventId, deliveries, dueAt) {
      if (!events.delete(eventId)) return;
      for (const record of clone(deliveries)) {
        if (rows.has(record.delivery.id)) continue;
        rows.set(record.delivery.id, { record, dueAt, sweepAt: dueAt, leaseUntil: 0, epoch: 0, wake: 1 });
      }
    },
    async overdueEvents(shard, now, graceMs, limit) {
      const open = [...events].filter(([id]) => shardOfId(id) === shard);
      return sweepRows(
        open.map(([id, row]) => ({ id, row, held: false })),
        now,
        graceMs,
        limit,
      );
    },

    async claimDelivery(id, now, leaseUntil) {
      const row = rows.get(id);
      if (row?.dueAt === undefined) return 'ended';
      if (row.dueAt > now) return 'not-due';
      if (row.leaseUntil > now) return 'leased';
      row.epoch += 1;
      row.leaseUntil = leaseUntil;
      row.sweepAt = leaseUntil;
      row.swept = undefined;
      const endpoint = endpoints.get(row.record.delivery.endpointId)?.record;
      return clone({ record: row.record, endpoint, epoch: row.epoch });
    },
    async renewDelivery(id, epoch, leaseUntil) {
      const row = rows.get(id);
      if (row?.dueAt === undefined || row.epoch !== epoch || row.leaseUntil === 0) return false;
      row.leaseUntil = row.sweepAt = leaseUntil;
      return true;
    },
    async saveDelivery(id, epoch, record, dueAt) {
      const row = rows.get(id);
      if (row?.dueAt === undefined || row.epoch !== epoch) return 'lost';
      row.record = { ...clone(record), body: row.record.body };
      row.dueAt = dueAt;
      row.sweepAt = dueAt ?? 0;
      row.leaseUntil = 0;
      row.wake += 1;
      return { wake: row.wake };
    },
    async delivery(tenant, id) {
      const record = rows.get(id)?.record;
      return record?.tenant === tenant ? clone(record) : undefined;
    },
    async deliveries(tenant, endpointId, limit, after) {
      const all = [...rows.values()]
        .map(({ record }) => record)
        .filter((record) => record.tenant === tenant && record.delivery.endpointId === endpointId)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
      const at = after === undefined ? -1 : all.findIndex(({ delivery }) => delivery.id === after);
      if (after !== undefined && at < 0) return { items: [] };
      const items = clone(all.slice(at + 1, at + 1 + limit));
      const last = at + 1 + limit < all.length ? items.at(-1) : undefined;
      return last ? { items, next: last.delivery.id } : { items };
    },
    async overdueDeliveries(shard, now, graceMs, limit) {
      const open = [...rows].filter(([id, row]) => shardOfId(id) === shard && row.dueAt !== undefined);
      return sweepRows(
        open.map(([id, row]) => ({ id, row, held: row.leaseUntil > 0 })),
        now,
        graceMs,
        limit,
      );
    },
  };
}

function sortKey({ delivery }: DeliveryRecord): string {
  return `${delivery.createdAt} ${delivery.id}`;
}
