import { type Check, notApplicable, passed } from './check.ts';
import { type Fault, networkIdOf, ownSubnets, partsOf, verdictOf } from './network/own-subnets.ts';

/** Each subnet that the order names exists. */
export const subnetExists: Check = {
  name: 'subnet-exists',
  async run({ cluster, facts }) {
    const named = ownSubnets(cluster.order);
    if (named.length === 0) return notApplicable('AKS makes the virtual network itself.');
    const faults: Fault[] = [];
    for (const { id, pointer } of named) {
      const networkId = networkIdOf(id);
      const network = await facts.virtualNetwork(networkId);
      if (network?.subnets.some((subnet) => subnet.id.toLowerCase() === id.toLowerCase())) continue;
      const { group, name, at } = partsOf(networkId);
      const subnet = partsOf(id).name;
      const create = `az network vnet subnet create ${at} --vnet-name ${name} -n ${subnet} --address-prefixes <range>`;
      faults.push({
        pointer,
        detail: network
          ? `Virtual network ${name} has no subnet ${subnet}.`
          : `Virtual network ${name} does not exist in ${group}.`,
        remedy: network
          ? `Correct the id, or run: ${create}`
          : `Correct the id, or run: az network vnet create ${at} -n ${name} -l ${cluster.order.location} --address-prefixes <range> && ${create}`,
        fact: network
          ? `its subnets are ${network.subnets.map((one) => one.name).join(', ') || 'none'}`
          : 'ARM says 404',
      });
    }
    return verdictOf(faults, () => passed(named.length === 1 ? 'The subnet exists.' : 'All subnets exist.'));
  },
};
