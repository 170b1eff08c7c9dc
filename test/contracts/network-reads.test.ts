import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { versioned } from '../fakes/arm-versions.ts';
import { startCloud } from '../unit/azure/sandbox.ts';
import { subscriptionId } from '../unit/azure/support.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/net`;
const network = `${group}/providers/Microsoft.Network`;
const vnet = `${network}/virtualNetworks/v`;
const subnet = `${vnet}/subnets/nodes`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;

async function open(t: TestContext) {
  const cloud = await startCloud(t);
  const put = (path: string, body: object) =>
    cloud.bearer('PUT', `${cloud.sandbox.url}${versioned(path)}`, { location: 'westeurope', ...body });
  await put(group, {});
  return { ...cloud, put };
}

test('a network tells its subnets with what they refer to and the nodes in them', async (t) => {
  const { arm, scope, put } = await open(t);
  await put(`${network}/networkSecurityGroups/nsg`, {});
  await put(`${network}/routeTables/udr`, { properties: { routes: [] } });
  await put(`${network}/natGateways/nat`, {});
  const properties = {
    addressPrefix: '10.1.0.0/24',
    networkSecurityGroup: { id: `${network}/networkSecurityGroups/nsg` },
    routeTable: { id: `${network}/routeTables/udr` },
    natGateway: { id: `${network}/natGateways/nat` },
    delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Sql/managedInstances' } }],
    ipConfigurations: [{ id: '/nic' }],
  };
  const peering = { name: 'hub', properties: { remoteAddressSpace: { addressPrefixes: ['10.9.0.0/16'] } } };
  await put(vnet, {
    properties: {
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: [{ name: 'nodes', properties }],
      virtualNetworkPeerings: [peering],
    },
  });
  const seen = await arm.virtualNetwork(scope, vnet.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/'));
  assert.deepEqual([seen?.location, seen?.addressPrefixes], ['westeurope', ['10.1.0.0/16']]);
  assert.deepEqual(seen?.peerings, [{ name: 'hub', addressPrefixes: ['10.9.0.0/16'] }]);
  assert.deepEqual(seen?.subnets, [
    {
      id: subnet,
      name: 'nodes',
      addressPrefixes: ['10.1.0.0/24'],
      delegations: ['Microsoft.Sql/managedInstances'],
      takenBy: ['/nic'],
      securityGroupId: `${network}/networkSecurityGroups/nsg`,
      routeTableId: `${network}/routeTables/udr`,
      natGatewayId: `${network}/natGateways/nat`,
    },
  ]);
  assert.equal(await arm.virtualNetwork(scope, `${vnet}2`), undefined);
});

test("a security group tells its rules, and Azure's own after them", async (t) => {
  const { arm, scope, put } = await open(t);
  const properties = {
    access: 'Deny',
    direction: 'Inbound',
    priority: 100,
    protocol: 'Tcp',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
  };
  await put(`${network}/networkSecurityGroups/nsg`, {
    properties: { securityRules: [{ name: 'no-ssh', properties }] },
  });
  const rules = (await arm.securityRules(scope, `${network}/networkSecurityGroups/nsg`)) ?? [];
  assert.deepEqual(
    rules.map(({ name, access, priority }) => [name, access, priority]),
    [
      ['no-ssh', 'Deny', 100],
      ['AllowVnetInBound', 'Allow', 65000],
      ['AllowAzureLoadBalancerInBound', 'Allow', 65001],
      ['DenyAllInBound', 'Deny', 65500],
      ['AllowVnetOutBound', 'Allow', 65000],
      ['AllowInternetOutBound', 'Allow', 65001],
      ['DenyAllOutBound', 'Deny', 65500],
    ],
  );
  assert.deepEqual(rules[1]?.sources, ['VirtualNetwork']);
  assert.deepEqual(rules[0]?.destinationPorts, ['22']);
});

test('routes and the addresses of a NAT gateway are told', async (t) => {
  const { arm, scope, put } = await open(t);
  const out = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' };
  await put(`${network}/routeTables/udr`, { properties: { routes: [{ name: 'out', properties: out }] } });
  assert.deepEqual((await arm.routeTable(scope, `${network}/routeTables/udr`))?.routes, [
    { name: 'out', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopAddress: '10.9.0.4' },
  ]);
  const address = `${network}/publicIPAddresses/out`;
  await put(address, { sku: { name: 'Standard' } });
  await put(`${network}/natGateways/nat`, { properties: { publicIpAddresses: [{ id: address }] } });
  assert.deepEqual((await arm.natGateway(scope, `${network}/natGateways/nat`))?.publicAddresses, [address]);
});

test('what an identity holds is told with what it inherits and what its groups hold, and what roles grant', async (t) => {
  const { arm, scope, put, sandbox } = await open(t);
  await put(identity, {});
  const principalId = (await arm.userAssignedIdentity(scope, identity))?.principalId ?? '';
  assert.match(principalId, /^[-0-9a-f]{36}$/);
  const team = 'dddddddd-0000-4000-8000-000000000001';
  await fetch(`${sandbox.url}/sandbox/groups/${team}`, {
    method: 'PUT',
    body: JSON.stringify({ members: [principalId] }),
  });
  const roles = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
  const custom = `${roles}/cccccccc-0000-4000-8000-000000000001`;
  const permissions = [{ actions: ['Microsoft.Network/*/join/action'], notActions: ['*/write'] }];
  await put(custom, { properties: { roleName: 'Joiner', permissions } });
  const assign = (number: number, scoped: string, roleDefinitionId: string, to: string) =>
    put(`${scoped}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000000${number}`, {
      properties: { roleDefinitionId, principalId: to },
    });
  const reader = `${roles}/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
  await assign(1, group, reader, principalId);
  await assign(2, subnet, custom, team);
  await assign(3, `${subnet}2`, reader, principalId);
  assert.deepEqual(await arm.roleAssignments(scope, subnet, principalId), [
    { roleDefinitionId: reader, scope: group, principalId },
    { roleDefinitionId: custom, scope: subnet, principalId: team },
  ]);
  assert.deepEqual(await arm.roleDefinition(scope, custom), { name: 'Joiner', permissions });
});
