import type { Cidr } from '../model/cidr.ts';
import { parseCidr } from '../model/cidr.ts';
import type { NodePool, Order, ResolvedOrder } from '../model/order.ts';

/** What `az aks create --network-plugin none` sends, with the pod range said out loud. */
export const defaultNetwork = {
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.0.0.0/16',
  outboundType: 'loadBalancer',
} as const;
export const defaultMaxPods = 110;
export const defaultPools: NodePool[] = [{ name: 'nodepool1', mode: 'System', count: 3 }];

/** Fills in every default of a valid order. */
export function resolveOrder(order: Order, account: { name: string; subscriptionId: string }): ResolvedOrder {
  const { cni, network = {}, nodePools, resourceGroup, kubernetesVersion } = order;
  const group = typeof resourceGroup === 'string' ? { name: resourceGroup } : resourceGroup;
  const serviceCidr = network.serviceCidr ?? defaultNetwork.serviceCidr;
  return {
    name: order.name,
    account: account.name,
    subscriptionId: account.subscriptionId,
    resourceGroup: { name: group.name, create: group.create ?? false },
    location: order.location,
    ...(kubernetesVersion ? { kubernetesVersion } : {}),
    dnsPrefix: dnsPrefix(order.name, group.name, account.subscriptionId),
    tags: order.tags ?? {},
    nodePools: (nodePools ?? defaultPools).map((pool) => ({
      ...pool,
      maxPods: pool.maxPods ?? defaultMaxPods,
    })),
    network: {
      podCidr: network.podCidr ?? defaultNetwork.podCidr,
      serviceCidr,
      dnsServiceIP: network.dnsServiceIP ?? dnsServiceIP(serviceCidr),
      outboundType: network.outboundType ?? defaultNetwork.outboundType,
    },
    cni,
    onFailure: order.onFailure ?? 'keep',
    verify: order.verify ?? 'nodes',
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
