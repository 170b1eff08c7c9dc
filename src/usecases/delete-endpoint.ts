import type { Principal } from '../model/principal.ts';
import type { Log, WebhookStore } from '../ports.ts';
import { declaredEndpoint, endpointNotFound } from './endpoint-rules.ts';

export interface DeleteEndpointDeps {
  store: Pick<WebhookStore, 'endpoint' | 'deleteEndpoint'>;
  log: Log;
}

/** Removes an endpoint; what is still owed to it is dropped when its turn comes. */
export function deleteEndpoint({
  store,
  log,
}: DeleteEndpointDeps): (principal: Principal, id: string) => Promise<void> {
  return async (principal, id) => {
    const found = await store.endpoint(principal.tenant, id);
    if (found?.record.endpoint.declared) throw declaredEndpoint(id);
    if (!(await store.deleteEndpoint(principal.tenant, id))) throw endpointNotFound(id);
    log.info({ endpoint: id, tenant: principal.tenant, by: principal.id }, 'webhook endpoint deleted');
  };
}
