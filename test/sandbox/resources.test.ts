import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, GROUP_PATH, SUBSCRIPTION, start } from './start.ts';

const NETWORK = `${GROUP_PATH}/providers/Microsoft.Network`;
const TABLE = `${NETWORK}/routeTables/table`;
const location = 'westeurope';

async function open(t: TestContext, pageSize = 100) {
  const world = await start(t, { pageSize });
  await world.send('PUT', GROUP_PATH, { location });
  return world;
}
const namesIn = (answer: Answer) => (answer.at('value') as { name: string }[]).map(({ name }) => name);

test('a single route is added to its table, changed, and taken away', async (t) => {
  const { send } = await open(t);
  const properties = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' };
  const orphan = await send('PUT', `${TABLE}/routes/out`, { properties });
  assert.deepEqual([orphan.status, orphan.at('error.code')], [404, 'ResourceNotFound']);
  const { headers } = await send('PUT', TABLE, { location });
  const made = await send('PUT', `${TABLE}/routes/out`, { properties });
  assert.deepEqual(
    [made.status, made.at('id'), made.at('properties.nextHopIpAddress')],
    [201, `${TABLE}/routes/out`, '10.9.0.4'],
  );
  const changed = await send('PUT', `${TABLE}/routes/Out`, {
    properties: { ...properties, nextHopIpAddress: '10.9.0.5' },
  });
  assert.equal(changed.status, 200);
  const table = await send('GET', TABLE);
  assert.equal(table.at('properties.routes.length'), 1);
  assert.equal(table.at('properties.routes.0.properties.nextHopIpAddress'), '10.9.0.5');
  assert.notEqual(table.headers.get('etag'), headers.get('etag'));
  assert.equal((await send('DELETE', `${TABLE}/routes/out`)).status, 200);
  assert.equal((await send('DELETE', `${TABLE}/routes/out`)).status, 204);
  assert.deepEqual(namesIn(await send('GET', `${TABLE}/routes`)), []);
});

test('a rule of a security group has a path of its own', async (t) => {
  const { send } = await open(t);
  const group = `${NETWORK}/networkSecurityGroups/nsg`;
  await send('PUT', group, { location });
  const properties = { access: 'Deny', direction: 'Outbound', priority: 100 };
  assert.equal((await send('PUT', `${group}/securityRules/none`, { properties })).status, 201);
  assert.equal((await send('GET', `${group}/securityRules/none`)).at('properties.priority'), 100);
  assert.equal((await send('GET', `${group}/securityRules/other`)).at('error.code'), 'ResourceNotFound');
});

