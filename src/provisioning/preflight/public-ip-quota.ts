import type { ResolvedNetwork } from '../../model/network.ts';
import { ifBegun } from './begun.ts';
import { type Check, failed, notApplicable, passed, unknown } from './check.ts';

/** What public addresses count against; a region tells those that it has. */
const quotas = /^(PublicIPAddresses|(IPv4)?StandardSkuPublicIpAddresses|StaticPublicIPAddresses)$/i;

/** The subscription may have as many public addresses more as AKS makes for the way out. */
export const publicIpQuota: Check = {
  name: 'public-ip-quota',
  async run(context) {
    const { network, location } = context.cluster.order;
    const count = managedAddresses(network);
    if (count === 0) return notApplicable('AKS makes no public address for this way out.');
    const begun = await ifBegun(context);
    if (begun) return begun;
    const usages = (await context.facts.usages('Microsoft.Network'))?.filter(({ name }) => quotas.test(name)) ?? [];
    if (usages.length === 0) return unknown(`Azure tells no quota of public addresses in ${location}.`);
    const fact = usages.map(({ name, used, limit }) => `${name} ${used} of ${limit}`).join('; ');
    const short = usages.filter(({ used, limit }) => used + count > limit);
    if (short.length === 0)
      return passed(
        `The quota of ${location} holds the ${count === 1 ? 'public address' : `${count} public addresses`} of the way out.`,
        fact,
      );
    return failed(
      '/network/outboundType',
      `The way out needs ${count} public address(es), and the quota of ${location} does not hold them (${short.map(({ name }) => name).join(', ')}).`,
      'Ask for more quota of public addresses, give addresses of your own (loadBalancer.outboundIPs), or choose userDefinedRouting or userAssignedNATGateway.',
      fact,
    );
  },
};

function managedAddresses({ loadBalancer, natGateway }: ResolvedNetwork): number {
  return loadBalancer?.managedOutboundIPCount ?? natGateway?.managedOutboundIPCount ?? 0;
}
