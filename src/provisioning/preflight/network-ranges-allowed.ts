import { keptRanges } from '../ranges.ts';
import { type Check, passed } from './check.ts';
import { inOwnSubnets, verdictOf } from './network/own-subnets.ts';
import { overlap } from './network/ranges.ts';

/** The address space of the virtual network keeps off the ranges that AKS has for itself. */
export const networkRangesAllowed: Check = {
  name: 'network-ranges-allowed',
  run: (context) =>
    inOwnSubnets(context, (seen) => {
      const networks = new Map(seen.map((one) => [one.network.id.toLowerCase(), one]));
      const faults = [...networks.values()].flatMap(({ pointer, network }) =>
        network.addressPrefixes.flatMap((prefix) =>
          keptRanges
            .filter((range) => overlap(prefix, range))
            .map((range) => ({
              pointer,
              detail: `The virtual network's ${prefix} overlaps ${range}, which AKS keeps for itself.`,
              remedy: `Use a virtual network without that range, or take it out of this one: az network vnet update --ids ${network.id} --address-prefixes <the others>`,
              fact: `address space ${network.addressPrefixes.join(', ')}`,
            })),
        ),
      );
      return verdictOf(faults, () =>
        passed(
          'The virtual network keeps off the ranges that AKS has for itself.',
          seen[0].network.addressPrefixes.join(', '),
        ),
      );
    }),
};
