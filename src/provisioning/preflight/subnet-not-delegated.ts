import { type Check, passed } from './check.ts';
import { inOwnSubnets, verdictOf } from './network/own-subnets.ts';

/** No subnet of the nodes is delegated: then only the service that it is given to may put anything into it. */
export const subnetNotDelegated: Check = {
  name: 'subnet-not-delegated',
  run: (context) =>
    inOwnSubnets(context, (seen) => {
      const faults = seen
        .filter(({ subnet }) => subnet.delegations.length > 0)
        .map(({ id, pointer, subnet: { name, delegations } }) => ({
          pointer,
          detail: `Subnet ${name} is delegated to ${delegations.join(', ')}: nodes cannot be put into it.`,
          remedy: `Use a subnet that is not delegated, or run: az network vnet subnet update --ids ${id} --remove delegations`,
          fact: `${name} is delegated to ${delegations.join(', ')}`,
        }));
      return verdictOf(faults, () => passed('No subnet of the nodes is delegated.'));
    }),
};
