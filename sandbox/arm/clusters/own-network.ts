import { list, object, text } from '../../json.ts';
import { aksError } from '../errors.ts';
import type { Identities } from '../identities.ts';
import type { NetworkResources } from '../network/resources.ts';
import type { Networks, Subnet, VirtualNetwork } from '../networks.ts';
import type { OperationError } from '../operations.ts';
import type { RoleAssignments } from '../rights/assignments.ts';
import { normalLocation } from './body.ts';
import { overlap, parseRange, RESERVED_RANGES } from './cidr.ts';
import type { ClusterRequest, PoolRequest } from './request.ts';

export interface OwnNetworkParts {
  networks: Networks;
  networkResources: NetworkResources;
  identities: Identities;
  roleAssignments: RoleAssignments;
}

const TARGET = 'agentPoolProfile.vnetSubnetID';
/** Azure keeps the first four addresses of a subnet and the last. */
const KEPT = 5;
const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

/**
 * What AKS refuses at once about a network that its caller brings: state, room, the way out, the identity. The codes are
 * Azure's, the text of the wrong hop is quoted in public, the others are ours.
 */
export function checkOwnNetwork(request: ClusterRequest, parts: OwnNetworkParts): void {
  for (const id of identitiesOf(request)) {
    if (parts.identities.byId(id) !== undefined) continue;
    throw aksError(400, 'InvalidParameter', `The identity ${id} was not found. Please make sure that it exists.`, {
      target: 'identity.userAssignedIdentities',
    });
  }
  for (const [id, pools] of poolsBySubnet(request)) {
    const found = parts.networks.subnetById(id);
    if (found === undefined) continue;
    checkNetwork(found.network, request, parts.networks);
    checkRoom(found.subnet, id, pools, parts.networks.subnetBody(found.network, found.subnet));
    checkWayOut(found.subnet, request.properties.networkProfile?.outboundType, parts.networkResources);
  }
}

/**
 * Why a create will come to nothing although AKS accepts it: the cluster's identity may not put nodes into the subnet. A
 * system-assigned one is new and has no rights yet; the sandbox lets it pass, as AKS lets a late grant.
 */
export function missingRight(request: ClusterRequest, parts: OwnNetworkParts): OperationError | undefined {
  const [identityId] = identitiesOf(request);
  const identity = identityId === undefined ? undefined : parts.identities.byId(identityId);
  const principalId = text(object(identity?.['properties'])['principalId']);
  if (principalId === undefined) return undefined;
  const denied = [...poolsBySubnet(request).keys()].find((id) => !parts.roleAssignments.allows(principalId, JOIN, id));
  if (denied === undefined) return undefined;
  const cause = {
    code: 'LinkedAuthorizationFailed',
    message: `The client '${principalId}' with object id '${principalId}' has permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope 'the node resource group'; however, it does not have permission to perform action '${JOIN}' on the linked scope(s) '${denied}' or the linked scope(s) are invalid.`,
  };
  return {
    code: 'CreateVMSSAgentPoolFailed',
    message: `VMSSAgentPoolReconciler retry failed: Category: ClientError; SubCode: LinkedAuthorizationFailed; Dependency: Microsoft.Compute/VirtualMachineScaleSet; OrginalError: ${JSON.stringify(cause)}; AKSTeam: NodeProvisioning, Retriable: false.`,
    details: [cause],
  };
}

function identitiesOf({ identity }: ClusterRequest): string[] {
  return identity?.type === 'UserAssigned' ? Object.keys(identity.userAssignedIdentities ?? {}) : [];
}

function poolsBySubnet({ properties }: ClusterRequest): Map<string, PoolRequest[]> {
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

function checkRoom(subnet: Subnet, id: string, pools: PoolRequest[], body: object): void {
  const { addressPrefix, addressPrefixes } = subnet.properties;
  const prefixes = addressPrefix === undefined ? list(addressPrefixes) : [addressPrefix];
  if (prefixes.length > 1) {
    throw refused(
      'MultipleAddressPrefixesSubnetNotSupported',
      `Subnet ${subnet.name} has ${prefixes.length} address prefixes; AKS supports subnets with one.`,
    );
  }
  const range = parseRange(`${prefixes[0]}`);
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
    const { publicIpAddresses, publicIpPrefixes } = referred('natGateway')?.properties ?? {};
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
