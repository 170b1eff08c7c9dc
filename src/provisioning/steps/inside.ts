import type { Node } from '../../model/cluster.ts';
import { poolRange } from '../../model/node-pool.ts';
import type { ResolvedOrder } from '../../model/order.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-catalogue.ts';
import { isReached } from '../../model/reach.ts';
import { type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { wayIn } from '../way-in.ts';
import { awaitRight } from './await-right.ts';
import { goneInAzure } from './gone.ts';

interface Progress extends Memo {
  /** When ARM was last asked whether the cluster is still there, in milliseconds. */
  askedAt?: number;
}

/** What may mean that there is no cluster any more. */
const troubles: ProblemCode[] = ['cluster-unreachable', 'cluster-not-answering', 'cni-install-failed'];

/**
 * Looks, or acts, inside the cluster. While the API server does not answer, that is waiting, not failing; unless
 * somebody has deleted the cluster, which ARM knows. A worker that does not reach a private cluster leaves it to others.
 */
export async function inside(
  deps: ProvisioningDeps,
  context: StepContext,
  look: () => Promise<Outcome>,
): Promise<Outcome> {
  if (!isReached(context.cluster.order, deps.privateReach)) {
    // Whoever is next to take the wake-up may be one that does.
    return snooze(deps.intervals.kubeMs, 'This worker does not reach the private cluster; one that does goes on.');
  }
  try {
    return await look();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'cluster-access-denied') {
      return denied(deps, context, error.problem.detail);
    }
    if (!(error instanceof ProblemError) || !troubles.some((code) => code === error.problem.code)) throw error;
    const { askedAt = 0, ...memo }: Progress = context.memo;
    const isWaiting = error.problem.code === 'cluster-unreachable';
    if (!isWaiting || context.now - askedAt >= deps.intervals.armMs) {
      const gone = await goneInAzure(deps, context);
      if (gone) return gone;
      delete memo['missed'];
      memo['askedAt'] = context.now;
    } else {
      memo['askedAt'] = askedAt;
    }
    if (!isWaiting) throw error;
    return snooze(deps.intervals.kubeMs, error.problem.detail, memo);
  }
}

/** Waits while our right may still be on its way, then fails with what would let us in. */
function denied(deps: ProvisioningDeps, context: StepContext, detail: string): Outcome {
  const { order, armId } = context.cluster;
  const outcome = awaitRight(deps, context, problem('cluster-access-denied', detail, { remedy: wayIn(order, armId) }));
  // Should the step's own time end first, that is the reason all the same.
  return outcome.type === 'snooze' ? { ...outcome, overdue: 'cluster-access-denied' } : outcome;
}

/** `2 of 3 nodes Ready`, and what the first of the others says of itself. */
export function describeNodes(nodes: Node[], wanted: number): string {
  const ready = nodes.filter((node) => node.ready).length;
  const waiting = nodes.find((node) => !node.ready);
  return `${ready} of ${wanted} nodes Ready${waiting ? `; ${waiting.name}: ${waiting.message}` : ''}`;
}

/**
 * The pools with fewer nodes than they may have, one phrase each: `nodepool1 2 of 3`. With an autoscaler that is its
 * least: it may have begun to take nodes away.
 */
export function shortPools({ nodePools }: Pick<ResolvedOrder, 'nodePools'>, nodes: Node[]): string[] {
  return nodePools.flatMap((each) => {
    // A node that does not tell its pool counts for any.
    const found = nodes.filter(({ pool }) => pool === undefined || pool === each.name).length;
    const { min } = poolRange(each);
    return found < min ? [`${each.name} ${found} of ${min}`] : [];
  });
}

/** `1 of 3 nodes registered (nodepool1 1 of 3); their scale sets are in MC_…`. */
export function describeShortage(context: StepContext, nodes: Node[], short: string[]): string {
  const { order, observed } = context.cluster;
  const wanted = order.nodePools.reduce((sum, pool) => sum + poolRange(pool).min, 0);
  const where = observed.nodeResourceGroup ? `; their scale sets are in ${observed.nodeResourceGroup}` : '';
  return `${nodes.length} of ${wanted} nodes registered (${short.join(', ')})${where}`;
}
