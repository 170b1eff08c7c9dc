import { readRange } from '../../model/cidr.ts';
import { mostNodes } from '../../model/node-pool.ts';
import { type Check, passed } from './check.ts';
import { inOwnSubnets, ownSubnets, partsOf, type SeenSubnet, verdictOf } from './network/own-subnets.ts';

/** Azure keeps the first four addresses of a subnet and the last. */
const keptByAzure = 5;

/**
 * Each subnet has an address for all nodes that its pools may ever have at a time, upgrades included. Pods do not count:
 * their addresses are the CNI's.
 */
export const subnetAddressesFree: Check = {
  name: 'subnet-addresses-free',
  run: (context) =>
    inOwnSubnets(context, async (seen) => {
      const { order } = context.cluster;
      // In a second run nodes of this very order may stand in the subnet.
      const nodeGroup = (await context.facts.cluster())?.nodeResourceGroup?.toLowerCase();
      const [firstPool] = ownSubnets(order);
      const rooms = seen.map((one) => {
        // The private endpoint of the API server goes into the first pool's subnet.
        const endpoints = order.apiServerAccess?.private && one.id === firstPool?.id ? 1 : 0;
        return { ...one, ...roomIn(one, nodeGroup), needed: endpoints + sum(one.pools.map(mostNodes)) };
      });
      const faults = rooms
        .filter(({ needed, free }) => needed > free)
        .map(({ id, pointer, subnet: { name }, size, taken, free, needed }) => ({
          pointer,
          detail: `Subnet ${name} has ${free} free ${free === 1 ? 'address' : 'addresses'}; the nodes need ${needed}, at their maximum and with those of an upgrade.${
            needed > size ? ' Even empty it would be too small.' : ''
          }`,
          remedy: `Use a larger subnet, order fewer nodes, a lower maxCount or maxSurge; or run: az network vnet subnet update --ids ${id} --address-prefixes <larger range>`,
          fact: `${name}: ${size} usable addresses, ${taken} of them taken`,
        }));
      return verdictOf(faults, () =>
        passed(
          'The subnets have room for all nodes at their maximum, and for upgrades.',
          rooms
            .map(({ subnet, free, needed }) => `${partsOf(subnet.id).name}: ${free} addresses free, ${needed} needed`)
            .join('; '),
        ),
      );
    }),
};

function roomIn({ subnet }: SeenSubnet, nodeGroup: string | undefined) {
  const size = sum(
    subnet.addressPrefixes.map((prefix) => {
      const range = readRange(prefix);
      return range ? Math.max(0, range.last - range.first + 1 - keptByAzure) : 0;
    }),
  );
  const own = `/resourcegroups/${nodeGroup}/`;
  const taken = subnet.takenBy.filter((id) => !nodeGroup || !id.toLowerCase().includes(own)).length;
  return { size, taken, free: Math.max(0, size - taken) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
