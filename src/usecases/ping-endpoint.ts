import type { DeliveryRecord } from '../model/delivery.ts';
import type { SlipwayEvent } from '../model/event.ts';
import type { Principal } from '../model/principal.ts';
import type { Clock, Ids, Log, Post, WebhookStore } from '../ports.ts';
import { endpointNotFound, urlRefused } from './endpoint-rules.ts';

export interface PingEndpointDeps {
  store: Pick<WebhookStore, 'endpoint'>;
  /** What signs and sends every delivery, so that a ping that arrives proves the path. */
  post: Post;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'next'>;
  log: Log;
  publicUrl: string;
}

/** What came of a ping. */
export interface Ping {
  delivered: boolean;
  durationMs: number;
  status?: number;
  error?: string;
}

/** Sends an endpoint a signed `ping` now, once, and waits for the answer. Disabled endpoints can be tried as well. */
export function pingEndpoint(deps: PingEndpointDeps): (principal: Principal, id: string) => Promise<Ping> {
  const { store, post, log } = deps;
  return async (principal, id) => {
    const found = await store.endpoint(principal.tenant, id);
    if (!found) throw endpointNotFound(id);
    const { sent, durationMs } = await post(found.record, pingDelivery(deps, principal, id), 1);
    const { tenant } = principal;
    log.info({ endpoint: id, tenant, by: principal.id, durationMs, result: sent.type }, 'webhook endpoint pinged');

    if (sent.type === 'blocked') throw urlRefused(log, principal, sent.reason);
    if (sent.type === 'failed') return { delivered: false, durationMs, error: sent.error };
    const { status } = sent;
    if (status >= 200 && status < 300) return { delivered: true, durationMs, status };
    const error = status >= 300 && status < 400 ? 'redirect_not_followed' : 'unexpected_status';
    return { delivered: false, durationMs, status, error };
  };
}

function pingDelivery({ ids, clock, publicUrl }: PingEndpointDeps, { id: by, tenant }: Principal, endpointId: string) {
  const at = new Date(clock.now()).toISOString();
  const text = 'Slipway: this is a test; nothing happened.';
  const event: SlipwayEvent = {
    id: ids.next('evt', tenant),
    type: 'ping',
    timestamp: at,
    schemaVersion: '1',
    sequence: '00000001',
    data: {
      ticket: null,
      labels: {},
      metadata: {},
      requestedBy: by,
      summary: { text, markdown: text },
      links: { endpoint: `${publicUrl}/v1/webhook-endpoints/${endpointId}` },
    },
  };
  const record: DeliveryRecord = {
    schema: 1,
    tenant,
    delivery: {
      id: ids.next('dlv', tenant),
      endpointId,
      eventId: event.id,
      eventType: event.type,
      status: 'pending',
      createdAt: at,
      attempts: [],
    },
    body: JSON.stringify(event),
  };
  return record;
}
