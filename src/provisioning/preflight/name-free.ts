import { isOurs } from '../target.ts';
import { type Check, failed, passed } from './check.ts';

/** No cluster of this name stands in the group, but for the one this very job has begun. */
export const nameFree: Check = {
  name: 'name-free',
  async run({ facts, cluster, instance }) {
    const { name, resourceGroup } = cluster.order;
    const seen = await facts.cluster();
    if (!seen) return passed(`No cluster ${name} exists in ${resourceGroup.name}.`);
    if (isOurs(seen.tags, cluster, instance)) return passed(`Cluster ${name} exists and belongs to this order.`);
    return failed(
      '/name',
      `A cluster ${name} exists in ${resourceGroup.name} that this order did not make.`,
      'Choose another name or resource group: Slipway never touches what it did not create.',
    );
  },
};
