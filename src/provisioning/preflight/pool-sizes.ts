import type { ResolvedPool } from '../../model/node-pool.ts';
import type { VmSize } from '../../ports.ts';

/** A pool whose size the order names, with what the region tells of it. */
export interface SizedPool {
  pool: ResolvedPool;
  index: number;
  vmSize: string;
  /** Absent where the region does not have it. */
  size?: VmSize;
}

/** The pools that name a size; AKS chooses for the others, by capacity and quota. */
export function sizedPools(pools: readonly ResolvedPool[], sizes: readonly VmSize[]): SizedPool[] {
  return pools.flatMap((pool, index) => {
    const { vmSize } = pool;
    if (vmSize === undefined) return [];
    const size = sizes.find(({ name }) => name.toLowerCase() === vmSize.toLowerCase());
    return [{ pool, index, vmSize, ...(size ? { size } : {}) }];
  });
}

export const aksChooses = 'The order names no VM size: AKS chooses one by capacity and quota.';

/** Whether any pool names a size, so that the list need be read at all. */
export const namesSize = (pools: readonly ResolvedPool[]) => pools.some(({ vmSize }) => vmSize !== undefined);

/** Why a pool cannot have its size, and the member of the pool that says so. */
interface Unoffered {
  member: 'vmSize' | 'availabilityZones';
  detail: string;
}

/** What keeps a pool from its size in the region; nothing if it may have it. */
export function whyNotOffered({ pool, vmSize, size }: SizedPool, location: string): Unoffered | undefined {
  if (!size) return { member: 'vmSize', detail: `${location} does not offer ${vmSize} (pool ${pool.name}).` };
  const everywhere = size.restrictions.find(({ zones }) => !zones);
  if (everywhere) {
    const detail = `The subscription may not have ${vmSize} in ${location} (${everywhere.reason}; pool ${pool.name}).`;
    return { member: 'vmSize', detail };
  }
  const missing = (pool.availabilityZones ?? []).filter((zone) => !usableZones(size).includes(zone));
  if (missing.length === 0) return undefined;
  const left = usableZones(size).join(', ') || 'none';
  const detail = `${vmSize} is not to be had in zone ${missing.join(', ')} of ${location} (pool ${pool.name}; zones that have it: ${left}).`;
  return { member: 'availabilityZones', detail };
}

type Offered = NonNullable<SizedPool['size']>;

function usableZones({ zones, restrictions }: Offered): string[] {
  return zones.filter((zone) => !restrictions.some((one) => one.zones?.includes(zone)));
}