test('tags of a network resource are changed by PATCH, and nothing else of it', async (t) => {
  const { send } = await open(t);
  const networks = `${NETWORK}/virtualNetworks`;
  const addressSpace = { addressPrefixes: ['10.1.0.0/16'] };
  await send('PUT', `${networks}/v`, { location, properties: { addressSpace } });
  await send('PUT', `${NETWORK}/publicIPAddresses/a`, { location, tags: { old: 'x' } });
  for (const path of [`${networks}/v`, `${NETWORK}/publicIPAddresses/a`]) {
    const answer = await send('PATCH', path, { tags: { team: 'one' } });
    assert.deepEqual([answer.status, answer.at('tags')], [200, { team: 'one' }]);
  }
  assert.deepEqual((await send('GET', `${networks}/v`)).at('properties.addressSpace'), addressSpace);
  const everywhere = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network`;
  assert.deepEqual(namesIn(await send('GET', `${everywhere}/virtualNetworks`)), ['v']);
  assert.deepEqual(namesIn(await send('GET', `${everywhere}/publicIPAddresses`)), ['a']);
});

test('lists of networks, their parts and identities come in pages, which say where they go on', async (t) => {
  const { send, sandbox } = await open(t, 2);
  const properties = { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } };
  const identities = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
  await send('PUT', TABLE, { location });
  for (const name of ['a', 'b', 'c']) {
    await send('PUT', `${NETWORK}/virtualNetworks/${name}`, { location, properties });
    await send('PUT', `${NETWORK}/virtualNetworks/a/subnets/${name}`, { properties: { addressPrefix: '10.1.0.0/24' } });
    await send('PUT', `${NETWORK}/publicIPAddresses/${name}`, { location });
    await send('PUT', `${TABLE}/routes/${name}`, { properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } });
    await send('PUT', `${identities}/${name}`, { location });
  }
  const everywhere = `/subscriptions/${SUBSCRIPTION}/providers`;
  for (const path of [
    `${NETWORK}/virtualNetworks`,
    `${NETWORK}/virtualNetworks/a/subnets`,
    `${NETWORK}/publicIPAddresses`,
    `${TABLE}/routes`,
    `${everywhere}/Microsoft.Network/virtualNetworks`,
    `${everywhere}/Microsoft.Network/publicIPAddresses`,
    identities,
    `${everywhere}/Microsoft.ManagedIdentity/userAssignedIdentities`,
  ]) {
    const first = await send('GET', path);
    assert.deepEqual(namesIn(first), ['a', 'b'], path);
    assert.match(`${first.headers.get('content-type')}`, /charset=utf-8/);
    assert.ok(`${first.at('nextLink')}`.startsWith(`${sandbox.url}${path}?`), `${first.at('nextLink')}`);
    const second = await send('GET', `${first.at('nextLink')}`);
    assert.deepEqual([namesIn(second), second.at('nextLink')], [['c'], undefined], path);
  }
});

test('a private DNS zone is a resource that a private cluster can name', async (t) => {
  const { send } = await open(t);
  const zone = `${NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
  assert.equal((await send('PUT', zone, { location: 'global' })).status, 201);
  assert.equal((await send('GET', zone)).at('location'), 'global');
});

test('a private DNS zone is linked with networks, keeps its links over a PUT, and goes after them', async (t) => {
  const { send } = await open(t);
  const zone = `${NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
  const hub = `${NETWORK}/virtualNetworks/hub`;
  const link = `${zone}/virtualNetworkLinks/hub`;
  const linked = (id: string) => ({
    location: 'global',
    tags: { team: 'net' },
    properties: { virtualNetwork: { id }, registrationEnabled: true },
  });
  await send('PUT', zone, { location: 'global' });
  assert.equal((await send('GET', zone)).at('properties.numberOfVirtualNetworkLinks'), 0);
  const nowhere = await send('PUT', link, linked(hub));
  assert.deepEqual([nowhere.status, nowhere.at('error.code')], [400, 'InvalidResourceReference']);
  await send('PUT', hub, { location, properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } } });
  const made = await send('PUT', link, linked(hub));
  assert.deepEqual(
    [made.status, made.at('id'), made.at('type'), made.at('location'), made.at('tags')],
    [201, link, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', 'global', { team: 'net' }],
  );
  assert.deepEqual(made.at('properties'), {
    provisioningState: 'Succeeded',
    registrationEnabled: true,
    virtualNetworkLinkState: 'Completed',
    virtualNetwork: { id: hub },
  });
  await send('PUT', zone, { location: 'global', tags: { a: 'b' } });
  const read = await send('GET', zone);
  const counts = ['numberOfVirtualNetworkLinks', 'numberOfVirtualNetworkLinksWithRegistration', 'virtualNetworkLinks'];
  assert.deepEqual(
    counts.map((name) => read.at(`properties.${name}`)),
    [1, 1, undefined],
  );
  assert.deepEqual(namesIn(await send('GET', `${zone}/virtualNetworkLinks`)), ['hub']);
  const early = await send('DELETE', zone);
  assert.deepEqual([early.status, early.at('error.code')], [409, 'CannotDeleteResource']);
  assert.equal((await send('DELETE', link)).status, 200);
  assert.equal((await send('DELETE', zone)).status, 200);
});

test('resources are listed by filter, in pages, of a group and of the subscription', async (t) => {
  const { send, sandbox } = await open(t, 2);
  for (const name of ['a', 'b', 'c']) {
    await send('PUT', `${NETWORK}/publicIPAddresses/${name}`, { location, tags: name === 'c' ? { team: "o'ne" } : {} });
  }
  await send('PUT', TABLE, { location });
  const list = (scope: string, query: string) => send('GET', `${scope}/resources?api-version=2021-04-01&${query}`);
  const whole = `/subscriptions/${SUBSCRIPTION}`;
  const filter = (text: string) => `$filter=${encodeURIComponent(text)}`;
  assert.deepEqual(namesIn(await list(whole, filter("tagName eq 'team' and tagValue eq 'o''ne'"))), ['c']);
  const type = "resourceType eq 'microsoft.network/routetables'";
  assert.deepEqual(namesIn(await list(GROUP_PATH, filter(type))), ['table']);
  assert.deepEqual(namesIn(await list(whole, filter(`${type} and name eq 'a'`))), []);
  const odd = await list(whole, filter("colour eq 'red'"));
  assert.deepEqual([odd.status, odd.at('error.code')], [400, 'InvalidFilterInQueryString']);

  const seen: string[] = [];
  let page = await list(whole, '$top=1');
  assert.equal(namesIn(page).length, 1);
  for (;;) {
    seen.push(...namesIn(page));
    const next = page.at('nextLink');
    if (next === undefined) break;
    assert.ok(`${next}`.startsWith(sandbox.url));
    page = await send('GET', `${next}`);
  }
  assert.deepEqual(seen.toSorted(), ['a', 'b', 'c', 'table']);
});
