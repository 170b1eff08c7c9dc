import type { EndpointRecord } from '../model/endpoint.ts';
import type { Clock, Log, WebhookStore } from '../ports.ts';

/**
 * Switches an endpoint off because its receiver asked for it. If its owner changed it meanwhile, the owner's word stands:
 * should the new URL be gone too, the next attempt will say so.
 */
export async function disable(
  { store, clock, log }: { store: WebhookStore; clock: Pick<Clock, 'now'>; log: Log },
  { tenant, endpoint }: EndpointRecord,
  reason: string,
): Promise<void> {
  const current = await store.endpoint(tenant, endpoint.id);
  if (!current || current.record.endpoint.updatedAt !== endpoint.updatedAt) return;
  const updatedAt = new Date(clock.now()).toISOString();
  const disabled = { ...current.record.endpoint, status: 'disabled' as const, disabledReason: reason, updatedAt };
  if (await store.updateEndpoint({ ...current.record, endpoint: disabled }, current.version)) {
    log.warn({ endpoint: endpoint.id, tenant, reason }, 'webhook endpoint disabled by its receiver');
  }
}
