import type { Delivery, DeliveryRecord } from '../../src/model/delivery.ts';
import type { Endpoint, EndpointRecord } from '../../src/model/endpoint.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { type IdPrefix, makeId, shardOfTenant } from '../../src/model/id.ts';

export const tenant = 'team-a';
export const shard = shardOfTenant(tenant);
export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let made = 0;
/** A new id on the owner's shard; later ones sort after earlier ones. */
function sampleId(prefix: IdPrefix, owner = tenant): string {
  made += 1;
  return makeId(prefix, made.toString(16).padStart(31, '0'), shardOfTenant(owner));
}

export function sampleEvent(changes: Partial<SlipwayEvent> = {}): SlipwayEvent {
  return {
    id: sampleId('evt'),
    type: 'job.succeeded',
    timestamp: '2026-11-22T21:18:47.120Z',
    schemaVersion: '1',
    sequence: '00000007',
    data: {
      job: { id: sampleId('job'), status: 'Succeeded' },
      cluster: { name: 'team-a-dev' },
      ticket: null,
      labels: {},
      metadata: {},
      requestedBy: 'key:test',
      summary: { text: 'naïve 😀', markdown: 'naïve 😀' },
      links: {},
    },
    ...changes,
  };
}

export function sampleEndpoint(changes: Partial<Endpoint> = {}, owner = tenant): EndpointRecord {
  const at = '2026-11-22T20:00:00.000Z';
  const endpoint: Endpoint = {
    id: sampleId('whe', owner),
    url: 'https://hooks.example.com/slipway?token=t',
    events: ['*'],
    status: 'enabled',
    secretHint: secret.slice(-4),
    createdAt: at,
    updatedAt: at,
    ...changes,
  };
  return { schema: 1, tenant: owner, endpoint, secret };
}

export function sampleDelivery(changes: Partial<Delivery> = {}, owner = tenant): DeliveryRecord {
  return {
    schema: 1,
    tenant: owner,
    delivery: {
      id: sampleId('dlv'),
      endpointId: sampleId('whe'),
      eventId: sampleId('evt'),
      eventType: 'job.succeeded',
      status: 'pending',
      createdAt: '2026-11-22T21:18:48.000Z',
      attempts: [],
      ...changes,
    },
    body: '{"note":"naïve 😀"}',
  };
}
