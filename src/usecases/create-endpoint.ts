import { type Endpoint, formatSecret } from '../model/endpoint.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { Clock, Ids, Log, WebhookSender, WebhookStore } from '../ports.ts';
import { checkEvents, checkUrl, type EndpointInput } from './endpoint-rules.ts';

export interface CreateEndpointDeps {
  store: Pick<WebhookStore, 'createEndpoint'>;
  sender: Pick<WebhookSender, 'refusal'>;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'next' | 'secret'>;
  log: Log;
}

/** Most endpoints of one tenant. */
export const maxEndpoints = 100;

/** Registers a subscriber. The secret is in this answer and in no other. */
export function createEndpoint(
  deps: CreateEndpointDeps,
): (principal: Principal, input: EndpointInput) => Promise<{ endpoint: Endpoint; secret: string }> {
  const { store, clock, ids, log } = deps;
  return async (principal, { url, events, description }) => {
    const subscriptions = checkEvents(events);
    await checkUrl(deps, principal, url);

    const { tenant } = principal;
    const secret = formatSecret(ids.secret(32));
    const now = new Date(clock.now()).toISOString();
    const endpoint: Endpoint = {
      id: ids.next('whe', tenant),
      url,
      events: subscriptions,
      ...(description === undefined ? {} : { description }),
      status: 'enabled',
      secretHint: secret.slice(-4),
      createdAt: now,
      updatedAt: now,
    };
    const made = await store.createEndpoint({ schema: 1, tenant, endpoint, secret }, maxEndpoints);
    if (made === 'limit-reached') {
      throw new ProblemError(problem('limit-reached', `A tenant may have ${maxEndpoints} webhook endpoints.`));
    }
    log.info({ endpoint: endpoint.id, tenant, by: principal.id, events }, 'webhook endpoint created');
    return { endpoint, secret };
  };
}
