import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Order } from '../../src/model/order.ts';
import type { Arm } from '../../src/ports.ts';
import { cniCatalogue } from '../../src/provisioning/cni/index.ts';
import { resolveOrder } from '../../src/provisioning/defaults.ts';
import { runPreflight } from '../../src/provisioning/preflight/index.ts';
import { versioned } from '../fakes/arm-versions.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCloud } from '../fakes/fake-cloud.ts';
import { fakeOrigins } from '../fakes/fake-origins.ts';
import { createMemoryFactCache } from '../fakes/memory-fact-cache.ts';
import { fakeStandpoint } from '../fakes/standpoint.ts';
import { firstOrder } from '../fakes/world.ts';
import { startCloud } from '../unit/azure/sandbox.ts';
import { subscriptionId } from '../unit/azure/support.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/net`;
const network = `${group}/providers/Microsoft.Network`;
const vnet = `${network}/virtualNetworks/v`;
const subnet = `${vnet}/subnets/nodes`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;
const networkContributor = '/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7';
const assignment = 'providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001';

interface Zone {
  location?: string;
  addressSpace?: string[];
  subnet?: object;
  rules?: object[];
  hop?: string;
  granted?: boolean;
}

/** A network in the sandbox, and the preflight of an order into it: what failed, and how many times Azure was asked. */
async function preflight(t: TestContext, zone: Zone, change: Partial<Order> = {}) {
  const { sandbox, bearer, arm: real, scope } = await startCloud(t);
  const put = (path: string, body: object = {}) =>
    bearer('PUT', `${sandbox.url}${versioned(path)}`, { location: 'westeurope', ...body });
  await put(group);
  await put(`/subscriptions/${subscriptionId}/resourceGroups/rg`);
  await put(`${network}/networkSecurityGroups/nsg`, { properties: { securityRules: zone.rules ?? [] } });
  const out = { addressPrefix: '0.0.0.0/0', nextHopType: zone.hop ?? 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' };
  await put(`${network}/routeTables/udr`, { properties: { routes: [{ name: 'out', properties: out }] } });
  const properties = {
    addressPrefix: '10.60.0.0/24',
    networkSecurityGroup: { id: `${network}/networkSecurityGroups/nsg` },
    routeTable: { id: `${network}/routeTables/udr` },
    ...zone.subnet,
  };
  await put(vnet, {
    location: zone.location ?? 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: zone.addressSpace ?? ['10.60.0.0/16'] },
      subnets: [{ name: 'nodes', properties }],
    },
  });
  await put(identity);
  const principalId = (await real.userAssignedIdentity(scope, identity))?.principalId;
  const role = { properties: { roleDefinitionId: networkContributor, principalId } };
  if (zone.granted !== false) await put(`${subnet}/${assignment}`, role);
  while ((await real.virtualNetwork(scope, vnet))?.provisioningState !== 'Succeeded');

  const reads: string[] = [];
  const arm = new Proxy(real, {
    get(target, member, receiver) {
      reads.push(String(member));
      return Reflect.get(target, member, receiver);
    },
  });
  const order: Order = {
    ...firstOrder,
    resourceGroup: 'rg',
    identity: { type: 'UserAssigned', resourceId: identity },
    nodePools: [{ name: 'system', mode: 'System', count: 3, vnetSubnetId: subnet }],
    network: { outboundType: 'userDefinedRouting' },
    ...change,
  };
  const resolved = resolveOrder(order, { name: 'main', subscriptionId });
  const cluster = { id: 'cls_1', tenant: 'team-a', order: { ...resolved, account: 'main' } };
  const { kube } = createFakeCloud(createFakeClock());
  const factCache = createMemoryFactCache();
  const catalogue = cniCatalogue();
  const origins = fakeOrigins();
  const deps = { arm: arm as Arm, kube, origins, factCache, catalogue, instance: 'test', standpoint: fakeStandpoint() };
  const findings = await runPreflight(deps, cluster, () => {});
  return { findings, failed: findings.filter(({ verdict }) => verdict === 'Failed'), reads };
}

const closed = {
  name: 'closed',
  properties: {
    access: 'Deny',
    direction: 'Inbound',
    priority: 4000,
    protocol: '*',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  },
};

const broken: [check: string, zone: Zone, change?: Partial<Order>][] = [
  ['network-ranges-allowed', { addressSpace: ['10.60.0.0/16', '172.30.0.0/16'] }],
  ['network-ranges-apart', { addressSpace: ['10.60.0.0/16', '10.244.0.0/24'] }],
  [
    'subnet-exists',
    {},
    { nodePools: [{ name: 'system', mode: 'System', count: 3, vnetSubnetId: `${vnet}/subnets/gone` }] },
  ],
  [
    'subnet-not-delegated',
    { subnet: { delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Sql/managedInstances' } }] } },
  ],
  ['subnet-one-prefix', { subnet: { addressPrefix: null, addressPrefixes: ['10.60.0.0/24', '10.60.1.0/24'] } }],
  ['subnet-addresses-free', { subnet: { addressPrefix: '10.60.0.0/29' } }],
  ['network-usable', { location: 'northeurope' }],
  ['node-traffic-allowed', { rules: [closed] }],
  ['way-out', { hop: 'Internet' }],
  ['identity-exists', {}, { identity: { type: 'UserAssigned', resourceId: `${identity}-gone` } }],
  ['identity-may-join-subnet', { granted: false }],
];

for (const [check, zone, change] of broken) {
  test(`${check} alone fails where it alone is broken, with a fact and a remedy`, async (t) => {
    const { failed } = await preflight(t, zone, change);
    assert.deepEqual(
      failed.map((finding) => finding.check),
      [check],
    );
    assert.match(failed[0]?.remedy ?? '', /az |Order /);
    assert.ok(failed[0]?.fact && failed[0].pointer);
  });
}

test('all that is broken at once is told at once', async (t) => {
  const { failed } = await preflight(t, {
    location: 'northeurope',
    addressSpace: ['10.60.0.0/16', '172.30.0.0/16', '10.244.0.0/24'],
    subnet: {
      addressPrefix: null,
      addressPrefixes: ['10.60.0.0/30', '10.60.1.0/30'],
      delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Sql/managedInstances' } }],
    },
    rules: [closed],
    hop: 'Internet',
    granted: false,
  });
  assert.deepEqual(failed.map(({ check }) => check).toSorted(), [
    'identity-may-join-subnet',
    'network-ranges-allowed',
    'network-ranges-apart',
    'network-usable',
    'node-traffic-allowed',
    'subnet-addresses-free',
    'subnet-not-delegated',
    'subnet-one-prefix',
    'way-out',
  ]);
  assert.ok(failed.every(({ remedy }) => remedy));
});

test('a network as it should be fails nothing, and takes five reads more than one that AKS makes', async (t) => {
  const { failed, reads } = await preflight(t, {});
  t.diagnostic(`own network, user-defined routing: ${reads.length} requests cold`);
  assert.deepEqual(failed, []);
  const own = ['virtualNetwork', 'securityRules', 'routeTable', 'userAssignedIdentity', 'roleAssignments'];
  for (const read of own) assert.equal(reads.filter((one) => one === read).length, 1, read);
});
