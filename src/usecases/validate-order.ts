import type { Cluster } from '../model/cluster.ts';
import type { Finding } from '../model/finding.ts';
import type { Order, ResolvedOrder } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { ArmClusterBody, ChartRelease } from '../ports.ts';
import { armBody } from '../provisioning/arm-body.ts';
import { cniPlugin } from '../provisioning/cni/index.ts';
import { type PreflightDeps, runPreflight } from '../provisioning/preflight/index.ts';
import { ownTags } from '../provisioning/target.ts';
import { type DraftDeps, draftCluster } from './draft-cluster.ts';

export type ValidateDeps = DraftDeps & PreflightDeps;

/** What would become of an order. */
export interface Validation {
  /** No check failed. */
  valid: boolean;
  findings: Finding[];
  order: ResolvedOrder;
  /** What would be PUT to Resource Manager, in its own words. */
  armBody: ArmClusterBody;
  /** What helm would install, with the whole values; absent where the caller installs the CNI. */
  release?: ChartRelease;
}

/**
 * How many orders of one subscription are validated at a time by one process: nothing else would keep callers from using
 * up the requests that Azure allows the jobs at work.
 */
const mostAbreast = 8;

/**
 * Does with an order all that can be done without placing it: nothing is stored, and nothing in Azure changes.
 * @throws ProblemError `azure-throttled` while so many are under way, those included for which nobody waits any more
 */
export function validateOrder(deps: ValidateDeps) {
  const underWay = new Map<string, number>();
  return async (principal: Principal, order: Order): Promise<Validation> => {
    const cluster = draftCluster(deps, principal, order);
    const { account, subscriptionId } = cluster.order;
    const place = `${account} ${subscriptionId}`;
    const others = underWay.get(place) ?? 0;
    if (others >= mostAbreast) throw tooMany();
    underWay.set(place, others + 1);
    try {
      return await validate(cluster);
    } finally {
      const left = (underWay.get(place) ?? 1) - 1;
      if (left > 0) underWay.set(place, left);
      else underWay.delete(place);
    }
  };

  async function validate(cluster: Cluster): Promise<Validation> {
    const resolved = cluster.order;
    const findings = await runPreflight(deps, cluster, ({ kubernetesVersion }) => {
      if (kubernetesVersion) resolved.kubernetesVersion = kubernetesVersion;
    });
    const release = cniPlugin(deps.catalogue, resolved.cni.plugin).release?.(resolved);
    return {
      valid: findings.every(({ verdict }) => verdict !== 'Failed'),
      findings,
      order: resolved,
      armBody: armBody(resolved, ownTags(cluster, deps.instance)),
      ...(release ? { release } : {}),
    };
  }
}

function tooMany(): ProblemError {
  const detail = `${mostAbreast} orders of this subscription are being validated just now.`;
  return new ProblemError(problem('azure-throttled', detail), { retryAfterMs: 2_000 });
}
