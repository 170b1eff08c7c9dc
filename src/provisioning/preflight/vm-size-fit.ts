import { type Check, failed, notApplicable, passed } from './check.ts';
import { aksChooses, namesSize, type SizedPool, sizedPools } from './pool-sizes.ts';

/** What AKS wants of a size, by mode of the pool. */
const fewestCPUs = 2;
const leastMemoryGB = { System: 4, User: 2 };

/** The VM sizes are large enough for AKS: it refuses small ones, for system pools above all. */
export const vmSizeFit: Check = {
  name: 'vm-size-fit',
  async run({ facts, cluster }) {
    const { nodePools } = cluster.order;
    if (!namesSize(nodePools)) return notApplicable(aksChooses);
    const pools = sizedPools(nodePools, await facts.sizes());
    const small = pools.filter(isTooSmall);
    const fact = pools.map(({ vmSize, size }) => (size ? `${vmSize} ${size.vCPUs} vCPU, ${size.memoryGB} GB` : vmSize));
    const [first] = small;
    if (first) {
      const named = small.map(({ pool, vmSize }) => `${vmSize} for pool ${pool.name} (${pool.mode})`).join(', ');
      return failed(
        `/nodePools/${first.index}/vmSize`,
        `AKS refuses sizes this small: ${named}.`,
        'Choose a size with at least 2 vCPU and 4 GB for a system pool, 2 vCPU and 2 GB for any other.',
        fact.join('; '),
      );
    }
    const burstable = pools.filter(({ pool, vmSize }) => pool.mode === 'System' && /^Standard_B/i.test(vmSize));
    const warning =
      burstable.length > 0
        ? ` ${burstable.map(({ vmSize }) => vmSize).join(', ')}: AKS does not support burstable sizes for system pools, and takes them all the same.`
        : '';
    return passed(`Every size is large enough for its pool.${warning}`, fact.join('; '));
  },
};

function isTooSmall({ pool, size }: SizedPool): boolean {
  return size !== undefined && (size.vCPUs < fewestCPUs || size.memoryGB < leastMemoryGB[pool.mode]);
}
