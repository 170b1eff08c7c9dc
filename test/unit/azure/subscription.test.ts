import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { versioned } from '../../fakes/arm-versions.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { startCloud } from './sandbox.ts';
import { fakeArm, scope, subscriptionId } from './support.ts';

const location = 'westeurope';
const at = `/subscriptions/${subscriptionId}`;
const group = `${at}/resourceGroups/rg`;
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
/** The object id of the sandbox's service principal. */
const ourselves = '33333333-3333-3333-3333-333333333333';

async function open(t: TestContext) {
  const cloud = await startCloud(t);
  const script = (path: string, body: unknown, method: 'PUT' | 'DELETE' = 'PUT') =>
    cloud.bearer(method, `${cloud.sandbox.url}/sandbox${at}/${path}`, body);
  const put = (path: string, body: unknown) => cloud.bearer('PUT', `${cloud.sandbox.url}${versioned(path)}`, body);
  return { ...cloud, script, put };
}

describe('the limits of a subscription, as the sandbox tells them', () => {
  test('sizes come with family, vCPUs, memory and zones, and with what withholds them', async (t) => {
    const { arm, script } = await open(t);
    await script('sizes', { location, size: 'Standard_D4s_v5', zones: ['2'] });
    const sizes = await arm.vmSizes(scope, location);
    const find = (name: string) => sizes.find((one) => one.name === name);
    const expected = { family: 'standardDSv5Family', vCPUs: 4, memoryGB: 16, zones: ['1', '2', '3'] };
    assert.deepEqual(find('Standard_D4s_v5'), {
      name: 'Standard_D4s_v5',
      ...expected,
      restrictions: [{ reason: 'NotAvailableForSubscription', zones: ['2'] }],
    });
    const everywhere = [{ reason: 'NotAvailableForSubscription' }];
    assert.deepEqual(find('Standard_NC24ads_A100_v4')?.restrictions, everywhere);
    assert.ok(
      sizes.every(({ name }) => name.startsWith('Standard_')),
      'the list holds disks as well',
    );
  });

  test('quotas of three providers count what stands, and what a test has others take', async (t) => {
    const { arm, script } = await open(t);
    await script('quotas', { location, name: 'standardDSv5Family', limit: 10, taken: 4 });
    const of = async (provider: Parameters<typeof arm.usages>[1], name: string) =>
      (await arm.usages(scope, provider, location))?.find((one) => one.name === name);
    const family = await of('Microsoft.Compute', 'standardDSv5Family');
    assert.deepEqual(family, { name: 'standardDSv5Family', used: 4, limit: 10 });
    assert.ok(await of('Microsoft.Compute', 'cores'));
    assert.ok(await of('Microsoft.Network', 'StandardSkuPublicIpAddresses'));
    assert.equal((await of('Microsoft.ContainerService', 'ManagedClusters'))?.used, 0);
  });

  test('a provider that tells no quotas is told as such', async () => {
    const { arm } = fakeArm(() => ({ status: 404, body: { error: { code: 'NotFound', message: 'no such thing' } } }));
    assert.equal(await arm.usages(scope, 'Microsoft.ContainerService', location), undefined);
  });
});

describe('what guards a subscription, as the sandbox tells it', () => {
  test('locks on the group are told, those of what is inside are not', async (t) => {
    const { arm, put } = await open(t);
    await arm.createResourceGroup(scope, 'rg', location, {});
    assert.deepEqual(await arm.locks(scope, 'rg'), []);
    await put(`${group}/providers/Microsoft.Authorization/locks/keep`, { properties: { level: 'ReadOnly' } });
    assert.deepEqual(await arm.locks(scope, 'rg'), [{ name: 'keep', level: 'ReadOnly' }]);
    const { problem } = await problemOf(arm.tagResourceGroup(scope, 'rg', { a: 'b' }));
    assert.equal(problem.code, 'azure-locked');
  });

  test('a policy is told before and denies the PUT', async (t) => {
    const { arm, script } = await open(t);
    await script('policies/allowed-locations', { field: 'location', allowed: ['northeurope'] });
    const resource = { type: 'Microsoft.ContainerService/managedClusters', location };
    const [denial] = await arm.policyDenials(scope, at, resource);
    assert.match(denial?.assignmentId ?? '', /policyAssignments\/allowed-locations$/);
    assert.equal(denial?.reason, 'location NotIn northeurope');
    const fine = { ...resource, location: 'northeurope' };
    assert.deepEqual(await arm.policyDenials(scope, at, fine), []);
  });

  test('a principal without roles of its own may do everything, one with a role what that grants', async (t) => {
    const { arm, put } = await open(t);
    assert.deepEqual(await arm.permissions(scope, at), [{ actions: ['*'], notActions: [] }]);
    const roleDefinitionId = `${at}/providers/Microsoft.Authorization/roleDefinitions/${reader}`;
    const properties = { roleDefinitionId, principalId: ourselves, principalType: 'ServicePrincipal' };
    await put(`${at}/providers/Microsoft.Authorization/roleAssignments/11111111-0000-0000-0000-000000000000`, {
      properties,
    });
    assert.deepEqual(await arm.permissions(scope, group), [{ actions: ['*/read'], notActions: [] }]);
    assert.equal(await arm.resourceGroup(scope, 'rg'), undefined);
    const { problem } = await problemOf(arm.createResourceGroup(scope, 'rg', location, {}));
    assert.equal(problem.code, 'azure-forbidden');
    assert.match(
      problem.azure?.message ?? '',
      /'Microsoft.Resources\/subscriptions\/resourceGroups\/write' over scope/i,
    );
  });
});
