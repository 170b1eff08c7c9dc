import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, SUBSCRIPTION, start } from './start.ts';

const NETWORKS = `${GROUP_PATH}/providers/Microsoft.Network/virtualNetworks`;
const NETWORK = { location: 'westeurope', properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } } };

async function open(t: TestContext) {
  const world = await start(t);
  await world.send('PUT', GROUP_PATH, { location: 'westeurope' });
  return world;
}

test('what is not there, or not in that version, gets the error of Resource Manager that says so', async (t) => {
  const { send } = await open(t);
  const at = (path: string, version: string) => `${path}?api-version=${version}`;
  const wrong: [method: string, path: string, status: number, code: string, message: RegExp][] = [
    ['GET', GROUP_PATH.replace('rg1', 'rg1?x=1&api-version='), 400, 'MissingApiVersionParameter', /is required/],
    [
      'GET',
      at(GROUP_PATH, 'latest'),
      400,
      'InvalidApiVersionParameter',
      /'latest' is invalid\. The supported versions are '20/,
    ],
    ['GET', at(GROUP_PATH, '2020-11-01'), 400, 'InvalidApiVersionParameter', /,2021-04-01,.*,2020-06-01,/],
    [
      'GET',
      at(`${GROUP_PATH}/providers/Mailjet.Email/services/a`, '2024-01-01'),
      404,
      'InvalidResourceNamespace',
      /^The resource namespace 'Mailjet\.Email' is invalid\.$/,
    ],
    [
      'GET',
      at(`${GROUP_PATH}/providers/microsoft.containerservice/fleets/a`, '2025-03-01'),
      404,
      'InvalidResourceType',
      /^The resource type could not be found in the namespace 'Microsoft\.ContainerService' for api version '2025-03-01'\.$/,
    ],
    [
      'GET',
      at(`${CLUSTERS_PATH}/one`, '2025-03-15'),
      400,
      'NoRegisteredProviderFound',
      /^No registered resource provider found for location 'westeurope' and API version '2025-03-15' for type 'managedClusters'\. The supported api-versions are '2017-08-31, .*, 2025-03-01, .*'\. The supported locations are '.*westeurope.*'\.$/,
    ],
    [
      'GET',
      at(`${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments`, '2018-06-01'),
      404,
      'InvalidResourceType',
      /^The resource type 'roleAssignments' could not be found .* The supported api-versions are '2014-04-01-preview,/,
    ],
    [
      'POST',
      `${CLUSTERS_PATH}/one`,
      405,
      'MethodNotAllowed',
      /^The HTTP method 'POST' is not supported on the resource 'https:/,
    ],
    ['GET', `/subscriptions/${SUBSCRIPTION}/nothing`, 404, 'NotFound', /^No HTTP resource was found/],
    ['GET', '/subscriptions/mine/resourcegroups', 400, 'InvalidSubscriptionId', /'mine' is malformed or invalid/],
    ['GET', '/subscriptions/99999999-0000-0000-0000-000000000001', 404, 'SubscriptionNotFound', /could not be found/],
  ];
  for (const [method, path, status, code, message] of wrong) {
    const answer = await send(method, path);
    assert.deepEqual([answer.status, answer.at('error.code')], [status, code], path);
    assert.match(`${answer.at('error.message')}`, message);
    assert.equal(answer.headers.get('x-ms-failure-cause'), 'gateway');
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  }
});

test('each client finds the api-versions that it asks for', async (t) => {
  const { send } = await open(t);
  const asked: [path: string, ...versions: string[]][] = [
    [CLUSTERS_PATH, '2021-05-01', '2022-01-01', '2022-04-01', '2022-11-01', '2025-03-01', '2025-10-01', '2026-07-01'],
    [NETWORKS, '2021-05-01', '2022-01-01', '2023-11-01', '2024-05-01', '2024-07-01'],
    [GROUP_PATH, '2016-09-01', '2020-06-01', '2021-04-01', '2022-09-01', '2024-11-01'],
    [`${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments`, '2020-04-01-preview', '2022-04-01'],
    [`${GROUP_PATH}/providers/Microsoft.Authorization/roleDefinitions`, '2018-01-01-preview', '2022-04-01'],
    [`${GROUP_PATH}/providers/Microsoft.Authorization/locks`, '2016-09-01', '2020-05-01'],
    [`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`, '2018-11-30'],
    [`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`, '2022-01-31-preview'],
    [`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/skus`, '2019-04-01', '2021-07-01'],
    ['/subscriptions', '2019-11-01', '2022-12-01'],
  ];
  for (const [path, ...versions] of asked) {
    for (const version of versions) {
      const answer = await send('GET', `${path}?api-version=${version}`);
      assert.equal(answer.status, 200, `${path} ${version} ${JSON.stringify(answer.body)}`);
    }
  }
  const provider = await send('GET', `/subscriptions/${SUBSCRIPTION}/providers/microsoft.containerservice`);
  const types = provider.at('resourceTypes') as { resourceType: string; apiVersions: string[]; locations: string[] }[];
  const clusters = types.find(({ resourceType }) => resourceType === 'managedClusters');
  assert.equal(clusters?.apiVersions[0], '2026-07-01');
  assert.ok(clusters?.locations.includes('West Europe'));
});

