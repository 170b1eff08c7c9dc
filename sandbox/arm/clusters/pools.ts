import type { Faults } from '../../faults/faults.ts';
import type { KubePool } from '../../kube/seam.ts';
import { type Cluster, isStopped, type PoolBody } from './cluster.ts';
import { targetOf } from './target.ts';

/** How long a machine takes from its drain until it is back, in an upgrade. */
const MACHINE_MS = 3 * 60_000;

/** The pools as the Kubernetes side is to have them: none of a stopped cluster, and none that is going. */
function poolsOf(cluster: Cluster): KubePool[] {
  if (isStopped(cluster.body.properties)) return [];
  return cluster.body.properties.agentPoolProfiles
    .filter(({ provisioningState }) => provisioningState !== 'Deleting')
    .map((pool) => poolOf(cluster, pool));
}

function poolOf(cluster: Cluster, pool: PoolBody): KubePool {
  const { name, mode, count, vmSize, maxPods, nodeLabels, nodeTaints, availabilityZones } = pool;
  const version = cluster.targets?.pools[name] ?? pool.currentOrchestratorVersion;
  return {
    name,
    mode: mode === 'System' ? 'System' : 'User',
    count: isStopped(pool) ? 0 : count,
    vmSize,
    maxPods,
    version,
    renewal: { surge: surgeOf(pool), machineMs: MACHINE_MS },
    ...(nodeLabels === undefined ? {} : { labels: nodeLabels }),
    ...(nodeTaints === undefined ? {} : { taints: nodeTaints }),
    ...(availabilityZones === undefined ? {} : { zones: availabilityZones }),
    ...autoscalingOf(pool),
  };
}

/** `maxSurge` is a number of nodes, or a share of the pool's, rounded up. */
function surgeOf({ count, upgradeSettings }: PoolBody): number {
  const { maxSurge = '10%' } = upgradeSettings ?? {};
  const figure = Number.parseInt(maxSurge, 10);
  return Math.max(1, maxSurge.endsWith('%') ? Math.ceil((count * figure) / 100) : figure);
}

function autoscalingOf(pool: PoolBody): Pick<KubePool, 'autoscaling'> {
  const { enableAutoScaling, minCount, maxCount } = pool;
  if (isStopped(pool) || enableAutoScaling !== true || minCount === undefined || maxCount === undefined) return {};
  return { autoscaling: { min: minCount, max: maxCount } };
}

/** The same, with fewer nodes than AKS says where a fault wants that. */
export function nodesOf(cluster: Cluster, faults: Faults): KubePool[] {
  const short = faults.paramsOf('nodes-short', targetOf(cluster));
  const missing = short === undefined ? 0 : Number(short['missing'] ?? 1);
  return poolsOf(cluster).map((pool, index) =>
    index === 0 ? { ...pool, count: Math.max(0, pool.count - missing) } : pool,
  );
}
