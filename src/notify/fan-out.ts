import type { DeliveryRecord } from '../model/delivery.ts';
import type { EndpointRecord } from '../model/endpoint.ts';
import { covers, type SlipwayEvent } from '../model/event.ts';
import { deriveId, shardOfId } from '../model/id.ts';
import type { Clock, Log, WakeUps, WebhookStore } from '../ports.ts';
import { freezeBody } from './body.ts';

export interface FanOutDeps {
  store: WebhookStore;
  wakeUps: Pick<WakeUps, 'delivery'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

/** The number of a delivery's first wake-up. */
const firstWake = 1;

/**
 * Turns an event into one delivery for each endpoint that subscribes to it. It may run twice, or be cut off anywhere: the
 * ids of the deliveries follow from event and endpoint, and the event leaves the outbox together with their making.
 */
export function fanOut({ store, wakeUps, clock, log }: FanOutDeps): (eventId: string) => Promise<void> {
  return async (eventId) => {
    const found = await store.outboxEvent(eventId);
    if (!found) return;
    const { event, tenant } = found;
    const now = clock.now();
    const endpoints = (await store.endpoints(tenant)).filter((record) => wants(record, event));
    const body = endpoints.length > 0 ? freezeBody(event) : '';
    const deliveries = endpoints.map((record) => owe(event, record, body, now));
    await store.fanOut(eventId, deliveries, now);
    const about = { job: event.data.job?.['id'], cluster: event.data.cluster?.['id'] };
    log.info({ event: eventId, tenant, ...about, type: event.type, deliveries: deliveries.length }, 'event fanned out');

    for (const { delivery } of deliveries) await wakeUps.delivery(delivery.id, firstWake, now);
  };
}

function wants({ endpoint }: EndpointRecord, event: SlipwayEvent): boolean {
  return endpoint.status === 'enabled' && endpoint.events.some((subscription) => covers(subscription, event.type));
}

function owe(event: SlipwayEvent, { tenant, endpoint }: EndpointRecord, body: string, now: number): DeliveryRecord {
  const createdAt = new Date(now).toISOString();
  const { id: jobId } = event.data.job ?? {};
  return {
    schema: 1,
    tenant,
    delivery: {
      id: deriveId('dlv', [event.id, endpoint.id], shardOfId(event.id)),
      endpointId: endpoint.id,
      eventId: event.id,
      eventType: event.type,
      ...(typeof jobId === 'string' ? { jobId } : {}),
      status: 'pending',
      createdAt,
      nextAttemptAt: createdAt,
      attempts: [],
    },
    body,
    ...(event.traceparent ? { traceparent: event.traceparent } : {}),
  };
}
