import type { Cidr } from '../model/cidr.ts';
import { parseCidr } from '../model/cidr.ts';
import type { Network, ResolvedNetwork } from '../model/network.ts';
import { defaultMaxSurge, type NodePool } from '../model/node-pool.ts';
import type { Order, ResolvedOrder } from '../model/order.ts';
import type { MaintenanceWindow } from '../model/upkeep.ts';

/** What `az aks create --network-plugin none` sends, with the pod range said out loud. */
export const defaultNetwork = {
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.0.0.0/16',
  outboundType: 'loadBalancer',
} as const;
export const defaultMaxPods = 110;
export const defaultCount = 3;
export const defaultPools: NodePool[] = [{ name: 'nodepool1', mode: 'System', count: defaultCount }];

/** What holds for a whole cluster unless the order says otherwise; and where the record of an earlier release is silent. */
export const defaults = {
  tier: 'Free',
  identity: { type: 'SystemAssigned' },
  apiServerAccess: { private: false, authorizedIpRanges: [] },
  disableLocalAccounts: false,
  autoUpgrade: 'none',
  nodeOsUpgrade: 'NodeImage',
  adminUsername: 'azureuser',
} satisfies Partial<ResolvedOrder>;

/** Fills in every default of a valid order. */
export function resolveOrder(order: Order, account: { name: string; subscriptionId: string }): ResolvedOrder {
  const { cni, resourceGroup, kubernetesVersion, nodeResourceGroup, sshPublicKey, armOverrides } = order;
  const group = typeof resourceGroup === 'string' ? { name: resourceGroup } : resourceGroup;
  const { apiServerAccess, aadProfile, maintenanceWindow } = order;
  return {
    name: order.name,
    account: account.name,
    subscriptionId: account.subscriptionId,
    resourceGroup: { name: group.name, create: group.create ?? false },
    location: order.location,
    ...(kubernetesVersion ? { kubernetesVersion } : {}),
    tier: order.tier ?? defaults.tier,
    dnsPrefix: order.dnsPrefix ?? dnsPrefix(order.name, group.name, account.subscriptionId),
    ...(nodeResourceGroup ? { nodeResourceGroup } : {}),
    tags: order.tags ?? {},
    identity: order.identity ?? defaults.identity,
    nodePools: (order.nodePools ?? defaultPools).map(resolvePool),
    network: resolveNetwork(order.network),
    apiServerAccess: {
      ...defaults.apiServerAccess,
      ...(apiServerAccess?.private ? { privateDnsZone: 'system' } : {}),
      ...apiServerAccess,
    },
    ...(aadProfile ? { aadProfile: { adminGroupObjectIds: [], enableAzureRbac: false, ...aadProfile } } : {}),
    disableLocalAccounts: order.disableLocalAccounts ?? defaults.disableLocalAccounts,
    ...(sshPublicKey ? { sshPublicKey, adminUsername: order.adminUsername ?? defaults.adminUsername } : {}),
    autoUpgrade: order.autoUpgrade ?? defaults.autoUpgrade,
    nodeOsUpgrade: order.nodeOsUpgrade ?? defaults.nodeOsUpgrade,
    ...(maintenanceWindow ? { maintenanceWindow: resolveWindow(maintenanceWindow) } : {}),
    ...(armOverrides ? { armOverrides } : {}),
    cni,
    onFailure: order.onFailure ?? 'keep',
    verify: order.verify ?? 'pods',
  };
}

export function resolveWindow(window: MaintenanceWindow): Required<MaintenanceWindow> {
  return { utcOffset: '+00:00', durationHours: 4, intervalWeeks: 1, ...window };
}

/** Fills in the defaults of a pool, or of a draft of one. */
export function resolvePool<P extends Partial<NodePool>>(
  pool: P,
): P & Required<Pick<NodePool, 'count' | 'maxPods' | 'maxSurge'>> {
  return {
    ...pool,
    count: pool.count ?? pool.minCount ?? defaultCount,
    maxPods: pool.maxPods ?? defaultMaxPods,
    maxSurge: pool.maxSurge ?? defaultMaxSurge,
  };
}

function resolveNetwork(network: Network = {}): ResolvedNetwork {
  const serviceCidr = network.serviceCidr ?? defaultNetwork.serviceCidr;
  const outboundType = network.outboundType ?? defaultNetwork.outboundType;
  const { natGateway, loadBalancer } = network;
  const ownIPs = loadBalancer?.outboundIPs ?? loadBalancer?.outboundIPPrefixes;
  return {
    podCidr: network.podCidr ?? defaultNetwork.podCidr,
    serviceCidr,
    dnsServiceIP: network.dnsServiceIP ?? dnsServiceIP(serviceCidr),
    outboundType,
    ...(outboundType === 'managedNATGateway'
      ? { natGateway: { managedOutboundIPCount: 1, idleTimeoutInMinutes: 4, ...natGateway } }
      : {}),
    ...(outboundType === 'loadBalancer'
      ? {
          loadBalancer: {
            ...(ownIPs ? {} : { managedOutboundIPCount: 1 }),
            allocatedOutboundPorts: 0,
            idleTimeoutInMinutes: 30,
            ...loadBalancer,
          },
        }
      : {}),
  };
}

/** As the Azure CLI builds it: ten characters of the name, sixteen of the group, six of the subscription. */
function dnsPrefix(name: string, group: string, subscriptionId: string): string {
  const clean = (text: string) => text.replaceAll(/[^A-Za-z0-9-]/g, '');
  const head = clean(name).slice(0, 10);
  const start = /^[A-Za-z]/.test(head) ? head : `a${head}`;
  return `${start}-${clean(group).slice(0, 16)}-${subscriptionId.slice(0, 6)}`;
}

function dnsServiceIP(serviceCidr: string): string {
  const cidr = parseCidr(serviceCidr);
  return (typeof cidr === 'string' ? undefined : tenthAddress(cidr)) ?? '10.0.0.10';
}

/** The tenth address of a range, where AKS puts the DNS service; `undefined` if the range is too small. */
export function tenthAddress({ first, last }: Cidr): string | undefined {
  const address = first + 10;
  if (address >= last) return undefined;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
