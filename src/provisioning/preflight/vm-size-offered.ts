import { type Check, failed, notApplicable, passed } from './check.ts';
import { aksChooses, namesSize, type SizedPool, sizedPools, whyNotOffered } from './pool-sizes.ts';

/** The region offers the VM sizes to the subscription, in the zones that the order names. */
export const vmSizeOffered: Check = {
  name: 'vm-size-offered',
  async run({ facts, cluster }) {
    const { nodePools, location } = cluster.order;
    if (!namesSize(nodePools)) return notApplicable(aksChooses);
    const pools = sizedPools(nodePools, await facts.sizes());
    const faults = pools.flatMap((pool) => {
      const wrong = whyNotOffered(pool, location);
      return wrong ? [{ ...wrong, index: pool.index }] : [];
    });
    const fact = pools.map(factOf).join('; ');
    const [first] = faults;
    if (!first) return passed(`${location} offers every size that the order names.`, fact);
    return failed(
      `/nodePools/${first.index}/${first.member}`,
      faults.map(({ detail }) => detail).join(' '),
      `Choose another size, zone or region (az vm list-skus -l ${location} --resource-type virtualMachines --all -o table), or ask Azure's support to open the size to the subscription.`,
      fact,
    );
  },
};

function factOf({ vmSize, size }: SizedPool): string {
  if (!size) return `${vmSize} not listed`;
  const withheld = size.restrictions.map(
    ({ reason, zones }) => `${reason}${zones ? ` in zone ${zones.join(', ')}` : ''}`,
  );
  return `${vmSize} in zones ${size.zones.join(', ') || '(none)'}${withheld.length > 0 ? `, ${withheld.join(', ')}` : ''}`;
}
