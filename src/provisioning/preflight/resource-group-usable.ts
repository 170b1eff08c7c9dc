import { type Check, failed, passed } from './check.ts';

/** The resource group exists, or may be created. */
export const resourceGroupUsable: Check = {
  name: 'resource-group-usable',
  async run({ facts, cluster }) {
    const { location, subscriptionId } = cluster.order;
    const { name, create } = cluster.order.resourceGroup;
    const group = await facts.resourceGroup(name);
    if (group && group.provisioningState !== 'Deleting') {
      return passed(`Resource group ${name} exists in ${group.location}.`);
    }
    if (create) return passed(`Resource group ${name} will be created in ${location}.`);
    return failed(
      '/resourceGroup',
      `Resource group ${name} does not exist, and the order does not ask to create it.`,
      `Run: az group create -n ${name} -l ${location} --subscription ${subscriptionId}; or order {"name": "${name}", "create": true}.`,
    );
  },
};
