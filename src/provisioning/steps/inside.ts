import type { Node } from '../../model/cluster.ts';
import type { ResolvedOrder } from '../../model/order.ts';
import { ProblemError } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-catalogue.ts';
import { type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { goneInAzure } from './gone.ts';

interface Progress extends Memo {
  /** When ARM was last asked whether the cluster is still there, in milliseconds. */
  askedAt?: number;
}

/** What may mean that there is no cluster any more. */
const troubles: ProblemCode[] = ['cluster-unreachable', 'cluster-not-answering', 'cni-install-failed'];

/**
 * Looks, or acts, inside the cluster. While the API server does not answer, that is waiting, not failing; unless
 * somebody has deleted the cluster, which ARM knows.
 */
export async function inside(
  deps: ProvisioningDeps,
  context: StepContext,
  look: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProblemError) || !troubles.some((code) => code === error.problem.code)) throw error;
    const { askedAt = 0, ...memo }: Progress = context.memo;
    const isWaiting = error.problem.code === 'cluster-unreachable';
    if (!isWaiting || context.now - askedAt >= deps.intervals.armMs) {
      const gone = await goneInAzure(deps, context);
      if (gone) return gone;
      delete memo['goneSeen'];
      memo['askedAt'] = context.now;
    } else {
      memo['askedAt'] = askedAt;
    }
    if (!isWaiting) throw error;
    return snooze(deps.intervals.kubeMs, error.problem.detail, memo);
  }
}

/** `2 of 3 nodes Ready`, and what the first of the others says of itself. */
export function describeNodes(nodes: Node[], wanted: number): string {
  const ready = nodes.filter((node) => node.ready).length;
  const waiting = nodes.find((node) => !node.ready);
  return `${ready} of ${wanted} nodes Ready${waiting ? `; ${waiting.name}: ${waiting.message}` : ''}`;
}

/** The pools with fewer nodes than were ordered, one phrase each: `nodepool1 2 of 3`. */
export function shortPools({ nodePools }: Pick<ResolvedOrder, 'nodePools'>, nodes: Node[]): string[] {
  return nodePools.flatMap(({ name, count }) => {
    // A node that does not tell its pool counts for any.
    const found = nodes.filter(({ pool }) => pool === undefined || pool === name).length;
    return found < count ? [`${name} ${found} of ${count}`] : [];
  });
}

/** `1 of 3 nodes registered (nodepool1 1 of 3); their scale sets are in MC_…`. */
export function describeShortage(context: StepContext, nodes: Node[], short: string[]): string {
  const { order, observed } = context.cluster;
  const wanted = order.nodePools.reduce((sum, pool) => sum + pool.count, 0);
  const where = observed.nodeResourceGroup ? `; their scale sets are in ${observed.nodeResourceGroup}` : '';
  return `${nodes.length} of ${wanted} nodes registered (${short.join(', ')})${where}`;
}
