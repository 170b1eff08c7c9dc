import type { ResolvedOrder } from '../../model/order.ts';
import { ifBegun } from './begun.ts';
import { type Check, failed, notApplicable, passed } from './check.ts';

/** AKS cuts the name that it gives itself. */
const longestName = 80;

/** No group has the name of the one that AKS makes for the nodes: it makes it itself, or not at all. */
export const nodeGroupFree: Check = {
  name: 'node-resource-group-free',
  async run(context) {
    const begun = await ifBegun(context);
    if (begun) return begun;
    const { order } = context.cluster;
    if (!order.nodeResourceGroup && (await context.facts.cluster())) {
      return notApplicable('A cluster of this name stands, with its nodes: see name-free.');
    }
    const name = nodeGroupOf(order);
    const group = await context.facts.resourceGroup(name);
    if (!group) return passed(`No resource group ${name} exists; AKS will make it.`);
    return failed(
      order.nodeResourceGroup ? '/nodeResourceGroup' : '/name',
      `A resource group ${name} exists, and AKS makes that of the nodes itself.`,
      'Order another nodeResourceGroup, or delete the one that is there if a former cluster has left it.',
      `${name} in ${group.location}, ${group.provisioningState}`,
    );
  },
};

function nodeGroupOf({ nodeResourceGroup, resourceGroup, name, location }: ResolvedOrder): string {
  return nodeResourceGroup ?? `MC_${resourceGroup.name}_${name}_${location}`.slice(0, longestName);
}
