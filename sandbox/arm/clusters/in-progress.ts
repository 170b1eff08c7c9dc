import { aksError } from '../errors.ts';
import type { Operation, Operations } from '../operations.ts';
import type { Cluster } from './cluster.ts';

/** Refuses a change of a cluster while an operation runs on it or on one of its pools. */
export function checkIdle(cluster: Cluster, operations: Operations): void {
  checkClusterIdle(cluster, operations);
  for (const name of Object.keys(cluster.poolOperations ?? {})) checkPoolIdle(cluster, name, operations);
}

/** Refuses a change while an operation runs on the cluster itself. */
export function checkClusterIdle(cluster: Cluster, operations: Operations): void {
  const running = runningOn(cluster.operationId, operations);
  if (running !== undefined) throw busy(running, 'managed cluster', 'the managed cluster', 'az aks operation-abort');
}

/** Refuses a change of a pool while an operation runs on it; other pools of the cluster do not matter. */
export function checkPoolIdle(cluster: Cluster, name: string, operations: Operations): void {
  const running = runningOn(cluster.poolOperations?.[name], operations);
  if (running !== undefined)
    throw busy(running, 'node pool', `the agent pool ${name}`, 'az aks nodepool operation-abort');
}

/** Refuses an abort where nothing is in progress that could be aborted. */
export function checkAbortable(operationId: string | undefined, operations: Operations): void {
  const running = operations.find(operationId ?? '');
  if (running === undefined || running.kind === 'delete' || running.kind === 'abort') {
    throw aksError(409, 'OperationNotAllowed', 'There is no operation in progress that can be aborted.');
  }
}

function runningOn(operationId: string | undefined, operations: Operations): Operation | undefined {
  const operation = operations.find(operationId ?? '');
  return operation?.status === 'InProgress' ? operation : undefined;
}

/** The present wording of AKS (quoted in 2026). */
function busy({ kind, id, startedAt }: Operation, what: string, where: string, command: string) {
  const since = new Date(startedAt).toISOString().slice(0, 19);
  return aksError(
    409,
    'OperationNotAllowed',
    `Operation is not allowed because there's an in progress ${kind} ${what} operation (operation ID: ${id}) on ${where} started on UTC ${since}Z. Please wait for it to finish before starting a new operation. You can also use '${command} ...' to abort the ongoing operation.`,
  );
}
