import type {
  AssignedIdentity,
  NatGateway,
  NetworkReads,
  RoleAssignment,
  RoleDefinition,
  RouteTable,
  SecurityRule,
  VirtualNetwork,
} from '../../src/ports.ts';

/** Resources by id, in whatever case. */
class ById<T> extends Map<string, T> {
  override get(id: string): T | undefined {
    return super.get(id.toLowerCase());
  }
  override set(id: string, item: T): this {
    return super.set(id.toLowerCase(), item);
  }
}

export interface FakeNetwork {
  arm: NetworkReads;
  networks: Map<string, VirtualNetwork>;
  securityGroups: Map<string, SecurityRule[]>;
  routeTables: Map<string, RouteTable>;
  natGateways: Map<string, NatGateway>;
  identities: Map<string, AssignedIdentity>;
  /** All of them; who asks at a scope is told of those at it and above it. */
  assignments: RoleAssignment[];
  roles: Map<string, RoleDefinition>;
  /** The members of each group. */
  groups: Map<string, string[]>;
}

/** The networks and rights of the fake cloud: what a test puts in. */
export function createFakeNetwork(): FakeNetwork {
  const all: Omit<FakeNetwork, 'arm'> = {
    networks: new ById(),
    securityGroups: new ById(),
    routeTables: new ById(),
    natGateways: new ById(),
    identities: new ById(),
    assignments: [],
    roles: new ById(),
    groups: new Map(),
  };
  const holds = (principalId: string, asked: string) =>
    principalId === asked || all.groups.get(principalId)?.includes(asked) === true;
  const arm: NetworkReads = {
    virtualNetwork: async (_scope, id) => all.networks.get(id),
    securityRules: async (_scope, id) => all.securityGroups.get(id),
    routeTable: async (_scope, id) => all.routeTables.get(id),
    natGateway: async (_scope, id) => all.natGateways.get(id),
    userAssignedIdentity: async (_scope, id) => all.identities.get(id),
    roleAssignments: async (_scope, at, asked) =>
      all.assignments.filter(
        ({ scope, principalId }) =>
          holds(principalId, asked) && `${at}/`.toLowerCase().startsWith(`${scope.replace(/\/$/, '')}/`.toLowerCase()),
      ),
    roleDefinition: async (_scope, id) => all.roles.get(id),
  };
  return { ...all, arm };
}
