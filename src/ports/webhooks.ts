import type { DeliveryRecord } from '../model/delivery.ts';
import type { EndpointRecord } from '../model/endpoint.ts';
import type { SlipwayEvent } from '../model/event.ts';
import type { Page, WakeUp } from './jobs.ts';

export interface WebhookStore {
  createEndpoint(record: EndpointRecord, limit: number): Promise<'created' | 'exists' | 'limit-reached'>;
  endpoint(tenant: string, id: string): Promise<{ record: EndpointRecord; version: number } | undefined>;
  endpoints(tenant: string): Promise<EndpointRecord[]>;
  /** Replaces the record if it is still at `version`. */
  updateEndpoint(record: EndpointRecord, version: number): Promise<boolean>;
  deleteEndpoint(tenant: string, id: string): Promise<boolean>;

  /** The event and its tenant, while it stands in the outbox. */
  outboxEvent(eventId: string): Promise<{ event: SlipwayEvent; tenant: string } | undefined>;
  /** Makes the deliveries and takes the event out of the outbox, in one. A second call changes nothing. */
  fanOut(eventId: string, deliveries: DeliveryRecord[], dueAt: number): Promise<void>;
  /** Events of a shard that have stood in the outbox for `graceMs`; as `JobStore.overdue`. */
  overdueEvents(shard: number, now: number, graceMs: number, limit: number): Promise<WakeUp[]>;

  /** A claim is an attempt, counted before it is made: the epoch is also its number. */
  claimDelivery(
    id: string,
    now: number,
    leaseUntil: number,
  ): Promise<
    { record: DeliveryRecord; endpoint: EndpointRecord | undefined; epoch: number } | 'not-due' | 'leased' | 'ended'
  >;
  /** Prolongs the lease; `false` if it is no longer ours. */
  renewDelivery(id: string, epoch: number, leaseUntil: number): Promise<boolean>;
  /** Records one attempt; `dueAt` says when the next is due, `undefined` that the delivery has ended. */
  saveDelivery(
    id: string,
    epoch: number,
    record: DeliveryRecord,
    dueAt: number | undefined,
  ): Promise<{ wake: number } | 'lost'>;
  delivery(tenant: string, id: string): Promise<DeliveryRecord | undefined>;
  /** Newest first. */
  deliveries(tenant: string, endpointId: string, limit: number, after?: string): Promise<Page<DeliveryRecord>>;
  /** Deliveries of a shard that are overdue, or whose worker is gone; as `JobStore.overdue`. */
  overdueDeliveries(shard: number, now: number, graceMs: number, limit: number): Promise<WakeUp[]>;
}

/** What came of sending one request to a subscriber. */
export type Sent =
  | {
      type: 'answered';
      status: number;
      retryAfter?: string;
      location?: string;
      /** The receiver asks to be sent nothing more (`webhook-delivery: disable`). */
      disable?: true;
      body: string;
    }
  /** `error` is a class such as `timeout`; `detail` is for the operator's log only. */
  | { type: 'failed'; error: string; detail?: string }
  /** The address policy refuses the destination; `reason` is for the operator's log only. */
  | { type: 'blocked'; reason: string };

export interface WebhookSender {
  /** @param stopping when it is aborted, nothing more is waited for: the answer is `failed`, `interrupted` */
  send(request: { url: string; headers: Record<string, string>; body: string }, stopping?: AbortSignal): Promise<Sent>;
  /** Why this URL may not be a destination, or `undefined`. The same check as before every attempt. */
  refusal(url: string): Promise<string | undefined>;
}

/** Signs and sends one attempt: what `notify` offers to whoever must send outside of a stored delivery. */
export type Post = (
  to: EndpointRecord,
  record: DeliveryRecord,
  attempt: number,
  stopping?: AbortSignal,
) => Promise<{ sent: Sent; startedAt: number; durationMs: number }>;
