import type { SandboxClock } from '../../clock.ts';
import type { Blocked, KubeClusters } from '../../kube/seam.ts';
import type { Step } from '../../timeline.ts';
import type { Cluster, PoolBody } from '../clusters/cluster.ts';
import type { OperationError, Operations } from '../operations.ts';

const MINUTE_MS = 60_000;
/** How often an operation looks whether the nodes have come and gone. */
export const RECHECK_MS = 10_000;
/** `upgradeSettings.drainTimeoutInMinutes` of a pool that does not say. */
const DRAIN_MINUTES = 30;
/** After that AKS gives an operation up. */
const PATIENCE_MS = 6 * 60 * MINUTE_MS;

/** Where it is seen how far nodes are. */
export interface Settling {
  clock: SandboxClock;
  kube: KubeClusters;
  operations: Operations;
}

/** What keeps an operation from its end: nodes that are still on the move (`later`), or the error with which it has to end. */
export function unsettled(
  cluster: Cluster,
  pools: PoolBody[],
  { operationId }: Step,
  { clock, kube, operations }: Settling,
): 'later' | OperationError | undefined {
  const moving = pools.flatMap((pool) => {
    const pending = kube.pending(cluster.fqdn, pool.name);
    return pending === undefined ? [] : [{ pool, pending }];
  });
  if (moving.length === 0) return undefined;
  for (const {
    pool,
    pending: { blocked },
  } of moving) {
    const timeout = Number(pool.upgradeSettings?.drainTimeoutInMinutes ?? DRAIN_MINUTES) * MINUTE_MS;
    if (blocked !== undefined && clock.now() - blocked.since > clock.scaled(timeout)) return drainFailure(blocked);
  }
  const { startedAt = 0 } = operations.find(operationId) ?? {};
  return clock.now() - startedAt > clock.scaled(PATIENCE_MS) ? timedOut() : 'later';
}

/** AKS's words for a disruption budget that keeps a node from being emptied (support article on drain failures). */
function drainFailure({ node, pod, budget }: Blocked): OperationError {
  return {
    code: 'PodDrainFailure',
    message: `Drain node ${node} failed when evicting pod ${pod} failed with Too Many Requests error. This is often caused by a restrictive Pod Disruption Budget (PDB) policy. See https://aka.ms/aks/debugdrainfailures. Original error: Cannot evict pod as it would violate the pod's disruption budget.. PDB debug info: ${budget} blocked pod ${pod} with 0 unready pods.`,
  };
}

function timedOut(): OperationError {
  return { code: 'ReconcileAgentPoolFailed', message: 'The nodes of the agent pool did not become ready in time.' };
}
