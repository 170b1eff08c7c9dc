import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT, GROUP_PATH, plain, SECRET, SUBSCRIPTION, start, TENANT } from './start.ts';

const PROVIDERS = `/subscriptions/${SUBSCRIPTION}/providers`;

test('a cloud tells its endpoints in the form that belongs to the api-version', async (t) => {
  const { sandbox } = await start(t);
  const endpoints = (version: string) => plain(sandbox.url, 'GET', `/metadata/endpoints?api-version=${version}`);
  const old = await endpoints('2015-01-01');
  assert.equal(old.at('authentication.loginEndpoint'), `${sandbox.url}/adfs`);
  assert.equal(old.at('authentication.audiences.0'), sandbox.url);
  assert.equal(old.at('graphEndpoint'), sandbox.url);
  assert.equal((await endpoints('2019-05-01')).at('0.resourceManager'), sandbox.url);
  const now = await endpoints('2022-09-01');
  assert.deepEqual([now.at('name'), now.at('authentication.loginEndpoint')], ['slipway', sandbox.url]);
});

test('the tenant of an AD FS authority is named by its id, or as adfs', async (t) => {
  const { sandbox } = await start(t);
  const discovery = (path: string) => plain(sandbox.url, 'GET', `${path}/.well-known/openid-configuration`);
  for (const path of ['/adfs', '/adfs/adfs', `/adfs/${TENANT}`]) {
    assert.equal((await discovery(path)).at('token_endpoint'), `${sandbox.url}/adfs/oauth2/token`);
  }
  assert.equal((await discovery('/adfs/elsewhere.example')).status, 400);
  const form = new URLSearchParams({
    client_id: CLIENT,
    client_secret: SECRET,
    grant_type: 'client_credentials',
    scope: `${sandbox.url}/.default`,
  });
  const token = await plain(sandbox.url, 'POST', '/adfs/oauth2/token', `${form}`);
  const claims = JSON.parse(Buffer.from(`${token.at('access_token')}`.split('.')[1] ?? '', 'base64url').toString());
  assert.equal(claims.tid, TENANT);
});

test('regions have the names that people know them by', async (t) => {
  const { send } = await start(t);
  const { body } = await send('GET', `/subscriptions/${SUBSCRIPTION}/locations`);
  const { value } = body as { value: { name: string; displayName: string }[] };
  assert.equal(value.find(({ displayName }) => displayName === 'West Europe')?.name, 'westeurope');
});

test('identities are listed by group and by subscription', async (t) => {
  const { send } = await start(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const identities = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
  await send('PUT', `${identities}/one`, { location: 'westeurope' });
  assert.equal((await send('GET', identities)).at('value.0.name'), 'one');
  const all = `${PROVIDERS}/Microsoft.ManagedIdentity/userAssignedIdentities`;
  assert.equal((await send('GET', all)).at('value.0.name'), 'one');
});

test('Kubernetes versions are told in the old form, too, upgrades and all', async (t) => {
  const { send } = await start(t);
  const answer = await send('GET', `${PROVIDERS}/Microsoft.ContainerService/locations/westeurope/orchestrators`);
  interface Orchestrator {
    orchestratorVersion: string;
    default?: boolean;
    upgrades: { orchestratorVersion: string; isPreview?: boolean }[];
  }
  const all = answer.at('properties.orchestrators') as Orchestrator[];
  assert.deepEqual(
    all.filter((one) => one.default).map((one) => one.orchestratorVersion),
    ['1.35.7'],
  );
  const upgrades = all.find((one) => one.orchestratorVersion === '1.35.6')?.upgrades;
  assert.deepEqual(upgrades, [
    { orchestratorType: 'Kubernetes', orchestratorVersion: '1.35.7' },
    { orchestratorType: 'Kubernetes', orchestratorVersion: '1.36.1', isPreview: true },
  ]);
});

test('two slashes are one, and networks say when to look again', async (t) => {
  // So slow that the network is in the making still when its operation is read.
  const { send } = await start(t, { speed: 1 });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const properties = { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } };
  const body = { location: 'westeurope', properties };
  const made = await send('PUT', `${GROUP_PATH}/providers/Microsoft.Network//virtualNetworks/one`, body);
  assert.deepEqual([made.status, made.headers.get('retry-after')], [201, '3']);
  const polled = await send('GET', made.headers.get('azure-asyncoperation') ?? '');
  assert.deepEqual([polled.at('status'), polled.headers.get('retry-after')], ['InProgress', '10']);
});
