import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type JsonObject, object } from '../../../sandbox/json.ts';
import { createManualClock } from '../manual-clock.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from '../start.ts';

const HOUR_MS = 3600_000;
const IDENTITY = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine`;
const ONE = `${CLUSTERS_PATH}/MyCluster`;

/** A group, and a clock that the test moves. */
async function standing(t: Parameters<typeof start>[0]) {
  const clock = createManualClock();
  const { send } = await start(t, { clock });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  return { send, end: () => clock.advance(HOUR_MS) };
}

test('a cluster keeps the case of its names, says resourcegroups, and has no systemData', async (t) => {
  const { send } = await standing(t);
  const made = await send('PUT', ONE, clusterBody());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.at('id'), ONE.replace('resourceGroups', 'resourcegroups'));
  const seen = await send('GET', ONE.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'));
  assert.deepEqual([seen.status, seen.at('id'), seen.at('name')], [200, made.at('id'), 'MyCluster']);
  assert.equal(seen.at('systemData'), undefined);
});

test('a user-assigned identity is empty at first, and then that of the directory', async (t) => {
  const { send, end } = await standing(t);
  const { body } = await send('PUT', IDENTITY, { location: 'westeurope' });
  const { clientId, principalId } = object(object(body)['properties']);
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } };
  const made = await send('PUT', ONE, { ...clusterBody(), identity });
  assert.deepEqual(made.at('identity'), identity, JSON.stringify(made.body));
  end();
  const assigned = (await send('GET', ONE)).at('identity.userAssignedIdentities');
  assert.deepEqual(assigned, { [IDENTITY]: { clientId, principalId } });
});

test('a whole GET can be sent back with another count, read-only members and all', async (t) => {
  const { send, end } = await standing(t);
  await send('PUT', ONE, clusterBody());
  end();
  const { eTag: _, ...body } = object((await send('GET', ONE)).body);
  const properties = object(body['properties']);
  const [pool] = properties['agentPoolProfiles'] as JsonObject[];
  const sent = { ...body, properties: { ...properties, agentPoolProfiles: [{ ...pool, count: 3 }] } };
  const answer = await send('PUT', ONE, sent);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const shown = (place: string) => answer.at(`properties.${place}`);
  assert.deepEqual([shown('provisioningState'), shown('agentPoolProfiles.0.count')], ['Updating', 3]);
  assert.equal(shown('agentPoolProfiles.0.provisioningState'), 'Updating');
  assert.equal(shown('fqdn'), properties['fqdn']);
});

test('a kubeconfig has the members and the names that AKS gives it', async (t) => {
  const { send } = await standing(t);
  await send('PUT', ONE, { ...clusterBody({ properties: { aadProfile: { managed: true } } }) });
  for (const role of ['Admin', 'User']) {
    const answer = await send('POST', `${ONE}/listCluster${role}Credential`);
    assert.equal(answer.at('kubeconfigs.0.name'), `cluster${role}`);
    const text = Buffer.from(`${answer.at('kubeconfigs.0.value')}`, 'base64').toString();
    const kubeconfig = parse(text) as JsonObject;
    const members = ['apiVersion', 'clusters', 'contexts', 'current-context', 'kind', 'preferences', 'users'];
    assert.deepEqual(Object.keys(kubeconfig), members);
    const context = { cluster: 'MyCluster', user: `cluster${role}_rg1_MyCluster` };
    assert.deepEqual(kubeconfig['contexts'], [{ context, name: 'MyCluster' }]);
    assert.equal(kubeconfig['current-context'], 'MyCluster');
  }
});

test('operation URLs have the length and the parts of those that Azure signs', async (t) => {
  const { send } = await standing(t);
  const url = new URL((await send('PUT', ONE, clusterBody())).headers.get('azure-asyncoperation') ?? '');
  const parts = Object.fromEntries(url.searchParams);
  assert.deepEqual(Object.keys(parts), ['api-version', 't', 'c', 's', 'h']);
  assert.match(parts['t'] ?? '', /^63\d{16}$/);
  assert.deepEqual([parts['s']?.length, parts['h']?.length], [342, 43]);
  assert.ok(url.href.length > 3100 && url.href.length < 3500, `${url.href.length}`);
});

test('times have the digits of .NET, and stay', async (t) => {
  const { send, end } = await standing(t);
  const url = (await send('PUT', ONE, clusterBody())).headers.get('azure-asyncoperation') ?? '';
  const begun = (await send('GET', url)).at('startTime');
  end();
  const ended = await send('GET', url);
  assert.equal(ended.at('startTime'), begun);
  for (const time of [begun, ended.at('endTime')]) assert.match(`${time}`, /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3,6}[1-9]Z$/);
});

test('a cluster is shown as the api-version of the request knows it', async (t) => {
  const { send, end } = await standing(t);
  const sku = { name: 'Base', tier: 'Standard' };
  await send('PUT', ONE, { ...clusterBody(), sku });
  end();
  const as = async (apiVersion: string) => (await send('GET', `${ONE}?api-version=${apiVersion}`)).at;
  const [now, then] = [await as('2026-06-01'), await as('2021-08-01')];
  assert.deepEqual([now('sku'), then('sku')], [sku, { name: 'Basic', tier: 'Paid' }]);
  for (const place of ['eTag', 'kind', 'properties.currentKubernetesVersion', 'properties.networkProfile.ipFamilies']) {
    assert.notEqual(now(place), undefined, place);
    assert.equal(then(place), undefined, place);
  }
  const [pool] = (await as('2025-03-01'))('properties.agentPoolProfiles') as JsonObject[];
  assert.deepEqual(pool?.['securityProfile'], { enableVTPM: false, enableSecureBoot: false });
});

test('the old name of a tier is taken from old api-versions alone', async (t) => {
  const { send } = await standing(t);
  const paid = { ...clusterBody(), sku: { name: 'Basic', tier: 'Paid' } };
  const refused = await send('PUT', `${ONE}?api-version=2023-02-01`, paid);
  assert.deepEqual([refused.status, refused.at('target')], [400, 'sku.tier']);
  const made = await send('PUT', `${ONE}?api-version=2023-01-01`, paid);
  assert.deepEqual([made.status, made.at('sku')], [201, paid.sku]);
  assert.deepEqual((await send('GET', ONE)).at('sku'), { name: 'Base', tier: 'Standard' });
});
