import { CATALOGUE } from '../../faults/catalogue.ts';
import type { Faults } from '../../faults/faults.ts';
import type { Timeline } from '../../timeline.ts';
import type { OperationError } from '../operations.ts';
import { type Cluster, type Ending, goodEnding } from './cluster.ts';
import { createFailure } from './failures.ts';
import { targetOf } from './target.ts';

const MINUTE_MS = 60_000;
/** When somebody deletes a cluster under way. */
const BY_HAND_MINUTES = 2;
/** Share of a create after which somebody aborts it. */
const ABORTED_AT = 0.3;

/** How a create of this cluster will end: well, or as the first fault wants that strikes it. */
export function chooseEnding(cluster: Cluster, faults: Faults): Ending {
  if (cluster.doom !== undefined) return { operation: 'Failed', cluster: 'Failed' };
  for (const [name, { ends }] of Object.entries(CATALOGUE)) {
    const params = ends && faults.strike(name, targetOf(cluster));
    if (params) return { ...ends(params), fault: name };
  }
  return goodEnding;
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
export function failureOf({ doom, ending: { fault = '' }, body }: Cluster, operationId: string): OperationError {
  return doom ?? (CATALOGUE[fault]?.failure ?? createFailure)(operationId, body.id);
}
