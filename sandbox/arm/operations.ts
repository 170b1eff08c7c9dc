import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { State } from '../state/state.ts';
import { azureTime } from './azure-time.ts';
import type { UrlSigner } from './signed-url.ts';

const KEPT_MS = 24 * 3600_000;

/** Why an operation failed, as its `error` shows it. */
export interface OperationError {
  code: string;
  message: string;
  details?: unknown[];
}

/** What is done; the sandbox's own words, which no client sees. */
export type OperationKind =
  | 'create'
  | 'update'
  | 'upgrade'
  | 'rotate'
  | 'start'
  | 'stop'
  | 'delete'
  | 'abort'
  | 'group-delete'
  | 'network';

/** One of Azure's long-running operations. */
export interface Operation {
  id: string;
  kind: OperationKind;
  subscriptionId: string;
  location: string;
  /** Key of the resource it works on. */
  target: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  /** Wall-clock milliseconds. */
  startedAt: number;
  endedAt?: number;
  error?: OperationError;
}

export type Operations = ReturnType<typeof createOperations>;

/** The operations of all providers, and the URLs by which a client follows them. */
export function createOperations(clock: SandboxClock, signer: UrlSigner, state: State) {
  const all = state.map<Operation>('operations');

  /** Azure forgets finished operations too; without this the state would grow for ever. */
  function forgetOld(): void {
    for (const [id, operation] of all) {
      if (operation.endedAt === undefined || clock.now() - operation.endedAt < KEPT_MS) return;
      all.delete(id);
    }
  }

  const path = (operation: Operation, collection: string, provider = 'Microsoft.ContainerService') =>
    `/subscriptions/${operation.subscriptionId}/providers/${provider}/locations/${operation.location}/${collection}/${operation.id}`;

  return {
    start(fields: Pick<Operation, 'kind' | 'subscriptionId' | 'location' | 'target'>): Operation {
      forgetOld();
      const operation: Operation = { ...fields, id: randomUUID(), status: 'InProgress', startedAt: clock.now() };
      all.set(operation.id, operation);
      return operation;
    },
    end(id: string, status: Exclude<Operation['status'], 'InProgress'>, error?: OperationError): void {
      const operation = all.get(id);
      if (operation === undefined || operation.status !== 'InProgress') return;
      operation.status = status;
      operation.endedAt = clock.now();
      if (error !== undefined) operation.error = error;
    },
    find: (id: string): Operation | undefined => all.get(id.toLowerCase()),
    all: () => [...all.values()],
    /** AKS has an api-version of its own for these URLs; Network takes that of the request (recordings). */
    statusUrl: (operation: Operation, { provider, apiVersion }: { provider?: string; apiVersion?: string } = {}) =>
      signer.sign(path(operation, 'operations', provider), apiVersion),
    resultUrl: (operation: Operation) => signer.sign(path(operation, 'operationresults')),
    /** Whether one of these URLs is asked as it was given out. */
    isOwnUrl: signer.verify,
    /** The body of `…/operations/{id}`: name, status, times; an error once it has failed (recordings). */
    body(operation: Operation) {
      const { id, status, startedAt, endedAt, error } = operation;
      return {
        name: id,
        status,
        startTime: azureTime(startedAt, id),
        ...(endedAt === undefined ? {} : { endTime: azureTime(endedAt, id) }),
        ...(error === undefined ? {} : { error }),
      };
    },
  };
}
