import type { DeliveryRecord } from '../model/delivery.ts';
import type { EndpointRecord } from '../model/endpoint.ts';
import type { Clock, Post, WebhookSender } from '../ports.ts';
import { sign } from './signature.ts';

export interface PostDeps {
  sender: Pick<WebhookSender, 'send'>;
  clock: Pick<Clock, 'now'>;
}

/** Signs one attempt and sends it. Deliveries and pings both go this way, so a ping that arrives proves the path. */
export function post({ sender, clock }: PostDeps): Post {
  return async (to, record, attempt, stopping) => {
    const startedAt = clock.now();
    const headers = headersOf(to, record, attempt, Math.floor(startedAt / 1000));
    const sent = await sender.send({ url: to.endpoint.url, headers, body: record.body }, stopping);
    return { sent, startedAt, durationMs: clock.now() - startedAt };
  };
}

function headersOf(to: EndpointRecord, { delivery, body, traceparent }: DeliveryRecord, attempt: number, at: number) {
  return {
    'content-type': 'application/json',
    'user-agent': 'Slipway-Webhooks/1',
    'webhook-id': delivery.eventId,
    'webhook-timestamp': `${at}`,
    'webhook-signature': sign([to.secret], delivery.eventId, at, body),
    'slipway-event-type': delivery.eventType,
    'slipway-delivery-id': delivery.id,
    'slipway-attempt': `${attempt}`,
    ...(traceparent ? { traceparent } : {}),
  };
}
