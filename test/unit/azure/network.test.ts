import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { fakeArm, scope } from './support.ts';

const base = `/subscriptions/${scope.subscriptionId}/resourceGroups/rg/providers`;
const vnet = `${base}/Microsoft.Network/virtualNetworks/v`;

test('a network is read in one request, with all that its subnets tell', async () => {
  const properties = {
    provisioningState: 'Succeeded',
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
    subnets: [
      {
        id: `${vnet}/subnets/s`,
        name: 's',
        properties: {
          addressPrefixes: ['10.1.0.0/24', '10.1.1.0/24'],
          delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Sql/managedInstances' } }],
          ipConfigurations: [{ id: '/nic/1' }, { id: '/nic/2' }],
          networkSecurityGroup: { id: '/nsg' },
          routeTable: { id: '/udr' },
          natGateway: { id: '/nat' },
        },
      },
    ],
    virtualNetworkPeerings: [
      { name: 'new', properties: { remoteVirtualNetworkAddressSpace: { addressPrefixes: ['10.2.0.0/16'] } } },
      { name: 'old', properties: { remoteAddressSpace: { addressPrefixes: ['10.3.0.0/16'] } } },
    ],
  };
  const { arm, sent } = fakeArm(() => ({ status: 200, body: { id: vnet, location: 'westeurope', properties } }));
  assert.deepEqual(await arm.virtualNetwork(scope, vnet), {
    id: vnet,
    location: 'westeurope',
    provisioningState: 'Succeeded',
    addressPrefixes: ['10.1.0.0/16'],
    peerings: [
      { name: 'new', addressPrefixes: ['10.2.0.0/16'] },
      { name: 'old', addressPrefixes: ['10.3.0.0/16'] },
    ],
    subnets: [
      {
        id: `${vnet}/subnets/s`,
        name: 's',
        addressPrefixes: ['10.1.0.0/24', '10.1.1.0/24'],
        delegations: ['Microsoft.Sql/managedInstances'],
        takenBy: ['/nic/1', '/nic/2'],
        securityGroupId: '/nsg',
        routeTableId: '/udr',
        natGatewayId: '/nat',
      },
    ],
  });
  assert.equal(sent.length, 1);
});

test("a security group tells its own rules and Azure's, of one prefix and of many", async () => {
  const properties = {
    securityRules: [
      {
        name: 'mine',
        properties: {
          direction: 'Inbound',
          access: 'Deny',
          priority: 100,
          protocol: 'Udp',
          sourceAddressPrefixes: ['10.0.0.0/8', '192.168.0.1'],
          sourcePortRange: '*',
          destinationAddressPrefix: 'VirtualNetwork',
          destinationAddressPrefixes: [],
          destinationPortRanges: ['80', '8000-9000'],
        },
      },
    ],
    defaultSecurityRules: [{ name: 'last', properties: { direction: 'Outbound', access: 'Allow', priority: 65000 } }],
  };
  const { arm } = fakeArm(() => ({ status: 200, body: { properties } }));
  const [mine, last] = (await arm.securityRules(scope, '/nsg')) ?? [];
  assert.deepEqual(mine, {
    name: 'mine',
    direction: 'Inbound',
    access: 'Deny',
    priority: 100,
    protocol: 'Udp',
    sources: ['10.0.0.0/8', '192.168.0.1'],
    destinations: ['VirtualNetwork'],
    sourcePorts: ['*'],
    destinationPorts: ['80', '8000-9000'],
  });
  assert.deepEqual([last?.name, last?.direction, last?.sources], ['last', 'Outbound', []]);
});

test('what a route table, a NAT gateway and an identity tell', async () => {
  const routes = [
    {
      name: 'out',
      properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' },
    },
    { name: 'gone', properties: { addressPrefix: '10.0.0.0/8', nextHopType: 'None' } },
  ];
  const publicIpPrefixes = [{ id: '/prefix' }];
  const { arm } = fakeArm(() => ({
    status: 200,
    body: { id: '/x', location: 'westeurope', properties: { routes, publicIpPrefixes, principalId: 'oid' } },
  }));
  assert.deepEqual(await arm.routeTable(scope, '/x'), {
    id: '/x',
    routes: [
      { name: 'out', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopAddress: '10.9.0.4' },
      { name: 'gone', addressPrefix: '10.0.0.0/8', nextHopType: 'None' },
    ],
  });
  assert.deepEqual(await arm.natGateway(scope, '/x'), { id: '/x', publicAddresses: ['/prefix'] });
  assert.deepEqual(await arm.userAssignedIdentity(scope, '/x'), {
    id: '/x',
    location: 'westeurope',
    principalId: 'oid',
  });
});

test('roles are asked for at a scope, inherited and by groups, over all pages', async () => {
  const assignment = (principalId: string) => ({ properties: { roleDefinitionId: '/role', scope: '/', principalId } });
  const { arm, sent } = fakeArm(({ url }) => ({
    status: 200,
    body: url.includes('page=2')
      ? { value: [assignment('group')] }
      : { value: [assignment('oid')], nextLink: `https://arm.test${vnet}?page=2` },
  }));
  const found = await arm.roleAssignments(scope, `${vnet}/subnets/s`, 'oid');
  assert.deepEqual(found, [
    { roleDefinitionId: '/role', scope: '/', principalId: 'oid' },
    { roleDefinitionId: '/role', scope: '/', principalId: 'group' },
  ]);
  const { pathname, searchParams } = new URL(sent[0]?.url ?? '');
  assert.equal(pathname, `${vnet}/subnets/s/providers/Microsoft.Authorization/roleAssignments`);
  assert.equal(searchParams.get('$filter'), "atScope() and assignedTo('oid')");
});

test('what is not there is undefined, and what lies in a subscription that is not ours is not asked for', async () => {
  const { arm, sent } = fakeArm(() => ({
    status: 404,
    body: { error: { code: 'ResourceNotFound', message: 'gone' } },
  }));
  assert.equal(await arm.virtualNetwork(scope, vnet), undefined);
  assert.equal(await arm.roleDefinition(scope, '/providers/Microsoft.Authorization/roleDefinitions/r'), undefined);
  const elsewhere = vnet.replace(scope.subscriptionId, '99999999-0000-0000-0000-000000000009');
  const { problem } = await problemOf(arm.virtualNetwork(scope, elsewhere));
  assert.equal(problem.code, 'azure-forbidden');
  assert.equal(sent.length, 2);
});
