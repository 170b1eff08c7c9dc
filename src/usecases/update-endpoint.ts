import type { Endpoint } from '../model/endpoint.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { Clock, Log, WebhookSender, WebhookStore } from '../ports.ts';
import { checkEvents, checkUrl, declaredEndpoint, type EndpointInput, endpointNotFound } from './endpoint-rules.ts';

export interface UpdateEndpointDeps {
  store: Pick<WebhookStore, 'endpoint' | 'updateEndpoint'>;
  sender: Pick<WebhookSender, 'refusal'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

export type EndpointChanges = Partial<EndpointInput> & { status?: Endpoint['status'] };

/** How often a change is made anew because another one came between. */
const tries = 5;

/**
 * Changes an endpoint. With `ifVersion` only if it is still at that version; without, on whatever is there.
 * Enabling it clears the reason for which it was disabled.
 */
export function updateEndpoint(
  deps: UpdateEndpointDeps,
): (
  principal: Principal,
  id: string,
  changes: EndpointChanges,
  ifVersion?: number,
) => Promise<{ endpoint: Endpoint; version: number }> {
  const { store, clock, log } = deps;
  return async (principal, id, changes, ifVersion) => {
    const wanted = changes.events ? { ...changes, events: checkEvents(changes.events) } : changes;
    const { record } = await read(principal, id, ifVersion);
    const { status: _, ...declarable } = changes;
    if (record.endpoint.declared && Object.keys(declarable).length > 0) throw declaredEndpoint(id);
    if (wanted.url !== undefined) await checkUrl(deps, principal, wanted.url);

    for (let count = 0; count < tries; count++) {
      const { record, version } = await read(principal, id, ifVersion);
      const endpoint = change(record.endpoint, wanted, new Date(clock.now()).toISOString());
      if (await store.updateEndpoint({ ...record, endpoint }, version)) {
        const fields = { endpoint: id, tenant: principal.tenant, by: principal.id, changed: Object.keys(changes) };
        log.info(fields, 'webhook endpoint updated');
        return { endpoint, version: version + 1 };
      }
    }
    throw changed(id);
  };

  async function read(principal: Principal, id: string, ifVersion: number | undefined) {
    const found = await store.endpoint(principal.tenant, id);
    if (!found) throw endpointNotFound(id);
    if (ifVersion !== undefined && ifVersion !== found.version) throw changed(id);
    return found;
  }
}

function changed(id: string): ProblemError {
  return new ProblemError(problem('precondition-failed', `Webhook endpoint ${id} has changed since it was read.`));
}

function change(endpoint: Endpoint, changes: EndpointChanges, updatedAt: string): Endpoint {
  const { disabledReason, ...rest } = { ...endpoint, ...changes, updatedAt };
  if (rest.status === 'enabled') return rest;
  return { ...rest, disabledReason: disabledReason ?? 'requested' };
}
