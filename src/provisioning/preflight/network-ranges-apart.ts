import { type Check, passed } from './check.ts';
import { inOwnSubnets, type SeenSubnet, verdictOf } from './network/own-subnets.ts';
import { overlap } from './network/ranges.ts';

/** The ranges of pods and services share no address with the virtual network, nor with those that it is peered with. */
export const networkRangesApart: Check = {
  name: 'network-ranges-apart',
  run: (context) =>
    inOwnSubnets(context, (seen) => {
      const taken = takenBy(seen);
      const { network } = context.cluster.order;
      const faults = (['podCidr', 'serviceCidr'] as const).flatMap((member) =>
        taken
          .filter(({ range }) => overlap(network[member], range))
          .map(({ range, whose }) => ({
            pointer: `/network/${member}`,
            detail: `${member} ${network[member]} overlaps ${range} of ${whose}.`,
            remedy: `Order a ${member} that neither the virtual network nor anything connected to it uses.`,
            fact: `${whose}: ${range}`,
          })),
      );
      return verdictOf(faults, () =>
        passed(
          'The ranges of pods and services keep off the virtual network and its peers.',
          taken.map(({ range }) => range).join(', '),
        ),
      );
    }),
};

function takenBy(seen: readonly SeenSubnet[]): { range: string; whose: string }[] {
  const networks = new Map(seen.map(({ network }) => [network.id.toLowerCase(), network]));
  return [...networks.values()].flatMap(({ id, addressPrefixes, peerings }) => [
    ...addressPrefixes.map((range) => ({ range, whose: `virtual network ${id.split('/').at(-1)}` })),
    ...peerings.flatMap(({ name, addressPrefixes: theirs }) =>
      theirs.map((range) => ({ range, whose: `the network behind peering ${name}` })),
    ),
  ]);
}
