import { list, object, text } from '../../json.ts';
import { aksError } from '../errors.ts';
import type { NetworkResources } from '../network/resources.ts';
import type { Networks, Subnet, VirtualNetwork } from '../network/virtual-networks.ts';
import { normalLocation } from './body.ts';
import { overlap, parseRange, RESERVED_RANGES } from './cidr.ts';
import type { ClusterRequest, PoolRequest } from './request.ts';

export interface OwnNetworkParts {
  networks: Networks;
  networkResources: NetworkResources;
}

const TARGET = 'agentPoolProfile.vnetSubnetID';
/** Azure keeps the first four addresses of a subnet and the last. */
const KEPT = 5;

/**
 * What AKS refuses at once about a network that its caller brings: state, ranges, room, the way out. The codes are Azure's, the text of the wrong hop is quoted in public, the others are ours.
 */
export function checkOwnNetwork(request: ClusterRequest, parts: OwnNetworkParts): void {
  for (const [id, pools] of poolsBySubnet(request)) {
    const found = parts.networks.subnetById(id);
    if (found === undefined) throw refused('SubnetNotFound', `Subnet ${id} does not exist or cannot be read.`);
    checkDelegation(found.subnet);
    checkNetwork(found.network, request, parts.networks);
    checkPods(found.subnet, request);
    checkRoom(found.subnet, id, pools, parts.networks.subnetBody(found.network, found.subnet));
    checkWayOut(found.subnet, request.properties.networkProfile?.outboundType, parts.networkResources);
  }
}

/** The pools of a request by the subnet of the caller's own that they are to be in. */
export function poolsBySubnet({ properties }: ClusterRequest): Map<string, PoolRequest[]> {
  const grouped = Map.groupBy(properties.agentPoolProfiles ?? [], ({ vnetSubnetID = '' }) => vnetSubnetID);
  grouped.delete('');
  return grouped;
}

function checkNetwork(network: VirtualNetwork, { location, properties }: ClusterRequest, networks: Networks): void {
  if (network.location !== normalLocation(location)) {
    throw refused(
      'InvalidParameter',
      `The virtual network ${network.name} is in ${network.location}, not ${location}.`,
    );
  }
  if (!networks.ready(network)) {
    throw aksError(
      409,
      'VirtualNetworkNotInSucceededState',
      `Set virtual network ownership failed. Virtual network ${network.id} is not in Succeeded provisioning state.`,
      { target: TARGET },
    );
  }
  const { serviceCidr = '10.0.0.0/16' } = properties.networkProfile ?? {};
  const service = parseRange(serviceCidr);
  for (const prefix of list(object(network.properties['addressSpace'])['addressPrefixes'])) {
    const range = parseRange(`${prefix}`);
    if (range === undefined) continue;
    const reserved = RESERVED_RANGES.find((one) => overlap(parseRange(one) ?? range, range));
    if (reserved !== undefined) {
      throw refused(
        'InvalidParameter',
        `The virtual network's ${prefix} overlaps with ${reserved}, which is reserved.`,
      );
    }
    if (service !== undefined && overlap(range, service)) {
      throw refused(
        'ServiceCidrOverlapExistingSubnetsCidr',
        `The service CIDR overlaps with ${prefix} of the network.`,
      );
    }
  }
}

function checkDelegation({ name, properties }: Subnet): void {
  const [delegation] = list(properties['delegations']).map((item) => object(object(item)['properties']));
  if (delegation === undefined) return;
  const service = text(delegation['serviceName']);
  throw refused('SubnetIsDelegated', `Subnet ${name} is delegated to ${service} and cannot be used by AKS.`);
}

function checkPods(subnet: Subnet, { properties }: ClusterRequest): void {
  const pods = parseRange(properties.networkProfile?.podCidr ?? '10.244.0.0/16');
  for (const prefix of prefixesOf(subnet)) {
    const range = parseRange(prefix);
    if (range !== undefined && pods !== undefined && overlap(range, pods)) {
      throw refused('PodCidrOverlapExistingSubnetsCidr', `The pod CIDR overlaps with subnet ${prefix}.`);
    }
  }
}

function prefixesOf({ properties: { addressPrefix, addressPrefixes } }: Subnet): string[] {
  return addressPrefix === undefined ? list(addressPrefixes).map(String) : [String(addressPrefix)];
}

function checkRoom(subnet: Subnet, id: string, pools: PoolRequest[], body: object): void {
  const prefixes = prefixesOf(subnet);
  if (prefixes.length > 1) {
    throw refused(
      'MultipleAddressPrefixesSubnetNotSupported',
      `Subnet ${subnet.name} has ${prefixes.length} address prefixes; AKS supports subnets with one.`,
    );
  }
  const range = parseRange(prefixes[0] ?? '');
  if (range === undefined) return;
  const used = list(object(object(body)['properties'])['ipConfigurations']).length;
  const size = range.last - range.first + 1 - KEPT;
  const needed = pools.reduce((sum, pool) => sum + nodesOf(pool), 0);
  if (needed > size) {
    throw refused(
      'InsufficientSubnetSize',
      `Pre-allocated IPs ${needed} exceeds IPs available ${size} in Subnet Cidr ${prefixes[0]}, Subnet Name ${subnet.name}. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize`,
    );
  }
  if (needed > size - used) {
    throw refused(
      'SubnetIsFull',
      `Subnet ${id} with address prefix ${prefixes[0]} does not have enough capacity for ${needed} IP addresses`,
    );
  }
}

/** The most nodes that a pool may have, and one more for an upgrade. */
function nodesOf(pool: PoolRequest): number {
  const most = object(pool)['maxCount'];
  return (typeof most === 'number' ? most : (pool.count ?? 1)) + 1;
}

function checkWayOut(subnet: Subnet, outboundType: string | undefined, resources: NetworkResources): void {
  const referred = (member: string) => resources.byId(text(object(subnet.properties[member])['id']) ?? '');
  if (outboundType === 'userDefinedRouting') {
    const routes = list(referred('routeTable')?.properties['routes']).map((route) =>
      object(object(route)['properties']),
    );
    const route = routes.find(({ addressPrefix }) => addressPrefix === '0.0.0.0/0');
    if (route === undefined) {
      throw refused(
        'RouteTableMissingDefaultRouteError',
        `The route table of subnet ${subnet.name} has no default route 0.0.0.0/0. Please see http://aka.ms/aks/outboundtype for more details`,
      );
    }
    const { nextHopType } = route;
    if (nextHopType !== 'VirtualAppliance' && nextHopType !== 'VirtualNetworkGateway') {
      throw refused(
        'RouteTableInvalidNextHop',
        `Default route 0.0.0.0/0 has a next hop of ${nextHopType} but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed. Please see http://aka.ms/aks/outboundtype for more details`,
      );
    }
  }
  if (outboundType === 'userAssignedNATGateway') {
    const gateway = referred('natGateway');
    if (gateway === undefined) {
      throw refused('SubnetNotAssociatedWithNATGateway', `Subnet ${subnet.name} has no NAT gateway.`);
    }
    const { publicIpAddresses, publicIpPrefixes } = gateway.properties;
    if (list(publicIpAddresses).length + list(publicIpPrefixes).length === 0) {
      throw refused(
        'NATGatewayNotAssociatedWithPublicIPOrIPPrefix',
        `The NAT gateway of subnet ${subnet.name} has neither a public IP address nor a prefix.`,
      );
    }
  }
}

function refused(code: string, message: string) {
  return aksError(400, code, message, { target: TARGET });
}
