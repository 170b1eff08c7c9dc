import type { RoleAssignment } from '../../ports.ts';
import { groupId } from '../target.ts';
import { adminRole, wayIn } from '../way-in.ts';
import { type Check, type CheckContext, failed, notApplicable, passed, unknown } from './check.ts';
import { builtInRoles, roleIdOf } from './network/rights.ts';

/** Where local accounts are off, our own principal will be let in by the API server. */
export const entraAccess: Check = {
  name: 'entra-access',
  async run(context) {
    const { order } = context.cluster;
    const { aadProfile, account } = order;
    if (!order.disableLocalAccounts)
      return notApplicable('Local accounts are on: the admin credential opens the cluster.');
    const principal = await context.standpoint.principal(account);
    const { objectId, tenantId } = principal;
    const { adminGroupObjectIds: groups = [], enableAzureRbac = false } = aadProfile ?? {};
    if (groups.length === 0 && !enableAzureRbac) {
      return failed(
        '/aadProfile',
        'Local accounts are off, and nobody is an admin by Entra: the cluster would let nobody in.',
        'Name adminGroupObjectIds, or turn enableAzureRbac on.',
      );
    }
    if (aadProfile?.tenantId && tenantId && aadProfile.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
      return failed(
        '/aadProfile/tenantId',
        `The cluster would trust another tenant than that of account ${account}: Slipway could not log in.`,
        `Leave tenantId out, or order with an account of tenant ${aadProfile.tenantId}.`,
        `the account's principal is of tenant ${tenantId}`,
      );
    }
    if (!objectId) return unknown('The token does not name its principal.', wayIn(order, groupId(context.cluster)));

    const scope = await standingScope(context);
    const roles = await context.facts.roleAssignments(scope, objectId);
    const remedy = wayIn(order, scope, principal);
    const admin = enableAzureRbac ? roles.find((role) => roleIdOf(role.roleDefinitionId) === adminRole.id) : undefined;
    if (admin) return passed(`Our principal has the role ${adminRole.name}.`, `assigned at ${admin.scope}`);
    // A role that we hold by way of a group shows that we are in it.
    const group = groups.find((id) => roles.some(({ principalId }) => principalId.toLowerCase() === id.toLowerCase()));
    if (group) return passed('Our principal is in an admin group.', `it holds a role as a member of ${group}`);
    if (groups.length > 0) {
      return unknown(
        `Whether principal ${objectId} is in an admin group only Microsoft Graph could tell, which Slipway does not ask.`,
        `See: az ad group member check --group ${groups[0]} --member-id ${objectId}. ${remedy}`,
      );
    }
    const custom = roles.filter((role) => !(roleIdOf(role.roleDefinitionId) in builtInRoles));
    if (custom.length > 0)
      return unknown(`Whether another role of our principal lets it in was not looked at: ${named(custom)}.`, remedy);
    return failed(
      '/aadProfile/enableAzureRbac',
      `Principal ${objectId} of account ${account} has no role by which the cluster would let it in.`,
      remedy,
      roles.length === 0 ? `it has no role at ${scope}` : `it has ${named(roles)}`,
    );
  },
};

/** The nearest scope above the cluster that is there already. */
async function standingScope({ cluster, facts }: CheckContext): Promise<string> {
  const { name } = cluster.order.resourceGroup;
  return (await facts.resourceGroup(name)) ? groupId(cluster) : `/subscriptions/${cluster.order.subscriptionId}`;
}

const named = (roles: readonly RoleAssignment[]) =>
  roles
    .map(({ roleDefinitionId }) => builtInRoles[roleIdOf(roleDefinitionId)]?.name ?? roleIdOf(roleDefinitionId))
    .join(', ');
