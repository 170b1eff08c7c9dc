import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../../src/model/order.ts';
import type { SecurityRule, Subnet, VirtualNetwork } from '../../../../src/ports.ts';
import { bench } from './bench.ts';

export const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
export const base = `${subscription}/resourceGroups/net/providers`;
export const networkId = `${base}/Microsoft.Network/virtualNetworks/v`;
export const subnetId = (name = 'nodes') => `${networkId}/subnets/${name}`;
export const identityId = `${base}/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;
export const principalId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const roleId = (id: string) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
export const networkContributor = roleId('4d97b98b-1d4f-4787-a291-c67834d212e7');

export type Pool = NonNullable<Order['nodePools']>[number];
export const pool = (change: Partial<Pool> = {}): Pool => ({
  name: 'nodepool1',
  mode: 'System',
  count: 3,
  maxSurge: '1',
  vnetSubnetId: subnetId(),
  ...change,
});

export const subnet = (change: Partial<Subnet> = {}): Subnet => ({
  id: subnetId(change.name),
  name: 'nodes',
  addressPrefixes: ['10.1.0.0/24'],
  delegations: [],
  takenBy: [],
  ...change,
});

export const network = (change: Partial<VirtualNetwork> = {}): VirtualNetwork => ({
  id: networkId,
  location: 'westeurope',
  provisioningState: 'Succeeded',
  addressPrefixes: ['10.1.0.0/16'],
  peerings: [],
  subnets: [subnet()],
  ...change,
});

/** Azure's own inbound and outbound rules, which allow all within the network. */
export const ownRules: SecurityRule[] = (['Inbound', 'Outbound'] as const).map((direction) => ({
  name: `AllowVnet${direction}`,
  direction,
  access: 'Allow',
  priority: 65_000,
  protocol: '*',
  sources: ['VirtualNetwork'],
  destinations: ['VirtualNetwork'],
  sourcePorts: ['*'],
  destinationPorts: ['*'],
}));

/** A preflight of an order into a network of the caller's own in which all is well. */
export function ownNetwork(order: Partial<Order> = {}, seen: Partial<VirtualNetwork> = {}) {
  const b = bench({ nodePools: [pool()], identity: { type: 'UserAssigned', resourceId: identityId }, ...order });
  const fake = b.cloud.network;
  fake.networks.set(networkId, network(seen));
  fake.identities.set(identityId, { id: identityId, location: 'westeurope', principalId });
  fake.assignments.push({ roleDefinitionId: networkContributor, scope: subnetId(), principalId });
  return { ...b, fake };
}

export type World = ReturnType<typeof ownNetwork>;

/** One check against a network of one's own, and what comes of it. */
export interface Case {
  title: string;
  check: string;
  order?: Partial<Order>;
  network?: Partial<VirtualNetwork>;
  given?: (world: World) => void;
  verdict: 'Passed' | 'Failed' | 'Skipped' | 'Unknown';
  /** What the finding says, each in one of its texts. */
  says?: RegExp[];
  pointer?: string;
}

export function testAll(cases: readonly Case[]): void {
  for (const { title, check, order, network: seen, given, verdict, says = [], pointer } of cases) {
    test(`${check}: ${title} is ${verdict}`, async () => {
      const world = ownNetwork(order, seen);
      given?.(world);
      const finding = await world.verdictOf(check);
      assert.equal(finding.verdict, verdict, finding.detail);
      const texts = [finding.detail, finding.fact, finding.remedy].join('\n');
      for (const pattern of says) assert.match(texts, pattern);
      if (pointer) assert.equal(finding.pointer, pointer);
      const toMend = finding.verdict === 'Failed' || finding.verdict === 'Unknown';
      assert.equal(finding.remedy !== undefined, toMend, 'what fails or cannot be told has a remedy');
    });
  }
}
