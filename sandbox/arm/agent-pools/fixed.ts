import type { PoolBody } from '../clusters/cluster.ts';
import type { PoolRequest } from '../clusters/request.ts';
import { aksError } from '../errors.ts';

/** What a pool is made with and keeps for good. */
const FIXED = [
  'vmSize',
  'osType',
  'osDiskSizeGB',
  'osDiskType',
  'kubeletDiskType',
  'maxPods',
  'type',
  'vnetSubnetID',
  'podSubnetID',
  'availabilityZones',
  'enableEncryptionAtHost',
  'enableUltraSSD',
  'scaleSetPriority',
  'proximityPlacementGroupID',
] as const;

/** What a property means that AKS does not show. */
const UNSAID: Record<string, unknown> = { scaleSetPriority: 'Regular' };

/** Refuses a change of what a pool keeps (text quoted in public); what a request leaves out, and a disk size of 0, stays. */
export function checkFixed(pool: PoolBody, wanted: PoolRequest, prefix: 'properties' | 'agentPoolProfile'): void {
  for (const field of FIXED) {
    const asked: unknown = (wanted as PoolBody)[field];
    if (asked === undefined || (field === 'osDiskSizeGB' && asked === 0)) continue;
    if (same(asked, pool[field] ?? UNSAID[field] ?? false)) continue;
    const target = `${prefix}.${field}`;
    throw aksError(400, 'PropertyChangeNotAllowed', `Changing property '${target}' is not allowed.`, { target });
  }
}

/** The request with what it leaves out of those properties, as the pool has it. A pool that scales itself keeps its count within the bounds. */
export function withFixed(pool: PoolBody, wanted: PoolRequest): PoolRequest {
  const kept = FIXED.filter((field) => pool[field] !== undefined).map((field) => [field, pool[field]]);
  return { ...wanted, count: countOf(pool, wanted), ...Object.fromEntries(kept) };
}

function countOf(pool: PoolBody, { enableAutoScaling, count, minCount = 0, maxCount = minCount }: PoolRequest): number {
  if (!enableAutoScaling || !pool.enableAutoScaling) return count ?? pool.count;
  return Math.max(minCount, Math.min(maxCount, pool.count));
}

/** Ids and sizes compare without case. */
function same(asked: unknown, is: unknown): boolean {
  return JSON.stringify(asked).toLowerCase() === JSON.stringify(is).toLowerCase();
}
