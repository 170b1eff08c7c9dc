import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createOwnTags } from '../../sandbox/arm/tags/own-tags.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, SUBSCRIPTION, start } from './start.ts';

const SUB = `/subscriptions/${SUBSCRIPTION}`;
const ONE = `${CLUSTERS_PATH}/one`;
const NETWORK = `${GROUP_PATH}/providers/Microsoft.Network/virtualNetworks/net`;
const TABLE = `${GROUP_PATH}/providers/Microsoft.Network/routeTables/table`;
const IDENTITY = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes`;
const tagsOf = (scope: string) => `${scope}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
const body = (tags: Record<string, string>, operation?: string) => ({ operation, properties: { tags } });

async function world(t: TestContext) {
  const started = await start(t);
  const { send, until } = started;
  const location = 'westeurope';
  await send('PUT', GROUP_PATH, { location, tags: { team: 'net' } });
  for (const path of [NETWORK, TABLE, IDENTITY])
    assert.equal((await send('PUT', path, { location })).status, 201, path);
  await send('PUT', ONE, clusterBody());
  await until(ONE, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
  return started;
}

test('tags of a subscription, a group and a resource are read, set, patched and deleted as one resource', async (t) => {
  const { send } = await world(t);
  for (const scope of [SUB, GROUP_PATH, NETWORK, TABLE, IDENTITY]) {
    const put = await send('PUT', tagsOf(scope), body({ a: '1', b: '2' }));
    assert.equal(put.status, 200, JSON.stringify(put.body));
    assert.deepEqual(put.body, {
      id: `${scope}/providers/Microsoft.Resources/tags/default`,
      name: 'default',
      type: 'Microsoft.Resources/tags',
      properties: { tags: { a: '1', b: '2' } },
    });
    assert.deepEqual((await send('GET', scope)).at('tags'), { a: '1', b: '2' }, scope);
    const merged = await send('PATCH', tagsOf(scope), body({ B: '3', c: '4' }, 'Merge'));
    assert.deepEqual(merged.at('properties.tags'), { a: '1', B: '3', c: '4' });
    const fewer = await send('PATCH', tagsOf(scope), body({ a: '', b: '3', c: 'another' }, 'Delete'));
    assert.deepEqual(fewer.at('properties.tags'), { c: '4' });
    const others = await send('PATCH', tagsOf(scope), body({ d: '5' }, 'Replace'));
    assert.deepEqual(others.at('properties.tags'), { d: '5' });
    assert.deepEqual((await send('GET', tagsOf(scope))).body, others.body);
    assert.equal((await send('DELETE', tagsOf(scope))).status, 200);
    assert.deepEqual((await send('GET', tagsOf(scope))).at('properties.tags'), {});
  }
});

test('a cluster changes its tags by an operation, and refuses them while another one runs', async (t) => {
  const { send, until, sandbox } = await world(t);
  sandbox.faults.add({ name: 'slow', params: { factor: 1_000 } });
  assert.equal((await send('PATCH', tagsOf(ONE), body({ a: '1' }, 'merge'))).status, 200);
  const read = await send('GET', ONE);
  assert.deepEqual([read.at('tags'), read.at('properties.provisioningState')], [{ a: '1' }, 'Updating']);
  const busy = await send('PUT', tagsOf(ONE), body({ a: '2' }));
  assert.deepEqual([busy.status, busy.at('code')], [409, 'OperationNotAllowed']);
  await send('DELETE', ONE);
  await until(ONE, ({ at }) => at('properties.provisioningState') === 'Deleting');
});

const refusals: [why: string, method: string, body: unknown, code: string][] = [
  ['no operation', 'PATCH', body({ a: '1' }), 'InvalidRequestContent'],
  ['another operation', 'PATCH', body({ a: '1' }, 'Add'), 'InvalidRequestContent'],
  ['no tags', 'PUT', { tags: {} }, 'InvalidRequestContent'],
  ['a value that is no text', 'PUT', { properties: { tags: { a: 1 } } }, 'InvalidRequestContent'],
  ['a reserved character', 'PUT', body({ 'a/b': '1' }), 'InvalidTagNameCharacters'],
  ['a long value', 'PUT', body({ a: 'x'.repeat(257) }), 'InvalidTagLength'],
  ['too many', 'PUT', body(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, '']))), 'TooManyTags'],
];

test('tags that Azure does not take are refused, and those of what is not there', async (t) => {
  const { send } = await world(t);
  for (const [why, method, sent, code] of refusals) {
    const answer = await send(method, tagsOf(GROUP_PATH), sent);
    assert.deepEqual([answer.status, answer.at('error.code')], [400, code], why);
  }
  assert.deepEqual((await send('GET', GROUP_PATH)).at('tags'), { team: 'net' });
  for (const [scope, code] of [
    [`${CLUSTERS_PATH}/two`, 'ResourceNotFound'],
    [`${GROUP_PATH}x`, 'ResourceGroupNotFound'],
  ] as const) {
    const answer = await send('PUT', tagsOf(scope), body({}));
    assert.deepEqual([answer.status, answer.at('error.code')], [404, code]);
  }
});

test('the names of tags are listed with how often each value is in use, those laid down beforehand too', async (t) => {
  const { send, sandbox } = await world(t);
  await send('PUT', tagsOf(TABLE), body({ Team: 'net', env: 'dev' }));
  const name = `${SUB}/tagNames/Cost`;
  const made = await send('PUT', name);
  assert.equal(made.status, 201);
  assert.deepEqual(made.body, { id: name, tagName: 'Cost', count: { type: 'Total', value: 0 }, values: [] });
  assert.equal((await send('PUT', name)).status, 200);
  const value = await send('PUT', `${SUB}/tagNames/cost/tagValues/1`);
  const count = { type: 'Total', value: 0 };
  assert.deepEqual([value.status, value.body], [201, { id: `${name}/tagValues/1`, tagValue: '1', count }]);
  const listed = (await send('GET', `${SUB}/tagNames`)).at('value') as { tagName: string; count: { value: number } }[];
  assert.deepEqual(
    listed.map((one) => [one.tagName, one.count.value]),
    [
      ['Cost', 0],
      ['team', 2],
      ['env', 1],
    ],
  );
  const statuses = [];
  for (const path of [`${name}/tagValues/1`, `${name}/tagValues/1`, name, name]) {
    statuses.push((await send('DELETE', path)).status);
  }
  assert.deepEqual(statuses, [200, 204, 200, 204]);
  assert.equal(sandbox.counters.snapshot().throttled, 0);
});

test('tags of a subscription and names laid down beforehand outlive a restart', () => {
  const before = createOwnTags(() => {});
  before.put(SUBSCRIPTION, { env: 'dev' });
  before.predefine(SUBSCRIPTION, 'Cost', '1');
  const after = createOwnTags(() => {});
  after.restore(JSON.parse(JSON.stringify(before.snapshot())));
  assert.deepEqual(after.snapshot(), before.snapshot());
  assert.deepEqual(after.of(SUBSCRIPTION), { env: 'dev' });
  assert.equal(after.predefine(SUBSCRIPTION, 'cost', '1'), false);
});
