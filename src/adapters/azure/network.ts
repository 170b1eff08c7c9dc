import { listOf, recordOf, textOf } from '../../model/json.ts';
import type { NetworkReads, SecurityRule, Subnet } from '../../ports.ts';
import type { ArmClients } from './client.ts';
import { readResource } from './resource.ts';

const network = '2023-11-01';
const managedIdentity = '2023-01-31';

type Reads = 'virtualNetwork' | 'securityRules' | 'routeTable' | 'natGateway' | 'userAssignedIdentity';

/** Networks, what belongs to them, and identities: plain requests, because two more SDKs would add 100 MB. */
export function createNetworkReads(clients: ArmClients): Pick<NetworkReads, Reads> {
  return {
    async virtualNetwork(scope, id) {
      const body = await readResource(clients, scope, 'Reading the virtual network', id, network);
      if (!body) return undefined;
      const properties = recordOf(body['properties']);
      return {
        id: textOf(body['id']),
        location: textOf(body['location']),
        provisioningState: textOf(properties['provisioningState']),
        addressPrefixes: textsOf(recordOf(properties['addressSpace'])['addressPrefixes']),
        peerings: listOf(properties['virtualNetworkPeerings']).map((item) => {
          const { name, properties: peering } = recordOf(item);
          const { remoteVirtualNetworkAddressSpace, remoteAddressSpace } = recordOf(peering);
          const space = recordOf(remoteVirtualNetworkAddressSpace ?? remoteAddressSpace);
          return { name: textOf(name), addressPrefixes: textsOf(space['addressPrefixes']) };
        }),
        subnets: listOf(properties['subnets']).map(subnetOf),
      };
    },

    async securityRules(scope, id) {
      const body = await readResource(clients, scope, 'Reading the network security group', id, network);
      const { securityRules, defaultSecurityRules } = recordOf(body?.['properties']);
      return body && [...listOf(securityRules), ...listOf(defaultSecurityRules)].map(ruleOf);
    },

    async routeTable(scope, id) {
      const body = await readResource(clients, scope, 'Reading the route table', id, network);
      if (!body) return undefined;
      const routes = listOf(recordOf(body['properties'])['routes']).map((item) => {
        const { name, properties } = recordOf(item);
        const { addressPrefix, nextHopType, nextHopIpAddress } = recordOf(properties);
        const nextHopAddress = textOf(nextHopIpAddress);
        return {
          name: textOf(name),
          addressPrefix: textOf(addressPrefix),
          nextHopType: textOf(nextHopType),
          ...(nextHopAddress ? { nextHopAddress } : {}),
        };
      });
      return { id: textOf(body['id']), routes };
    },

    async natGateway(scope, id) {
      const body = await readResource(clients, scope, 'Reading the NAT gateway', id, network);
      if (!body) return undefined;
      const { publicIpAddresses, publicIpPrefixes } = recordOf(body['properties']);
      const publicAddresses = [...listOf(publicIpAddresses), ...listOf(publicIpPrefixes)].map(idOf).filter(Boolean);
      return { id: textOf(body['id']), publicAddresses };
    },

    async userAssignedIdentity(scope, id) {
      const body = await readResource(clients, scope, 'Reading the identity', id, managedIdentity);
      if (!body) return undefined;
      const principalId = textOf(recordOf(body['properties'])['principalId']);
      return { id: textOf(body['id']), location: textOf(body['location']), principalId };
    },
  };
}

function subnetOf(item: unknown): Subnet {
  const { id, name, properties } = recordOf(item);
  const known = recordOf(properties);
  const securityGroupId = idOf(known['networkSecurityGroup']);
  const routeTableId = idOf(known['routeTable']);
  const natGatewayId = idOf(known['natGateway']);
  return {
    id: textOf(id),
    name: textOf(name),
    addressPrefixes: oneOrMore(known['addressPrefix'], known['addressPrefixes']),
    delegations: listOf(known['delegations'])
      .map((one) => textOf(recordOf(recordOf(one)['properties'])['serviceName']))
      .filter(Boolean),
    takenBy: listOf(known['ipConfigurations']).map(idOf),
    ...(securityGroupId ? { securityGroupId } : {}),
    ...(routeTableId ? { routeTableId } : {}),
    ...(natGatewayId ? { natGatewayId } : {}),
  };
}

function ruleOf(item: unknown): SecurityRule {
  const { name, properties } = recordOf(item);
  const rule = recordOf(properties);
  return {
    name: textOf(name),
    direction: textOf(rule['direction']) === 'Outbound' ? 'Outbound' : 'Inbound',
    access: textOf(rule['access']) === 'Deny' ? 'Deny' : 'Allow',
    priority: Number(rule['priority']),
    protocol: textOf(rule['protocol']),
    sources: oneOrMore(rule['sourceAddressPrefix'], rule['sourceAddressPrefixes']),
    destinations: oneOrMore(rule['destinationAddressPrefix'], rule['destinationAddressPrefixes']),
    sourcePorts: oneOrMore(rule['sourcePortRange'], rule['sourcePortRanges']),
    destinationPorts: oneOrMore(rule['destinationPortRange'], rule['destinationPortRanges']),
  };
}

/** Network has a member for one and a member for many, and fills the one that was sent. */
function oneOrMore(one: unknown, many: unknown): string[] {
  return [...new Set([textOf(one), ...textsOf(many)])].filter(Boolean);
}

const textsOf = (value: unknown) => listOf(value).map(textOf).filter(Boolean);
const idOf = (value: unknown) => textOf(recordOf(value)['id']);
