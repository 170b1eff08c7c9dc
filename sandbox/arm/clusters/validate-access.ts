import { parseAddress, parseRange } from './cidr.ts';
import { invalid } from './invalid.ts';
import type { ClusterRequest } from './request.ts';

const MOST_RANGES = 200;
const TIERS = ['Free', 'Standard', 'Premium'];
const CHANNELS = ['none', 'patch', 'stable', 'rapid', 'node-image'];
const NODE_CHANNELS = ['None', 'Unmanaged', 'SecurityPatch', 'NodeImage'];

/** What AKS refuses about who gets in, about the tier and the upgrade channels, and about the way out. */
export function validateAccess(request: ClusterRequest): void {
  checkApiServer(request);
  const { disableLocalAccounts, aadProfile, linuxProfile } = request.properties;
  if (disableLocalAccounts && aadProfile?.managed !== true) {
    throw invalid('disableLocalAccounts', 'local accounts can only be disabled on clusters with AKS-managed Entra ID.');
  }
  for (const { keyData = '' } of linuxProfile?.ssh?.publicKeys ?? []) {
    if (!/^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]+/.test(keyData)) {
      throw invalid('linuxProfile.ssh.publicKeys.keyData', 'it is not a valid SSH public key.');
    }
  }
  checkPlan(request);
  checkOutboundProfiles(request);
}

function checkApiServer({ properties, identity }: ClusterRequest): void {
  const { enablePrivateCluster, privateDNSZone, authorizedIPRanges = [] } = properties.apiServerAccessProfile ?? {};
  const target = 'apiServerAccessProfile.authorizedIPRanges';
  if (enablePrivateCluster && authorizedIPRanges.length > 0) {
    throw invalid(target, 'authorized IP ranges are not supported for private clusters.');
  }
  if (authorizedIPRanges.length > MOST_RANGES) throw invalid(target, `at most ${MOST_RANGES} are allowed.`);
  for (const range of authorizedIPRanges) {
    if (parseRange(range) === undefined && parseAddress(range) === undefined) {
      throw invalid(target, `"${range}" is not an IPv4 address or CIDR.`);
    }
  }
  if (privateDNSZone === undefined) return;
  if (!enablePrivateCluster) {
    throw invalid('apiServerAccessProfile.privateDNSZone', 'it can only be set for private clusters.');
  }
  if (privateDNSZone.startsWith('/') && identity?.type !== 'UserAssigned') {
    throw invalid('apiServerAccessProfile.privateDNSZone', 'a custom zone needs a user-assigned identity.');
  }
}

function checkPlan({ sku, properties }: ClusterRequest): void {
  const { tier = 'Free' } = sku ?? {};
  if (!TIERS.includes(tier)) throw invalid('sku.tier', `"${tier}" is not a tier.`);
  const isLongTerm = properties.supportPlan === 'AKSLongTermSupport';
  if (isLongTerm !== (tier === 'Premium')) {
    throw invalid('supportPlan', 'AKSLongTermSupport and the tier Premium must be used together.');
  }
  const { upgradeChannel = 'none', nodeOSUpgradeChannel = 'NodeImage' } = properties.autoUpgradeProfile ?? {};
  if (!CHANNELS.includes(upgradeChannel)) throw invalid('autoUpgradeProfile.upgradeChannel', 'it is not a channel.');
  if (!NODE_CHANNELS.includes(nodeOSUpgradeChannel)) {
    throw invalid('autoUpgradeProfile.nodeOSUpgradeChannel', 'it is not a channel.');
  }
  if (upgradeChannel === 'node-image' && nodeOSUpgradeChannel !== 'NodeImage') {
    throw invalid('autoUpgradeProfile.nodeOSUpgradeChannel', 'it must be NodeImage with the channel node-image.');
  }
}

/** Each profile belongs to one way out. */
function checkOutboundProfiles({ properties }: ClusterRequest): void {
  const {
    outboundType = 'loadBalancer',
    natGatewayProfile,
    loadBalancerProfile = {},
  } = properties.networkProfile ?? {};
  if (natGatewayProfile !== undefined && outboundType !== 'managedNATGateway') {
    throw invalid('networkProfile.natGatewayProfile', `it cannot be used with outboundType ${outboundType}.`);
  }
  const { managedOutboundIPs, outboundIPs, outboundIPPrefixes } = loadBalancerProfile;
  const kinds = [managedOutboundIPs, outboundIPs, outboundIPPrefixes].filter((kind) => kind !== undefined);
  if (kinds.length > 1) {
    throw invalid(
      'networkProfile.loadBalancerProfile',
      'only one of managedOutboundIPs, outboundIPs and outboundIPPrefixes can be set.',
    );
  }
  if (kinds.length > 0 && outboundType !== 'loadBalancer') {
    throw invalid('networkProfile.loadBalancerProfile', `it cannot be used with outboundType ${outboundType}.`);
  }
}
