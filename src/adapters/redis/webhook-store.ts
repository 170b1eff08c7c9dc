import type { DeliveryRecord } from '../../model/delivery.ts';
import type { EndpointRecord } from '../../model/endpoint.ts';
import type { SlipwayEvent } from '../../model/event.ts';
import { shardOfId, shardOfTenant } from '../../model/id.ts';
import type { WebhookStore } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { overdue, readWakeUps } from './doors/sweep.ts';
import { recordKeys, recordPrefixes, shardKeys, tenantKey } from './keys.ts';
import { defineScript } from './script.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';
import * as lua from './webhook-scripts.ts';

export interface WebhookStoreOptions {
  /** Thirty-two bytes that encrypt the endpoints' secrets at rest; without it they are stored plain. */
  secretKey?: Buffer;
  /** How long an event can be read after its fan-out, and a delivery after its end, in milliseconds. Default 30 days. */
  retentionMs?: number;
}

const daySeconds = 24 * 3600;
/** Most deliveries of one endpoint that can be listed. */
const mostListed = 10_000;

/** Endpoints and deliveries over Redis: `WebhookStore` as `ports` describes it. */
export function createWebhookStore(redis: RedisClient, options: WebhookStoreOptions = {}): WebhookStore {
  const box = createSecretBox(options.secretKey);
  const keptSeconds = Math.ceil((options.retentionMs ?? 30 * daySeconds * 1_000) / 1_000);
  // After the last fan-out, and longer than any delivery that it lists.
  const indexKeptSeconds = keptSeconds + 10 * daySeconds;
  const scripts = {
    createEndpoint: defineScript(redis, 'slipwayCreateEndpoint', lua.createEndpoint),
    updateEndpoint: defineScript(redis, 'slipwayUpdateEndpoint', lua.updateEndpoint),
    deleteEndpoint: defineScript(redis, 'slipwayDeleteEndpoint', lua.deleteEndpoint),
    fanOut: defineScript(redis, 'slipwayFanOut', lua.fanOut),
    claimDelivery: defineScript(redis, 'slipwayClaimDelivery', lua.claimDelivery),
    renewDelivery: defineScript(redis, 'slipwayRenewDelivery', lua.renewDelivery),
    saveDelivery: defineScript(redis, 'slipwaySaveDelivery', lua.saveDelivery),
    overdue: defineScript(redis, 'slipwayOverdue', overdue),
    listDeliveries: defineScript(redis, 'slipwayListDeliveries', lua.listDeliveries),
  };

  async function read(id: string): Promise<{ record: EndpointRecord; version: number } | undefined> {
    const [doc, secret, version] = await redis.hmget(recordKeys.endpoint(id), 'doc', 'secret', 'version');
    if (!doc || !secret) return undefined;
    try {
      return { record: readEndpoint(doc, box.open(secret, id)), version: Number(version) };
    } catch {
      // Sealed with a key that is not ours any more: nothing can be signed for this endpoint, and no other may suffer.
      const record = readEndpoint(doc, '');
      const endpoint = { ...record.endpoint, status: 'disabled' as const, disabledReason: 'secret-unreadable' };
      return { record: { ...record, endpoint }, version: Number(version) };
    }
  }

  return {
    async createEndpoint(record, limit) {
      const { id, createdAt } = record.endpoint;
      const made = await scripts.createEndpoint(
        [recordKeys.endpoint(id), tenantKey(record.tenant, 'endpoints')],
        [limit, id, Date.parse(createdAt), record.tenant, ...endpointFields(record, box)],
      );
      return made === 1 ? 'created' : made === 2 ? 'exists' : 'limit-reached';
    },

    async endpoint(tenant, id) {
      const found = await read(id);
      return found?.record.tenant === tenant ? found : undefined;
    },

    async endpoints(tenant) {
      const ids = await redis.zrange(tenantKey(tenant, 'endpoints'), 0, '-1');
      const found = await Promise.all(ids.map(read));
      return found.flatMap((one) => (one ? [one.record] : []));
    },

    async updateEndpoint(record, version) {
      // What could not be read must not be written over: the key that opens it may come back.
      if (record.secret === '') return false;
      const key = recordKeys.endpoint(record.endpoint.id);
      return (await scripts.updateEndpoint([key], [version, record.tenant, ...endpointFields(record, box)])) === 1;
    },

    async deleteEndpoint(tenant, id) {
      // Somebody else's, and a Cluster refuses keys of two shards.
      if (shardOfId(id) !== shardOfTenant(tenant)) return false;
      const keys = [recordKeys.endpoint(id), tenantKey(tenant, 'endpoints'), recordKeys.endpointDeliveries(id)];
      return (await scripts.deleteEndpoint(keys, [id, tenant])) === 1;
    },

    async outboxEvent(eventId) {
      const [waiting, [doc, tenant]] = await Promise.all([
        redis.zscore(shardKeys.outbox(shardOfId(eventId)), eventId),
        redis.hmget(recordKeys.event(eventId), 'doc', 'tenant'),
      ]);
      return waiting !== null && doc && tenant ? { event: JSON.parse(doc) as SlipwayEvent, tenant } : undefined;
    },

    async fanOut(eventId, deliveries, dueAt) {
      const shard = shardOfId(eventId);
      const keys = deliveries.flatMap(({ delivery }) => [
        recordKeys.delivery(delivery.id),
        recordKeys.endpointDeliveries(delivery.endpointId),
      ]);
      await scripts.fanOut(
        [shardKeys.outbox(shard), recordKeys.event(eventId), shardKeys.deliveriesDue(shard), ...keys],
        [eventId, dueAt, keptSeconds, indexKeptSeconds, mostListed, ...deliveries.flatMap(deliveryArguments)],
      );
    },

    async overdueEvents(shard, now, graceMs, limit) {
      const found = await scripts.overdue(
        [shardKeys.outbox(shard)],
        [now, graceMs, limit, recordPrefixes.event(shard), 'doc', ''],
      );
      return readWakeUps(found);
    },

    async claimDelivery(id, now, leaseUntil) {
      const reply = await scripts.claimDelivery(deliveryKeys(id), [id, now, leaseUntil]);
      if (!Array.isArray(reply)) return reply as 'not-due' | 'leased' | 'ended';
      const [epoch, doc, body] = reply as [number, string, string];
      const record = readDelivery(doc, body);
      const endpoint = await read(record.delivery.endpointId);
      return { record, endpoint: endpoint?.record, epoch };
    },

    async renewDelivery(id, epoch, leaseUntil) {
      return (await scripts.renewDelivery(deliveryKeys(id), [id, epoch, leaseUntil])) === 1;
    },

    async saveDelivery(id, epoch, record, dueAt) {
      const wake = await scripts.saveDelivery(deliveryKeys(id), [
        id,
        epoch,
        deliveryDoc(record),
        dueAt ?? '',
        keptSeconds,
      ]);
      return wake === -1 ? 'lost' : { wake: Number(wake) };
    },

    async delivery(tenant, id) {
      const [doc, body] = await redis.hmget(recordKeys.delivery(id), 'doc', 'body');
      const record = doc ? readDelivery(doc, body ?? '') : undefined;
      return record?.tenant === tenant ? record : undefined;
    },

    async deliveries(tenant, endpointId, limit, after) {
      const prefix = recordPrefixes.delivery(shardOfId(endpointId));
      const reply = await scripts.listDeliveries(
        [recordKeys.endpointDeliveries(endpointId)],
        [limit, after ?? '', prefix],
      );
      const found = pairs(reply as string[]).map(([doc, body]) => readDelivery(doc, body));
      const items = found.slice(0, limit).filter((record) => record.tenant === tenant);
      const last = found.length > limit ? items.at(-1) : undefined;
      return last ? { items, next: last.delivery.id } : { items };
    },

    async overdueDeliveries(shard, now, graceMs, limit) {
      const found = await scripts.overdue(
        [shardKeys.deliveriesDue(shard)],
        [now, graceMs, limit, recordPrefixes.delivery(shard), 'dueAt', 'leaseUntil'],
      );
      return readWakeUps(found);
    },
  };
}

