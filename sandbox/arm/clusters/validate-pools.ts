import { aksError } from '../errors.ts';
import { invalid } from './invalid.ts';
import type { PoolRequest } from './request.ts';
import { resolveVersion } from './versions.ts';

const POOL_NAME = /^[a-z][a-z0-9]{0,11}$/;
const SYSTEM_TAINT = 'CriticalAddonsOnly=true:NoSchedule';
const ZONES = ['1', '2', '3'];

/** What AKS refuses about agent pools. */
export function validatePools(pools: PoolRequest[]): void {
  if (!pools.some((pool) => pool.mode === 'System')) {
    throw aksError(400, 'MustDefineAtLeastOneSystemPool', 'Must define at least one system pool.', {
      target: 'agentPoolProfiles',
    });
  }
  for (const pool of pools) validatePool(pool);
}

/** What AKS refuses about one pool, whatever others there are. */
export function validatePool(pool: PoolRequest): void {
  if (!POOL_NAME.test(pool.name)) {
    throw invalid('agentPoolProfile.name', `"${pool.name}" is not a valid agent pool name.`);
  }
  const { maxPods = 250 } = pool;
  checkCounts(pool);
  if (maxPods < 10 || maxPods > 250) throw invalid('agentPoolProfile.maxPods', 'it must be between 10 and 250.');
  if (pool.orchestratorVersion && resolveVersion(pool.orchestratorVersion) === undefined) {
    throw aksError(
      400,
      'AgentPoolK8sVersionNotSupported',
      `Version ${pool.orchestratorVersion} is not supported in this region.`,
    );
  }
  checkTaints(pool);
  checkPlacement(pool);
}

/** What belongs to the pod networks of Microsoft's plug-ins is refused with none. */
export function validatePoolWithoutPlugin({ podSubnetID, osType }: PoolRequest): void {
  if (podSubnetID !== undefined) {
    throw invalid('agentPoolProfile.podSubnetID', 'PodSubnetID is only allowed with network plugin azure or none.');
  }
  if (osType === 'Windows') throw invalid('agentPoolProfile.osType', 'Windows pools need network plugin azure.');
}

/** The autoscaler has both bounds, and the count lies between them. */
function checkCounts({ mode, count = 1, minCount, maxCount, enableAutoScaling }: PoolRequest): void {
  const fewest = mode === 'System' ? 1 : 0;
  if (count < fewest || count > 1000) throw invalid('agentPoolProfile.count', `${count} is out of range.`);
  if (!enableAutoScaling) {
    if (minCount === undefined && maxCount === undefined) return;
    throw invalid('agentPoolProfile.enableAutoScaling', 'minCount and maxCount need enableAutoScaling.');
  }
  if (minCount === undefined || maxCount === undefined) {
    throw invalid('agentPoolProfile.minCount', 'minCount and maxCount are required with enableAutoScaling.');
  }
  if (minCount < fewest || maxCount > 1000 || minCount > maxCount) {
    throw invalid('agentPoolProfile.minCount', `${minCount} to ${maxCount} is not a range of nodes.`);
  }
  if (count < minCount || count > maxCount) {
    throw invalid('agentPoolProfile.count', `${count} is not between minCount ${minCount} and maxCount ${maxCount}.`);
  }
}

function checkTaints({ mode, name, nodeTaints = [] }: PoolRequest): void {
  for (const taint of nodeTaints) {
    if (!/^[^=:\s]+(=[^:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/.test(taint)) {
      throw invalid('agentPoolProfile.nodeTaints', `"${taint}" is not a taint.`);
    }
    if (mode === 'System' && taint !== SYSTEM_TAINT && !taint.endsWith(':PreferNoSchedule')) {
      const message = `System node pool ${name} has restricted taint ${taint}. System pools can only have the taint ${SYSTEM_TAINT}.`;
      throw aksError(400, 'SystemPoolHasRestrictedTaint', message, { target: 'agentPoolProfile.nodeTaints' });
    }
  }
}

function checkPlacement({ availabilityZones = [], nodeLabels = {}, upgradeSettings }: PoolRequest): void {
  const unknown = availabilityZones.find((zone) => !ZONES.includes(zone));
  if (unknown !== undefined) {
    const message = `Availability zone ${unknown} is not supported in this region.`;
    throw aksError(400, 'AvailabilityZoneNotSupported', message, { target: 'agentPoolProfile.availabilityZones' });
  }
  const reserved = Object.keys(nodeLabels).find((label) => label.startsWith('kubernetes.azure.com/'));
  if (reserved !== undefined) {
    throw invalid('agentPoolProfile.nodeLabels', `the prefix of ${reserved} is reserved.`);
  }
  if (!/^\d+%?$/.test(upgradeSettings?.maxSurge ?? '1')) {
    throw invalid('agentPoolProfile.upgradeSettings.maxSurge', 'it must be a number or a percentage.');
  }
}
