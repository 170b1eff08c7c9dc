import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GROUP_PATH, plain, SUBSCRIPTION, start } from './start.ts';

const AUTHORIZATION = 'providers/Microsoft.Authorization';
const READER = `/${AUTHORIZATION}/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
const SOMEBODY = 'aaaaaaaa-0000-4000-8000-000000000001';
const SUBNET = `${GROUP_PATH}/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;
const guid = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

async function open(t: TestContext) {
  const world = await start(t);
  const assign = (number: number, scope: string, principalId: string, principalType?: string) =>
    world.send('PUT', `${scope}/${AUTHORIZATION}/roleAssignments/${guid(number)}?api-version=2022-04-01`, {
      properties: { roleDefinitionId: READER, principalId, ...(principalType ? { principalType } : {}) },
    });
  async function list(scope: string, filter: string): Promise<unknown[]> {
    const query = new URLSearchParams({ 'api-version': '2022-04-01', $filter: filter });
    const { body } = await world.send('GET', `${scope}/${AUTHORIZATION}/roleAssignments?${query}`);
    return (body as { value: { name: string }[] }).value.map(({ name }) => Number(name.at(-1)));
  }
  return { ...world, assign, list };
}

test('a listing tells what is inherited, and what is made below unless it asks for the scope', async (t) => {
  const { assign, list } = await open(t);
  const made = await assign(1, `/subscriptions/${SUBSCRIPTION}`, SOMEBODY, 'ServicePrincipal');
  assert.deepEqual([made.status, made.at('properties.scope')], [201, `/subscriptions/${SUBSCRIPTION}`]);
  await assign(2, GROUP_PATH, SOMEBODY, 'ServicePrincipal');
  await assign(3, SUBNET, SOMEBODY, 'ServicePrincipal');
  await assign(4, `${GROUP_PATH}2`, SOMEBODY, 'ServicePrincipal');
  await assign(5, '', SOMEBODY, 'ServicePrincipal');
  assert.deepEqual(await list(GROUP_PATH, 'atScope()'), [1, 2, 5]);
  assert.deepEqual(await list(GROUP_PATH, `principalId eq '${SOMEBODY}'`), [1, 2, 3, 5]);
  assert.deepEqual(await list(SUBNET, `atScope() and assignedTo('${SOMEBODY}')`), [1, 2, 3, 5]);
});

test('what a group holds counts for its members, and for those of groups in it', async (t) => {
  const { assign, list, sandbox } = await open(t);
  const [outer, inner] = [guid(8), guid(9)];
  await plain(sandbox.url, 'PUT', `/sandbox/groups/${outer}`, { members: [inner] });
  await plain(sandbox.url, 'PUT', `/sandbox/groups/${inner}`, { members: [SOMEBODY] });
  assert.equal((await assign(1, GROUP_PATH, outer)).status, 201);
  assert.deepEqual(await list(GROUP_PATH, `atScope() and assignedTo('${SOMEBODY}')`), [1]);
  assert.deepEqual(await list(GROUP_PATH, `principalId eq '${SOMEBODY}'`), []);
});

test('a grant is made once, and to nobody whom the directory does not know', async (t) => {
  const { assign } = await open(t);
  assert.equal((await assign(1, GROUP_PATH, SOMEBODY)).at('error.code'), 'PrincipalNotFound');
  assert.equal((await assign(1, GROUP_PATH, SOMEBODY, 'ServicePrincipal')).status, 201);
  assert.equal((await assign(1, GROUP_PATH, SOMEBODY, 'ServicePrincipal')).status, 200);
  const again = await assign(2, GROUP_PATH, SOMEBODY, 'ServicePrincipal');
  assert.deepEqual([again.status, again.at('error.code')], [409, 'RoleAssignmentExists']);
});

test('built-in roles are told by name, and custom ones are made', async (t) => {
  const { send } = await open(t);
  const base = `/subscriptions/${SUBSCRIPTION}/${AUTHORIZATION}/roleDefinitions`;
  const built = await send('GET', `${base}?api-version=2022-04-01&$filter=roleName eq 'Network Contributor'`);
  assert.equal(built.at('value.0.name'), '4d97b98b-1d4f-4787-a291-c67834d212e7');
  assert.equal(built.at('value.1'), undefined);
  const properties = { roleName: 'Joins', permissions: [{ actions: ['Microsoft.Network/*/join/action'] }] };
  assert.equal((await send('PUT', `${base}/${guid(1)}`, { properties })).status, 201);
  const custom = await send('GET', `${base}/${guid(1)}`);
  assert.deepEqual(custom.at('properties.permissions.0.actions'), ['Microsoft.Network/*/join/action']);
  assert.equal(custom.at('properties.type'), 'CustomRole');
});
