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
