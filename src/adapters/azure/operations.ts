import { recordOf, textOf } from '../../model/json.ts';
import type { Arm, OperationState, OperationToken } from '../../ports.ts';
import { failureOf, isPreempted } from './arm-problems.ts';
import { type ArmClients, orThrow } from './client.ts';
import type { Exchange } from './exchange.ts';

/**
 * The token of the operation that an answer announces. AKS puts its own URL in `Azure-AsyncOperation`; `Location`
 * is for deletes that have nothing else. A URL that leads anywhere but to ARM is no token: the caller then looks at
 * the resource, which is safe.
 */
export function tokenOf(endpoint: string, answer: Exchange | undefined): { token?: OperationToken } {
  const url =
    answer?.header('azure-asyncoperation') ?? answer?.header('operation-location') ?? answer?.header('location');
  if (!url || !URL.canParse(url) || new URL(url).origin !== new URL(endpoint).origin) return {};
  return { token: JSON.stringify({ v: 1, url }) };
}

/**
 * One poll is one GET of the URL as Azure gave it (its signed parameters make it some 3,300 characters long: never
 * rebuild it). The SDK's restored poller would do the same GET and then lose what we need: measured, it drops the code
 * and details of a failed operation and the Retry-After, it is poisoned for good by one 429 or 503, and its saved form
 * is private to the SDK's version, while a token must outlive an upgrade.
 */
export function createOperations(clients: ArmClients): Pick<Arm, 'operation'> {
  return {
    async operation(scope, token) {
      const url = urlIn(token);
      if (!url) return { status: 'unknown' };
      const answer = await clients.request(scope, 'Reading the operation', { method: 'GET', url });
      if (answer.last?.status === 404 || answer.last?.status === 410) return { status: 'unknown' };
      return stateOf(orThrow(answer));
    },
  };
}

function stateOf(answer: Exchange): OperationState {
  const body = recordOf(answer.body);
  const status = textOf(body['status']).toLowerCase();
  if (status === 'succeeded') return { status: 'succeeded' };
  if (status === 'canceled' || status === 'cancelled') return { status: 'canceled' };
  if (status === 'failed') {
    // Overtaken by a newer operation: only the resource knows how things stand.
    if (isPreempted(body)) return { status: 'unknown' };
    return { status: 'failed', ...failureOf('The operation failed', body, answer) };
  }
  // `Location` style: the status code speaks. A page of a proxy's says nothing of the operation.
  if (!status && answer.status !== 202) return { status: typeof answer.body === 'string' ? 'unknown' : 'succeeded' };
  // Any other word (InProgress, Canceling, one we never heard of) means running.
  return { status: 'running', ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }) };
}

function urlIn(token: OperationToken): string {
  try {
    return textOf(recordOf(JSON.parse(token))['url']);
  } catch {
    return '';
  }
}
