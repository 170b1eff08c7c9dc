import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, SUBSCRIPTION, start } from './start.ts';

const NETWORK_PATH = `${GROUP_PATH}/providers/Microsoft.Network/virtualNetworks/net`;

test('a request needs a proper api-version', async (t) => {
  const { send } = await start(t);
  assert.equal((await send('GET', `${GROUP_PATH}?api-version=`)).at('error.code'), 'MissingApiVersionParameter');
  assert.equal((await send('GET', `${GROUP_PATH}?api-version=soon`)).at('error.code'), 'InvalidApiVersionParameter');
});

test('every answer carries request ids', async (t) => {
  const { send } = await start(t);
  const answer = await send('GET', GROUP_PATH, undefined, { 'x-ms-correlation-request-id': 'mine' });
  assert.equal(answer.status, 404);
  assert.match(answer.headers.get('x-ms-request-id') ?? '', /^[-0-9a-f]{36}$/);
  assert.equal(answer.headers.get('x-ms-correlation-request-id'), 'mine');
  assert.equal(answer.at('error.message'), "Resource group 'rg1' could not be found.");
});

test('an unknown subscription is not found, and paths compare without case', async (t) => {
  const { send } = await start(t);
  const unknown = await send('GET', '/subscriptions/99999999-0000-0000-0000-000000000001/resourceGroups/rg1');
  assert.equal(unknown.at('error.code'), 'SubscriptionNotFound');
  await send('PUT', GROUP_PATH, { location: 'West Europe' });
  const read = await send('GET', GROUP_PATH.toLowerCase().replace('rg1', 'RG1'));
  assert.equal(read.at('location'), 'westeurope');
  assert.equal(read.at('name'), 'rg1');
});

test('a resource group can be asked for, lists what is in it and is deleted in its own time', async (t) => {
  // Slow enough that the deletion is under way still at the next request, on a busy machine as well.
  const { send, until } = await start(t);
  assert.equal((await send('HEAD', GROUP_PATH)).status, 404);
  await send('PUT', GROUP_PATH, { location: 'westeurope', tags: { a: 'b' } });
  assert.equal((await send('HEAD', GROUP_PATH)).status, 204);
  assert.deepEqual((await send('GET', `${GROUP_PATH}/resources`)).body, { value: [] });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  const resources = await send('GET', `${GROUP_PATH}/resources`);
  assert.equal(resources.at('value.0.id'), `${CLUSTERS_PATH}/one`);

  const deleted = await send('DELETE', GROUP_PATH);
  assert.equal(deleted.status, 202);
  assert.ok(Number(deleted.headers.get('retry-after')) >= 1);
  assert.equal(deleted.headers.get('azure-asyncoperation'), null);
  const refused = await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody());
  assert.equal(refused.at('error.code'), 'ResourceGroupBeingDeleted');
  const done = await until(deleted.headers.get('location') ?? '', ({ status }) => status !== 202);
  assert.equal(done.status, 200);
  assert.equal(done.body, '');
  assert.equal((await send('GET', GROUP_PATH)).status, 404);
});

test('a cluster in a group that is not there, and one that is not there, are told apart', async (t) => {
  const { send } = await start(t);
  const group = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  assert.equal(group.at('error.code'), 'ResourceGroupNotFound');
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const cluster = await send('GET', `${CLUSTERS_PATH}/one`);
  assert.equal(cluster.headers.get('x-ms-failure-cause'), 'gateway');
  assert.equal(cluster.at('error.code'), 'ResourceNotFound');
  assert.equal((await send('GET', `${CLUSTERS_PATH}/one/agentPools`)).at('error.code'), 'ParentResourceNotFound');
  assert.equal((await send('DELETE', `${CLUSTERS_PATH}/one`)).status, 204);
});

