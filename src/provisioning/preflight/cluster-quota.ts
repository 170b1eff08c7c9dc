import { ifBegun } from './begun.ts';
import { type Check, failed, passed, unknown } from './check.ts';

/** The subscription may have one more cluster in the region. */
export const clusterQuota: Check = {
  name: 'cluster-quota',
  async run(context) {
    const begun = await ifBegun(context);
    if (begun) return begun;
    const { location } = context.cluster.order;
    const usages = await context.facts.usages('Microsoft.ContainerService');
    const usage = usages?.find(({ name }) => /^managed-?clusters?$/i.test(name));
    const remedy = `Look at the portal's Quotas page, provider Azure Kubernetes Service, region ${location}.`;
    if (!usage) return unknown(`AKS does not tell how many clusters ${location} may have.`, remedy);
    const fact = `${usage.used} of ${usage.limit} clusters`;
    if (usage.used < usage.limit) return passed(`There is room for one more cluster in ${location}.`, fact);
    return failed(
      '/location',
      `The subscription has used up its quota of clusters in ${location}.`,
      'Ask for more on the portal’s Quotas page (provider Azure Kubernetes Service), delete a cluster, or order in another region.',
      fact,
    );
  },
};
