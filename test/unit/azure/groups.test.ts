import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { endpoint, fakeArm, scope } from './support.ts';

const absent = (code: string) => ({ status: 404, body: { error: { code, message: 'no' } } });

test('a resource group is read, or absent', async () => {
  const there = fakeArm(() => ({
    status: 200,
    body: { location: 'westeurope', tags: { a: 'b' }, properties: { provisioningState: 'Succeeded' } },
  }));
  assert.deepEqual(await there.arm.resourceGroup(scope, 'rg'), {
    location: 'westeurope',
    tags: { a: 'b' },
    provisioningState: 'Succeeded',
  });
  assert.equal(await fakeArm(() => absent('ResourceGroupNotFound')).arm.resourceGroup(scope, 'rg'), undefined);
});

test('a resource group is made with its tags', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 201, body: {} }));
  await arm.createResourceGroup(scope, 'a(b)', 'westeurope', { x: 'y' });
  assert.deepEqual([sent[0]?.method, sent[0]?.body], ['PUT', { location: 'westeurope', tags: { x: 'y' } }]);
  assert.equal(sent[0]?.headers['content-type'], 'application/json');
});

test('deleting a resource group that is gone is no error, deleting a locked one is', async () => {
  await fakeArm(() => ({ status: 202 })).arm.deleteResourceGroup(scope, 'rg');
  await fakeArm(() => absent('ResourceGroupNotFound')).arm.deleteResourceGroup(scope, 'rg');
  const locked = fakeArm(() => ({ status: 409, body: { error: { code: 'ScopeLocked', message: 'm' } } }));
  assert.equal((await problemOf(locked.arm.deleteResourceGroup(scope, 'rg'))).problem.code, 'azure-locked');
});

test('what is in a group is looked for page by page, until there is something', async () => {
  const next = (page: number) =>
    `${endpoint}/subscriptions/s/resourcegroups/rg/resources?api-version=2021-04-01&%24skiptoken=${page}`;
  const { arm, sent } = fakeArm(({ url }) =>
    url === next(2)
      ? { status: 200, body: { value: [{ id: '/b' }], nextLink: next(3) } }
      : { status: 200, body: { value: [], nextLink: next(2) } },
  );
  assert.deepEqual(await arm.resourcesIn(scope, 'rg'), ['/b']);
  assert.equal(sent.length, 2);
});

test('a next page on another host is refused, and is not wanted where the first says that the group is in use', async () => {
  const answering = (value: object[]) =>
    fakeArm(() => ({ status: 200, body: { value, nextLink: 'https://evil.test/p2' } }));
  const { arm, sent } = answering([]);
  assert.match((await problemOf(arm.resourcesIn(scope, 'rg'))).problem.detail, /evil\.test/);
  assert.equal(sent.length, 1);
  assert.deepEqual(await answering([{ id: '/a' }]).arm.resourcesIn(scope, 'rg'), ['/a']);
});

test('a listing whose pages do not end is none', async () => {
  const nextLink = `${endpoint}/subscriptions/s/resourcegroups/rg/providers/Microsoft.Authorization/locks?api-version=2020-05-01`;
  const { arm } = fakeArm(() => ({ status: 200, body: { value: [], nextLink } }));
  assert.match((await problemOf(arm.locks(scope, 'rg'))).problem.detail, /the pages do not end/);
});

test('a group is never taken to be empty by less than a whole list', async () => {
  const nextLink = `${endpoint}/subscriptions/s/resourcegroups/rg/resources?api-version=2021-04-01&%24skiptoken=2`;
  const first = { status: 200, body: { value: [], nextLink } };
  const parts: [what: string, reply: Parameters<typeof fakeArm>[0]][] = [
    ['empty pages without end', () => first],
    ['a next page that is not there', ({ url }) => (url === nextLink ? absent('NotFound') : first)],
    ['no list at all', () => absent('ResourceGroupNotFound')],
    ['something else than a list', () => ({ status: 200, body: {} })],
  ];
  for (const [what, reply] of parts) {
    const { problem } = await problemOf(fakeArm(reply).arm.resourcesIn(scope, 'rg'));
    assert.deepEqual([problem.code, problem.retryable], ['azure-unavailable', 'now'], what);
  }
  assert.deepEqual(await fakeArm(() => ({ status: 200, body: { value: [] } })).arm.resourcesIn(scope, 'rg'), []);
});

test('the states of the providers are read', async () => {
  const value = [{ namespace: 'Microsoft.ContainerService', registrationState: 'Registered' }];
  const { arm } = fakeArm(() => ({ status: 200, body: { value } }));
  assert.equal((await arm.providers(scope))['microsoft.containerservice'], 'Registered');
});

test("a proxy's page is no resource group", async () => {
  for (const reply of [
    { status: 200, body: '<html>' },
    { status: 200 },
    { status: 302, headers: { location: '/login' } },
  ]) {
    const { problem } = await problemOf(fakeArm(() => reply).arm.resourceGroup(scope, 'rg'));
    assert.equal(problem.code, 'azure-unavailable');
  }
});
