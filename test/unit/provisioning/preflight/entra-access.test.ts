import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../../src/model/order.ts';
import { ourPrincipal } from '../../../fakes/standpoint.ts';
import { bench } from './bench.ts';

const ours = ourPrincipal.objectId;
const group = '44444444-4444-4444-4444-444444444444';
const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
const role = (id: string) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
const clusterAdmin = role('b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b');
const contributor = role('b24988ac-6180-42a0-ab88-20f7382dd24c');
const custom = role('99999999-0000-0000-0000-000000000000');

/** A preflight of an order without local accounts, with roles that our principal holds. */
function benchOf(aadProfile: Order['aadProfile'], roles: { roleDefinitionId: string; principalId?: string }[] = []) {
  const b = bench({ disableLocalAccounts: true, ...(aadProfile ? { aadProfile } : {}) });
  const asked: string[] = [];
  b.setting.arm = {
    ...b.setting.arm,
    async roleAssignments(_scope, at) {
      asked.push(at);
      return roles.map((one) => ({ scope: subscription, principalId: ours, ...one }));
    },
  };
  return { ...b, asked };
}

describe('entra-access', () => {
  test('has nothing to ask while local accounts are on', async () => {
    const b = bench({ aadProfile: { adminGroupObjectIds: [group] } });
    assert.equal((await b.verdictOf('entra-access')).verdict, 'Skipped');
  });

  test('fails where nobody at all would get in', async () => {
    const { verdict, pointer } = await benchOf({}).verdictOf('entra-access');
    assert.deepEqual([verdict, pointer], ['Failed', '/aadProfile']);
  });

  test('fails where the cluster would trust another tenant', async () => {
    const elsewhere = { enableAzureRbac: true, tenantId: '99999999-1111-1111-1111-111111111111' };
    const { verdict, fact } = await benchOf(elsewhere).verdictOf('entra-access');
    assert.equal(verdict, 'Failed');
    assert.match(fact ?? '', new RegExp(ourPrincipal.tenantId));
  });

  test('with Azure RBAC passes by the role, wherever above the cluster it was assigned', async () => {
    const b = benchOf({ enableAzureRbac: true }, [
      { roleDefinitionId: contributor },
      { roleDefinitionId: clusterAdmin },
    ]);
    const { verdict, fact } = await b.verdictOf('entra-access');
    assert.deepEqual([verdict, fact], ['Passed', `assigned at ${subscription}`]);
    assert.deepEqual(b.asked, [subscription], 'the group is not there yet');
  });

  test('with Azure RBAC fails without the role, with the command that assigns it', async () => {
    const b = benchOf({ enableAzureRbac: true }, [{ roleDefinitionId: contributor }]);
    b.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
    const { verdict, pointer, remedy, fact } = await b.verdictOf('entra-access');
    assert.deepEqual([verdict, pointer], ['Failed', '/aadProfile/enableAzureRbac']);
    assert.match(
      remedy ?? '',
      new RegExp(
        `${ours} .*"Azure Kubernetes Service RBAC Cluster Admin" --scope ${subscription}/resourceGroups/rg-blue`,
      ),
    );
    assert.match(fact ?? '', /Contributor/);
    assert.deepEqual(b.asked, [`${subscription}/resourceGroups/rg-blue`]);
  });

  test('with Azure RBAC does not judge roles that somebody has made', async () => {
    const b = benchOf({ enableAzureRbac: true }, [{ roleDefinitionId: custom }]);
    assert.equal((await b.verdictOf('entra-access')).verdict, 'Unknown');
  });

  test('passes by an admin group that a role assignment shows us to be in; else membership is Unknown', async () => {
    const seen = benchOf({ adminGroupObjectIds: [group] }, [{ roleDefinitionId: contributor, principalId: group }]);
    assert.equal((await seen.verdictOf('entra-access')).verdict, 'Passed');
    const unseen = benchOf({ adminGroupObjectIds: [group] }, [{ roleDefinitionId: clusterAdmin }]);
    const { verdict, remedy } = await unseen.verdictOf('entra-access');
    assert.equal(verdict, 'Unknown', 'without Azure RBAC the role counts for nothing');
    assert.match(remedy ?? '', new RegExp(`az ad group member check --group ${group} --member-id ${ours}`));
  });

  test('is Unknown where the token does not say who we are', async () => {
    const b = benchOf({ enableAzureRbac: true });
    b.standpoint.principal = async () => ({});
    assert.equal((await b.verdictOf('entra-access')).verdict, 'Unknown');
  });
});
