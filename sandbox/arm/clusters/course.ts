import type { Faults } from '../../faults/faults.ts';
import type { Timeline } from '../../timeline.ts';
import type { OperationError } from '../operations.ts';
import { type Cluster, type Ending, goodEnding } from './cluster.ts';
import { createFailure, deniedFailure, retriedFailure } from './failures.ts';
import { targetOf } from './target.ts';

const MINUTE_MS = 60_000;
const RECOVERY_MINUTES = 2;
/** When somebody deletes a cluster under way. */
const BY_HAND_MINUTES = 2;
/** Share of a create after which somebody aborts it. */
const ABORTED_AT = 0.3;

/** How the faults that are on let a create end. */
export function chooseEnding(cluster: Cluster, faults: Faults): Ending {
  const target = targetOf(cluster);
  const failed: Ending = { operation: 'Failed', cluster: 'Failed' };
  if (cluster.doom !== undefined || faults.strike('create-fails', target)) return failed;
  if (faults.strike('create-denied', target)) return { ...failed, denied: true };
  if (faults.strike('retried-in-vain', target)) return { ...failed, retried: true };
  if (faults.strike('succeeded-but-failed', target)) return { ...failed, operation: 'Succeeded' };
  if (faults.strike('failed-but-succeeded', target)) return { ...failed, cluster: 'Succeeded' };
  const recovery = faults.strike('failed-but-exists', target);
  if (recovery === undefined) return goodEnding;
  return { ...failed, retried: true, recoversMs: Number(recovery['minutes'] ?? RECOVERY_MINUTES) * MINUTE_MS };
}

/** What people do to a cluster while it is being made. */
export function scheduleMischief(cluster: Cluster, createMs: number, faults: Faults, timeline: Timeline): void {
  const target = targetOf(cluster);
  if (faults.strike('canceled-by-hand', target)) {
    timeline.schedule(createMs * ABORTED_AT, 'abort-by-hand', cluster.key, '');
  }
  const deletion = faults.strike('deleted-by-hand', target);
  if (deletion === undefined) return;
  const minutes = Number(deletion['minutes'] ?? BY_HAND_MINUTES);
  timeline.schedule(minutes * MINUTE_MS, 'delete-by-hand', cluster.key, '');
}

/** The error with which an operation of that ending ends. */
export function failureOf(cluster: Cluster, operationId: string): OperationError {
  const { retried, denied } = cluster.ending;
  if (cluster.doom !== undefined) return cluster.doom;
  if (denied) return deniedFailure(operationId, cluster.body.id);
  return retried ? retriedFailure(operationId) : createFailure(operationId);
}