test('a body that is no JSON, or does not say that it is, is refused before the provider hears of it', async (t) => {
  const { send } = await open(t);
  const unsaid = await send('PUT', GROUP_PATH, '{"location":"westeurope"}', { 'content-type': 'text/plain' });
  assert.deepEqual([unsaid.status, unsaid.at('error.code')], [415, 'UnsupportedMediaType']);
  assert.equal(
    unsaid.at('error.message'),
    "The content media type 'text/plain' is not supported. Only 'application/json' is supported.",
  );
  const broken = await send('PUT', GROUP_PATH, '{"location":');
  assert.deepEqual([broken.status, broken.at('error.code')], [400, 'InvalidRequestContent']);
});

test('names that are reserved or malformed, and regions that are none, are refused', async (t) => {
  const { send } = await open(t);
  const wrong: [path: string, body: object, code: string][] = [
    [`${CLUSTERS_PATH}/login-demo`, clusterBody(), 'ReservedResourceName'],
    [`${CLUSTERS_PATH}/my-Windows-pool`, clusterBody(), 'ReservedResourceName'],
    [`${NETWORKS}/Office365`, NETWORK, 'ReservedResourceName'],
    [`${NETWORKS}/v-`, NETWORK, 'InvalidResourceName'],
    [`${NETWORKS}/v`, { ...NETWORK, location: 'atlantis' }, 'LocationNotAvailableForResourceType'],
    [GROUP_PATH.replace('rg1', 'rg 1'), { location: 'westeurope' }, 'InvalidResourceGroup'],
    [GROUP_PATH.replace('rg1', 'rg1.'), { location: 'westeurope' }, 'InvalidResourceGroup'],
    [GROUP_PATH.replace('rg1', 'rg2'), { location: 'atlantis' }, 'LocationNotAvailableForResourceGroup'],
  ];
  for (const [path, body, code] of wrong) {
    const answer = await send('PUT', path, body);
    assert.deepEqual([answer.status, answer.at('error.code')], [400, code], path);
  }
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/my-login`, clusterBody())).status, 201);
});

test('a write to a provider that is not registered is refused, whatever the resource', async (t) => {
  const { send, sandbox } = await open(t);
  await plain(sandbox.url, 'PUT', `/sandbox/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network`, {
    registrationState: 'NotRegistered',
  });
  const address = `${GROUP_PATH}/providers/microsoft.network/publicIPAddresses/a`;
  const answer = await send('PUT', address, { location: 'westeurope' });
  assert.deepEqual([answer.status, answer.at('error.code')], [409, 'MissingSubscriptionRegistration']);
  assert.equal(answer.at('error.details.0.target'), 'Microsoft.Network');
});

test('whether a resource exists is asked with HEAD', async (t) => {
  const { send } = await open(t);
  await send('PUT', `${NETWORKS}/v`, NETWORK);
  assert.equal((await send('HEAD', `${NETWORKS}/v`)).status, 204);
  assert.equal((await send('HEAD', `${NETWORKS}/w`)).status, 404);
  assert.equal((await send('HEAD', GROUP_PATH)).status, 204);
});

test('names keep the letters they were made with, whatever letters they are asked for with', async (t) => {
  const { send } = await open(t);
  await send('PUT', `${NETWORKS}/MyNet`, NETWORK);
  const read = await send('GET', `${NETWORKS.replace('resourceGroups', 'RESOURCEGROUPS')}/mynet`);
  assert.deepEqual([read.status, read.at('name')], [200, 'MyNet']);
  assert.equal(read.at('id'), `${NETWORKS}/MyNet`);
});

test('an address that is no URL gets an answer, and the sandbox lives on', async (t) => {
  const { send, sandbox } = await open(t);
  const { port } = new URL(sandbox.url);
  /** As it is: every client of HTTP would mend these addresses before it sends them. */
  const statusOf = async (target: string) => {
    const socket = tls.connect({ port: Number(port), host: 'localhost', ca: sandbox.caPem });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    socket.destroy();
    return `${answer}`.split(' ')[1];
  };
  assert.equal(await statusOf('//'), '200');
  assert.equal(await statusOf(`/${GROUP_PATH}?api-version=2021-04-01`), '401');
  for (const target of ['https://[a', 'https://a:99999/']) assert.equal(await statusOf(target), '400', target);
  assert.equal((await send('GET', GROUP_PATH)).status, 200);
});

test('a page that begins before the list, or has less than one item, is the first and a full one', async (t) => {
  const { send } = await open(t);
  const groups = await send(
    'GET',
    `/subscriptions/${SUBSCRIPTION}/resourceGroups?api-version=2021-04-01&$skiptoken=-5&$top=-1`,
  );
  assert.equal(groups.at('value.0.name'), 'rg1');
  assert.equal(groups.at('nextLink'), undefined);
});

test('content that is no JSON object, or more than 4 MB, is refused in the shape of Resource Manager', async (t) => {
  const { send } = await open(t);
  const put = (content: string) => send('PUT', GROUP_PATH, content, { 'content-type': 'application/json' });
  for (const content of ['[]', '"a"', '1', '{']) {
    const answer = await put(content);
    assert.deepEqual([answer.status, answer.at('error.code')], [400, 'InvalidRequestContent'], content);
  }
  const large = await put(JSON.stringify({ location: 'x'.repeat(5_000_000) }));
  assert.deepEqual([large.status, large.at('error.code')], [413, 'RequestContentTooLarge']);
});
