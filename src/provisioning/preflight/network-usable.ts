import type { VirtualNetwork } from '../../ports.ts';
import { type Check, passed, unknown } from './check.ts';
import { type Fault, inOwnSubnets, verdictOf } from './network/own-subnets.ts';

/**
 * The virtual network is one, is in the order's region, and no change of it has failed. One that is under way, for another
 * cluster in the same network say, is over in minutes: AKS is asked all the same, and waits or is asked again.
 */
export const networkUsable: Check = {
  name: 'network-usable',
  run: (context) =>
    inOwnSubnets(context, (seen) => {
      const { location } = context.cluster.order;
      const faults: Fault[] = [];
      const changing: VirtualNetwork[] = [];
      const networks = new Map(seen.map((one) => [one.network.id.toLowerCase(), one]));
      const [first, second] = [...networks.values()];
      if (first && second) {
        faults.push({
          pointer: second.pointer,
          detail: `The pools are in ${networks.size} virtual networks; AKS wants all in one.`,
          remedy: `Order subnets of one network, ${first.network.id} say.`,
          fact: [...networks.values()].map(({ network }) => network.id).join(', '),
        });
      }
      for (const { pointer, network } of networks.values()) {
        const name = network.id.split('/').at(-1);
        if (network.location.toLowerCase() !== location.toLowerCase()) {
          faults.push({
            pointer,
            detail: `Virtual network ${name} is in ${network.location}; the cluster is to be in ${location}.`,
            remedy: `Order the cluster in ${network.location}, or a subnet in ${location}.`,
            fact: `${name} is in ${network.location}`,
          });
        }
        if (network.provisioningState === 'Updating') changing.push(network);
        else if (network.provisioningState !== 'Succeeded') {
          faults.push({
            pointer,
            detail: `Virtual network ${name} is ${network.provisioningState}; AKS wants it Succeeded.`,
            remedy: `Write it again: az network vnet update --ids ${network.id}`,
            fact: `${name}: provisioningState ${network.provisioningState}`,
          });
        }
      }
      return verdictOf(faults, () => {
        const [busy] = changing;
        if (!busy) {
          return passed(
            `The virtual network is in ${location} and has settled.`,
            first && `${first.network.id}: Succeeded`,
          );
        }
        return unknown(
          'A change of the virtual network is under way; AKS wants it to be over.',
          `See that it ends well: az network vnet wait --ids ${busy.id} --updated`,
          `${busy.id}: provisioningState ${busy.provisioningState}`,
        );
      });
    }),
};