function deliveryKeys(id: string): string[] {
  return [recordKeys.delivery(id), shardKeys.deliveriesDue(shardOfId(id))];
}

/** The secret has a field of its own, so that it alone is encrypted. */
function endpointFields({ secret, ...rest }: EndpointRecord, box: SecretBox): [doc: string, secret: string] {
  return [JSON.stringify(rest), box.seal(secret, rest.endpoint.id)];
}

function readEndpoint(doc: string, secret: string): EndpointRecord {
  return { ...(JSON.parse(doc) as Omit<EndpointRecord, 'secret'>), secret };
}

function deliveryArguments(record: DeliveryRecord): (string | number)[] {
  const { id, createdAt } = record.delivery;
  return [id, record.tenant, deliveryDoc(record), record.body, Date.parse(createdAt)];
}

/** The body has a field of its own, which no attempt writes again. */
function deliveryDoc({ body: _, ...rest }: DeliveryRecord): string {
  return JSON.stringify(rest);
}

function readDelivery(doc: string, body: string): DeliveryRecord {
  return { ...(JSON.parse(doc) as Omit<DeliveryRecord, 'body'>), body };
}

function pairs(list: string[]): [string, string][] {
  return Array.from({ length: list.length / 2 }, (_, index) => [list[index * 2] ?? '', list[index * 2 + 1] ?? '']);
}
