import type { ArmScope } from './arm-scope.ts';
import type { Permission } from './subscription.ts';

/** A virtual network with all that one read of it tells. */
export interface VirtualNetwork {
  id: string;
  location: string;
  provisioningState: string;
  /** Its address space. */
  addressPrefixes: string[];
  /** The networks it is connected to, with the ranges that it knows of them. */
  peerings: { name: string; addressPrefixes: string[] }[];
  subnets: Subnet[];
}

export interface Subnet {
  id: string;
  name: string;
  addressPrefixes: string[];
  /** The services that it is delegated to: `Microsoft.ContainerInstance/containerGroups`. */
  delegations: string[];
  /** Ids of the IP configurations that take an address each: of nodes, load balancers and all else. */
  takenBy: string[];
  securityGroupId?: string;
  routeTableId?: string;
  natGatewayId?: string;
}

/** A rule of a network security group; what it names is any of the items: ranges, service tags or `*`; `80-90`. */
export interface SecurityRule {
  name: string;
  direction: 'Inbound' | 'Outbound';
  access: 'Allow' | 'Deny';
  /** The lower the sooner. */
  priority: number;
  /** `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah`, or `*`. */
  protocol: string;
  /** Empty if it names application security groups only. */
  sources: string[];
  destinations: string[];
  sourcePorts: string[];
  destinationPorts: string[];
}

export interface RouteTable {
  id: string;
  routes: { name: string; addressPrefix: string; nextHopType: string; nextHopAddress?: string }[];
}

export interface NatGateway {
  id: string;
  /** Ids of its public addresses and prefixes. */
  publicAddresses: string[];
}

export interface AssignedIdentity {
  id: string;
  location: string;
  /** The object id by which role assignments know it. */
  principalId: string;
}

/** A role that somebody holds at a scope, or above it. */
export interface RoleAssignment {
  roleDefinitionId: string;
  /** Where it was assigned; `/` is the whole tenant. */
  scope: string;
  /** Who holds it: the principal asked for, or a group it is in. */
  principalId: string;
}

/** What a role permits; each part's exceptions count for that part alone. */
export interface RoleDefinition {
  name: string;
  permissions: Permission[];
}

/** The part of ARM that a network of the caller's own and the rights in it are read from; `undefined` is not there. */
export interface NetworkReads {
  virtualNetwork(scope: ArmScope, id: string): Promise<VirtualNetwork | undefined>;
  /** Its rules, Azure's own at the end among them. */
  securityRules(scope: ArmScope, securityGroupId: string): Promise<SecurityRule[] | undefined>;
  routeTable(scope: ArmScope, id: string): Promise<RouteTable | undefined>;
  natGateway(scope: ArmScope, id: string): Promise<NatGateway | undefined>;
  userAssignedIdentity(scope: ArmScope, id: string): Promise<AssignedIdentity | undefined>;
  /** What the principal holds at the scope `at`: inherited from above, and by way of groups, too. */
  roleAssignments(scope: ArmScope, at: string, principalId: string): Promise<RoleAssignment[]>;
  roleDefinition(scope: ArmScope, id: string): Promise<RoleDefinition | undefined>;
}
