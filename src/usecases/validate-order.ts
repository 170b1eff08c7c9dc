import type { Finding } from '../model/finding.ts';
import type { Order, ResolvedOrder } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import type { ArmClusterBody, ChartRelease } from '../ports.ts';
import { armBody } from '../provisioning/arm-body.ts';
import { type CniCatalogue, cniPlugin } from '../provisioning/cni/index.ts';
import { type PreflightDeps, runPreflight } from '../provisioning/preflight/index.ts';
import { ownTags } from '../provisioning/target.ts';
import { type DraftDeps, draftCluster } from './draft-cluster.ts';

export interface ValidateDeps extends DraftDeps, PreflightDeps {
  catalogue: CniCatalogue;
}

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

/** Does with an order all that can be done without placing it: nothing is stored, and nothing in Azure changes. */
export function validateOrder(deps: ValidateDeps) {
  return async (principal: Principal, order: Order): Promise<Validation> => {
    const cluster = draftCluster(deps, principal, order);
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
  };
}
