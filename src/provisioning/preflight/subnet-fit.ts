import { type Check, failed, notApplicable, passed } from './check.ts';

/** Each subnet that the order names exists, and is not delegated to a service. */
export const subnetFit: Check = {
  name: 'subnet-fit',
  async run({ facts, cluster }) {
    const ids = new Map(
      cluster.order.nodePools.flatMap(({ vnetSubnetId }, index) =>
        vnetSubnetId ? [[vnetSubnetId, index] as const] : [],
      ),
    );
    if (ids.size === 0) return notApplicable('AKS makes the virtual network itself.');
    for (const [id, index] of ids) {
      const pointer = `/nodePools/${index}/vnetSubnetId`;
      const subnet = await facts.subnet(id);
      if (!subnet) return failed(pointer, `Subnet ${id} does not exist.`, 'Check the id, or create the subnet.');
      if (subnet.delegations.length > 0) {
        return failed(
          pointer,
          `Subnet ${id} is delegated to ${subnet.delegations.join(', ')}.`,
          'Use a subnet that is not delegated: nodes cannot be put into this one.',
        );
      }
    }
    return passed(`${ids.size === 1 ? 'The subnet exists and is' : 'All subnets exist and are'} not delegated.`);
  },
};
