import { isSubscription } from '../model/event.ts';
import type { Principal } from '../model/principal.ts';
import { type FieldError, ProblemError, problem } from '../model/problem.ts';
import type { Log, WebhookSender } from '../ports.ts';

/** What a caller may set on an endpoint. */
export interface EndpointInput {
  url: string;
  events: string[];
  description?: string;
}

/** The subscriptions, each once. @throws ProblemError if there are none, or one names no kind of event */
export function checkEvents(events: string[]): string[] {
  const errors: FieldError[] = events.flatMap((text, index) =>
    isSubscription(text)
      ? []
      : [{ pointer: `/events/${index}`, code: 'unknown-event-type', detail: `There is no event type "${text}".` }],
  );
  if (events.length === 0) {
    errors.push({ pointer: '/events', code: 'empty', detail: 'Name at least one event type, or "*" for all.' });
  }
  if (errors.length > 0) {
    throw new ProblemError(problem('validation-failed', 'The endpoint subscribes to nothing that exists.', { errors }));
  }
  return [...new Set(events)];
}

/**
 * Refuses a URL that no delivery would be sent to. The caller learns no more than that, or the answers would map our
 * network for them; the operator's log says why.
 */
export async function checkUrl(
  { sender, log }: { sender: Pick<WebhookSender, 'refusal'>; log: Log },
  principal: Principal,
  url: string,
): Promise<void> {
  const reason = await sender.refusal(url);
  if (reason !== undefined) throw urlRefused(log, principal, reason);
}

/** The one answer to every refused destination. */
export function urlRefused(log: Log, principal: Principal, reason: string): ProblemError {
  log.warn({ tenant: principal.tenant, by: principal.id, reason }, 'webhook destination refused');
  return new ProblemError(problem('url-not-allowed', 'The destination address is not allowed by the administrator.'));
}

export function endpointNotFound(id: string): ProblemError {
  return new ProblemError(problem('not-found', `There is no webhook endpoint ${id}.`));
}

/** Whether it is enabled can be changed by its tenant; everything else would be undone at the next start. */
export function declaredEndpoint(id: string): ProblemError {
  return new ProblemError(
    problem(
      'declared',
      `Webhook endpoint ${id} is declared by whoever runs Slipway: only its status can be changed here.`,
    ),
  );
}
