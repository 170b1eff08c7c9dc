import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from './start.ts';

const NET = `${GROUP_PATH}/providers/Microsoft.Network`;
const VNET = `${NET}/virtualNetworks/net`;
const SUBNET = `${VNET}/subnets/nodes`;
const IDENTITY = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;
const NETWORK_CONTRIBUTOR = '/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7';
const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001';

interface Wish {
  addressSpace?: string[];
  subnet?: object;
  outboundType?: string;
  count?: number;
  granted?: boolean;
  /** More of the cluster's properties. */
  more?: object;
}

/** A network with one subnet, an identity that may join it, and what a create into it came to. */
async function create(t: TestContext, wish: Wish = {}, extra: Record<string, object> = {}) {
  const world = await start(t, { speed: 6000 });
  const { send, until } = world;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  for (const [name, properties] of Object.entries(extra)) {
    await send('PUT', `${NET}/${name}`, { location: 'westeurope', properties });
  }
  const { body: identity } = await send('PUT', IDENTITY, { location: 'westeurope' });
  await send('PUT', VNET, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: wish.addressSpace ?? ['10.1.0.0/16'] },
      subnets: [{ name: 'nodes', properties: { addressPrefix: '10.1.0.0/24', ...wish.subnet } }],
    },
  });
  await until(VNET, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
  const { principalId } = (identity as { properties: { principalId: string } }).properties;
  if (wish.granted !== false) {
    const properties = { roleDefinitionId: NETWORK_CONTRIBUTOR, principalId };
    assert.equal((await send('PUT', `${SUBNET}/providers/${ASSIGNMENT}`, { properties })).status, 201);
  }
  const answer = await send('PUT', `${CLUSTERS_PATH}/one`, {
    ...clusterBody({
      properties: {
        agentPoolProfiles: [{ name: 'nodepool1', count: wish.count ?? 2, mode: 'System', vnetSubnetID: SUBNET }],
        networkProfile: {
          networkPlugin: 'none',
          ...(wish.outboundType ? { outboundType: wish.outboundType } : {}),
        },
        ...wish.more,
      },
    }),
    identity: { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } },
  });
  return { ...world, answer, principalId };
}

const routeTable = { routeTable: { id: `${NET}/routeTables/udr` } };
const natGateway = { natGateway: { id: `${NET}/natGateways/nat` } };
const routes = (nextHopType: string) => ({
  'routeTables/udr': { routes: [{ name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType } }] },
});

const ownZone = {
  apiServerAccessProfile: {
    enablePrivateCluster: true,
    privateDNSZone: `${NET}/privateDnsZones/privatelink.westeurope.azmk8s.io`,
  },
};

const refusals: [code: string, wish: Wish, extra?: Record<string, object>][] = [
  ['InvalidParameter', { addressSpace: ['10.1.0.0/16', '172.16.0.0/12'] }],
  ['ServiceCidrOverlapExistingSubnetsCidr', { addressSpace: ['10.0.0.0/12'] }],
  [
    'MultipleAddressPrefixesSubnetNotSupported',
    { subnet: { addressPrefix: null, addressPrefixes: ['10.1.0.0/24', '10.1.1.0/24'] } },
  ],
  ['InsufficientSubnetSize', { subnet: { addressPrefix: '10.1.0.0/29' }, count: 3 }],
  [
    'SubnetIsFull',
    {
      subnet: {
        addressPrefix: '10.1.0.0/28',
        ipConfigurations: Array.from({ length: 9 }, (_, id) => ({ id: `/${id}` })),
      },
    },
  ],
  [
    'RouteTableMissingDefaultRouteError',
    { outboundType: 'userDefinedRouting', subnet: routeTable },
    { 'routeTables/udr': { routes: [] } },
  ],
  ['RouteTableInvalidNextHop', { outboundType: 'userDefinedRouting', subnet: routeTable }, routes('Internet')],
  ['CustomPrivateDNSZoneMissingPermissionError', { more: ownZone }],
  ['SubnetNotAssociatedWithNATGateway', { outboundType: 'userAssignedNATGateway' }],
  [
    'NATGatewayNotAssociatedWithPublicIPOrIPPrefix',
    { outboundType: 'userAssignedNATGateway', subnet: natGateway },
    { 'natGateways/nat': {} },
  ],
];

for (const [code, wish, extra] of refusals) {
  test(`a network of one's own is refused with ${code}, ${JSON.stringify(wish).slice(0, 60)}`, async (t) => {
    const { answer } = await create(t, wish, extra);
    assert.deepEqual([answer.status, answer.at('code')], [400, code], `${answer.at('message')}`);
  });
}

test('a network that is as it should be takes a cluster by each way out, and shows its nodes', async (t) => {
  const { answer, send } = await create(
    t,
    { outboundType: 'userDefinedRouting', subnet: routeTable },
    routes('VirtualAppliance'),
  );
  assert.equal(answer.status, 201);
  const network = await send('GET', VNET);
  assert.match(
    `${network.at('properties.subnets.0.properties.ipConfigurations.1.id')}`,
    /\/virtualMachines\/1\/.*\/ipconfig1$/,
  );
  const table = await send('GET', `${NET}/routeTables/udr`);
  assert.equal(table.at('properties.subnets.0.id'), SUBNET);
  assert.equal(table.at('properties.routes.0.properties.hasBgpOverride'), false);
  assert.equal((await send('DELETE', `${NET}/routeTables/udr`)).at('error.code'), 'InUseRouteTableCannotBeDeleted');
});

test('an identity that may not join the subnet lets the create fail after minutes, and not before', async (t) => {
  const { answer, until } = await create(t, { granted: false });
  assert.equal(answer.status, 201);
  const end = await until(`${CLUSTERS_PATH}/one`, ({ at }) => at('properties.provisioningState') !== 'Creating');
  assert.equal(end.at('properties.provisioningState'), 'Failed');
  assert.match(
    `${end.at('properties.status.provisioningError.message')}`,
    /LinkedAuthorizationFailed.*subnets\/join\/action/,
  );
});

test('a subnet refers only to what exists', async (t) => {
  const { send } = await start(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const subnets = [{ name: 'nodes', properties: { addressPrefix: '10.1.0.0/24', ...natGateway } }];
  const answer = await send('PUT', VNET, { location: 'westeurope', properties: { subnets } });
  assert.equal(answer.at('error.code'), 'InvalidResourceReference');
});

test('a security group ends with the rules of Azure', async (t) => {
  const { send } = await start(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const rule = { name: 'none', properties: { access: 'Deny', direction: 'Inbound', priority: 100, protocol: '*' } };
  const path = `${NET}/networkSecurityGroups/nsg`;
  const made = await send('PUT', path, { location: 'westeurope', properties: { securityRules: [rule] } });
  assert.equal(made.status, 201);
  assert.equal(made.at('properties.securityRules.0.properties.access'), 'Deny');
  assert.equal(made.at('properties.defaultSecurityRules.0.name'), 'AllowVnetInBound');
  assert.equal(made.at('properties.defaultSecurityRules.5.properties.priority'), 65500);
});
