import { isObject } from '../../model/json.ts';
import { escapePointer } from '../../model/pointer.ts';
import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

/** What of the ARM body overrides may not touch: the reason, or what is kept of its members. */
export interface Kept {
  [name: string]: string | Kept;
}

const ours = 'it says which cluster this is';
const field = (name: string) => `the order has a field for it: ${name}`;
const plugin = 'a cluster with networkPlugin none is what Slipway makes';
const preview = 'kube-proxy stays as AKS sets it up: the setting is only in preview APIs';
const dualStack = 'AKS refuses two address families with networkPlugin none';

/** All that the order itself decides, so that preflight, the CNI and the record speak of the cluster that is made. */
const keptFromOverrides: Kept = {
  id: ours,
  name: ours,
  type: ours,
  location: ours,
  // Those of ours are refused by their prefix.
  tags: {},
  sku: { name: 'another kind of cluster brings its own network', tier: field('tier') },
  identity: field('identity'),
  properties: {
    kubernetesVersion: field('kubernetesVersion'),
    supportPlan: field('tier'),
    dnsPrefix: field('dnsPrefix'),
    fqdnSubdomain: field('dnsPrefix'),
    nodeResourceGroup: field('nodeResourceGroup'),
    enableRBAC: 'what installs the CNI relies on it',
    agentPoolProfiles: `${field('nodePools')}; a merge patch would replace the whole list`,
    networkProfile: {
      networkPlugin: plugin,
      networkPluginMode: plugin,
      networkMode: plugin,
      networkDataplane: plugin,
      networkPolicy: plugin,
      kubeProxyConfig: preview,
      podCidr: field('network.podCidr'),
      podCidrs: dualStack,
      serviceCidr: field('network.serviceCidr'),
      serviceCidrs: dualStack,
      ipFamilies: dualStack,
      dnsServiceIP: field('network.dnsServiceIP'),
      outboundType: field('network.outboundType'),
      loadBalancerSku: 'AKS has no other any more',
      natGatewayProfile: {
        managedOutboundIPProfile: { count: field('network.natGateway') },
        idleTimeoutInMinutes: field('network.natGateway'),
      },
      loadBalancerProfile: {
        managedOutboundIPs: { count: field('network.loadBalancer') },
        outboundIPs: field('network.loadBalancer'),
        outboundIPPrefixes: field('network.loadBalancer'),
        allocatedOutboundPorts: field('network.loadBalancer'),
        idleTimeoutInMinutes: field('network.loadBalancer'),
      },
    },
    apiServerAccessProfile: {
      enablePrivateCluster: field('apiServerAccess.private'),
      privateDNSZone: field('apiServerAccess.privateDnsZone'),
      authorizedIPRanges: field('apiServerAccess.authorizedIpRanges'),
    },
    aadProfile: field('aadProfile'),
    disableLocalAccounts: field('disableLocalAccounts'),
    linuxProfile: field('sshPublicKey'),
    autoUpgradeProfile: { upgradeChannel: field('autoUpgrade'), nodeOSUpgradeChannel: field('nodeOsUpgrade') },
    windowsProfile: 'networkPlugin none does not support Windows nodes',
    servicePrincipalProfile: field('identity'),
  },
};

/** What else a PUT of a managed cluster has beside `properties`. */
const alsoTop = ['kind', 'extendedLocation'];
const topMembers = new Set([...alsoTop, ...Object.keys(keptFromOverrides)].map((name) => name.toLowerCase()));

/** Refuses overrides of what the order decides, and of what would take its place unseen. */
export function armOverrideRules({ armOverrides }: Draft): FieldError[] {
  if (!isObject(armOverrides)) return [];
  const strangers = Object.keys(armOverrides).filter((name) => !topMembers.has(name.toLowerCase()));
  const misplaced = strangers.map((name) =>
    fault(
      `/armOverrides/${escapePointer(name)}`,
      'unknown-field',
      `A cluster has no ${name} beside properties; put it inside.`,
    ),
  );
  return [...misplaced, ...touched('/armOverrides', armOverrides, keptFromOverrides), ...ownTags(armOverrides['tags'])];
}

function touched(at: string, patch: Record<string, unknown>, kept: Kept): FieldError[] {
  return Object.entries(patch).flatMap(([given, value]) => {
    const pointer = `${at}/${escapePointer(given)}`;
    // AKS reads names without regard to case: another spelling would be the same member twice.
    const name = Object.keys(kept).find((each) => each.toLowerCase() === given.toLowerCase());
    if (name === undefined) return [];
    if (name !== given) return [fault(pointer, 'wrong-name', `It is written ${name}.`)];
    const reason = kept[name] ?? '';
    if (typeof reason === 'string')
      return [fault(pointer, 'not-overridable', `${given} cannot be overridden: ${reason}.`)];
    if (isObject(value)) return touched(pointer, value, reason);
    return [fault(pointer, 'not-overridable', `${given} cannot be replaced as a whole; patch its members.`)];
  });
}

function ownTags(tags: unknown): FieldError[] {
  const names = isObject(tags) ? Object.keys(tags).filter((name) => name.toLowerCase().startsWith('slipway-')) : [];
  return names.map((name) =>
    fault(
      `/armOverrides/tags/${escapePointer(name)}`,
      'reserved-tag',
      'Tags that begin with slipway- are ours: they tell whose a resource is.',
    ),
  );
}
