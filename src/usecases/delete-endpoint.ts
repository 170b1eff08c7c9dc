import type { Principal } from '../model/principal.ts';
import type { Log, WebhookStore } from '../ports.ts';
import { endpointNotFound } from './endpoint-rules.ts';

export interface DeleteEndpointDeps {
  store: Pick<WebhookStore, 'deleteEndpoint'>;
  log: Log;
}

/** Removes an endpoint; what is still owed to it is dropped when its turn comes. */
export function deleteEndpoint({
  store,
  log,
}: DeleteEndpointDeps): (principal: Principal, id: string) => Promise<void> {
  return async (principal, id) => {
    if (!(await store.deleteEndpoint(principal.tenant, id))) throw endpointNotFound(id);
    log.info({ endpoint: id, tenant: principal.tenant, by: principal.id }, 'webhook endpoint deleted');
  };
}
