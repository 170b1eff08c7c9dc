import type { ResolvedOrder } from './order.ts';

type Placed = Pick<
  ResolvedOrder,
  'name' | 'subscriptionId' | 'resourceGroup' | 'nodeResourceGroup' | 'location' | 'nodePools' | 'apiServerAccess'
>;

/**
 * Where the API server of a private cluster has its address: the virtual network of the first pool's subnet, or the one
 * that AKS makes in the node resource group, whose name is then not known yet.
 */
export function networkOf(order: Placed): string {
  const [subnet] = order.nodePools.flatMap(({ vnetSubnetId }) => vnetSubnetId ?? []);
  if (subnet) return subnet.replace(/\/subnets\/[^/]+$/i, '');
  const { subscriptionId, resourceGroup, name, location } = order;
  const group = order.nodeResourceGroup ?? `MC_${resourceGroup.name}_${name}_${location}`.slice(0, 80);
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/`;
}

/**
 * Whether whoever declares this reaches the API server: a public one always, a private one if a place fits.
 * @param places `all`, regions, beginnings of ARM ids of virtual networks
 */
export function isReached(order: Placed, places: readonly string[]): boolean {
  if (!order.apiServerAccess?.private) return true;
  const network = `${networkOf(order)}/`.toLowerCase();
  return places.some(
    (place) =>
      place === 'all' ||
      place === order.location ||
      (place.startsWith('/') && network.startsWith(`${place.replace(/\/+$/, '')}/`.toLowerCase())),
  );
}