test('what cannot be built is refused at once with the code that AKS has for it', async (t) => {
  const { send, pass } = await start(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', NETWORK_PATH, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: [
        { name: 'nodes', properties: { addressPrefix: '10.1.0.0/24' } },
        { name: 'tiny', properties: { addressPrefix: '10.1.1.0/29' } },
        {
          name: 'taken',
          properties: {
            addressPrefix: '10.1.2.0/24',
            delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Web/serverFarms' } }],
          },
        },
      ],
    },
  });
  const pool = { name: 'nodepool1', count: 2, mode: 'System', vmSize: 'Standard_D2s_v5' };
  const onSubnet = (name: string) => ({
    properties: { agentPoolProfiles: [{ ...pool, count: 3, vnetSubnetID: `${NETWORK_PATH}/subnets/${name}` }] },
  });
  const cases: [string, Parameters<typeof clusterBody>[0]][] = [
    ['NetworkPolicyNotSupportedForNone', { network: { networkPolicy: 'calico' } }],
    ['InvalidParameter', { network: { networkPluginMode: 'overlay' } }],
    ['InvalidParameter', { network: { podCidr: '172.16.0.0/12' } }],
    ['InvalidParameter', { network: { serviceCidr: '169.254.3.0/24' } }],
    ['PodCidrOverlapServiceCidr', { network: { podCidr: '10.0.128.0/17' } }],
    ['DnsServiceIpOutOfServiceCidr', { network: { dnsServiceIP: '10.9.0.10' } }],
    ['UnsupportedDualStackNetworkPlugin', { network: { ipFamilies: ['IPv4', 'IPv6'] } }],
    ['UserAssignedNATGatewayWithManagedVNetNotAllowed', { network: { outboundType: 'userAssignedNATGateway' } }],
    ['K8sVersionNotSupported', { properties: { kubernetesVersion: '1.22.1' } }],
    ['MustDefineAtLeastOneSystemPool', { properties: { agentPoolProfiles: [{ ...pool, mode: 'User' }] } }],
    ['InvalidParameter', { properties: { agentPoolProfiles: [{ ...pool, name: 'Pool-1' }] } }],
    ['InvalidParameter', { properties: { agentPoolProfiles: [{ ...pool, osType: 'Windows' }] } }],
    ['SubnetNotFound', onSubnet('missing')],
    ['SubnetIsDelegated', onSubnet('taken')],
    ['InsufficientSubnetSize', onSubnet('tiny')],
    ['PodCidrOverlapExistingSubnetsCidr', { ...onSubnet('nodes'), network: { podCidr: '10.1.0.0/16' } }],
    ['ServiceCidrOverlapExistingSubnetsCidr', { ...onSubnet('nodes'), network: { serviceCidr: '10.1.0.0/24' } }],
  ];
  for (const [code, more] of cases) {
    const answer = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody(more));
    assert.equal(answer.status, 400, code);
    assert.equal(answer.at('code'), code);
    assert.equal(answer.at('details'), null);
    assert.equal(answer.at('subcode'), '');
    // More than the buckets give at once.
    await pass(60_000);
  }
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody(onSubnet('nodes')))).status, 201);
});

test('networks keep what they are told and take a moment to settle', async (t) => {
  const { send, until } = await start(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const made = await send('PUT', NETWORK_PATH, { location: 'westeurope', properties: { subnets: [] } });
  assert.equal(made.status, 201);
  assert.equal(made.at('properties.provisioningState'), 'Updating');
  const nat = { id: `${GROUP_PATH}/providers/Microsoft.Network/natGateways/nat` };
  await send('PUT', nat.id, { location: 'westeurope' });
  await send('PUT', `${NETWORK_PATH}/subnets/nodes`, { properties: { addressPrefix: '10.1.0.0/24', natGateway: nat } });
  const operation = made.headers.get('azure-asyncoperation') ?? '';
  assert.deepEqual((await until(operation, (answer) => answer.at('status') !== 'InProgress')).body, {
    status: 'Succeeded',
  });
  const subnet = await send('GET', `${NETWORK_PATH}/subnets/nodes`);
  assert.deepEqual(subnet.at('properties.natGateway'), nat);
  assert.equal(subnet.at('properties.provisioningState'), 'Succeeded');
  assert.equal((await send('DELETE', `${NETWORK_PATH}/subnets/nodes`)).status, 202);
  assert.equal((await send('GET', `${NETWORK_PATH}/subnets/nodes`)).status, 404);
});

test('a provider that is not registered refuses clusters until it has been registered', async (t) => {
  const { send, until, sandbox } = await start(t);
  const provider = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerService`;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await plain(sandbox.url, 'PUT', `/sandbox${provider}`, { registrationState: 'NotRegistered' });
  const refused = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  assert.equal(refused.status, 409);
  assert.equal(refused.at('error.details.0.target'), 'Microsoft.ContainerService');
  assert.equal((await send('POST', `${provider}/register`)).status, 200);
  await until(provider, (answer) => answer.at('registrationState') === 'Registered');
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody())).status, 201);
});

test('lists come in pages', async (t) => {
  const { client, send } = await start(t, { pageSize: 2 });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await send('PUT', `${CLUSTERS_PATH}/${name}`, clusterBody());
  const first = await send('GET', CLUSTERS_PATH);
  assert.ok(`${first.at('nextLink')}`.startsWith('https://'));
  const names = [];
  for await (const cluster of client.managedClusters.list()) names.push(cluster.name);
  assert.deepEqual(names, ['a', 'b', 'c', 'd', 'e']);
});

test('the Kubernetes versions on offer have one default and a preview', async (t) => {
  const { client } = await start(t);
  const { values = [] } = await client.managedClusters.listKubernetesVersions('westeurope');
  assert.deepEqual(
    values.map(({ version }) => version),
    ['1.33', '1.34', '1.35', '1.36'],
  );
  assert.equal(values.find(({ isDefault }) => isDefault)?.version, '1.35');
  assert.equal(values.find(({ isPreview }) => isPreview)?.version, '1.36');
  assert.ok(values[0]?.patchVersions?.['1.33.10']?.upgrades?.includes('1.34.6'));
});
