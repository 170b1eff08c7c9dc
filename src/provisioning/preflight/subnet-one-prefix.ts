import { type Check, passed } from './check.ts';
import { inOwnSubnets, networkIdOf, partsOf, verdictOf } from './network/own-subnets.ts';

/** Each subnet of the nodes has one address prefix: AKS takes no subnet with several. */
export const subnetOnePrefix: Check = {
  name: 'subnet-one-prefix',
  run: (context) =>
    inOwnSubnets(context, (seen) => {
      const faults = seen
        .filter(({ subnet }) => subnet.addressPrefixes.length > 1)
        .map(({ id, pointer, subnet: { name, addressPrefixes } }) => {
          const { at, name: network } = partsOf(networkIdOf(id));
          return {
            pointer,
            detail: `Subnet ${name} has ${addressPrefixes.length} address prefixes; AKS takes subnets with one.`,
            remedy: `Order a subnet with one prefix: az network vnet subnet create ${at} --vnet-name ${network} -n <name> --address-prefixes <range>`,
            fact: `${name}: ${addressPrefixes.join(', ')}`,
          };
        });
      return verdictOf(faults, () =>
        passed('Each subnet has one prefix.', seen.map(({ subnet }) => subnet.addressPrefixes.join()).join(', ')),
      );
    }),
};
