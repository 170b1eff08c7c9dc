import type { Permission, RoleAssignment, RoleDefinition } from '../../../ports.ts';

/** Whether one of the permissions grants an action: each one's exceptions take away from that one alone. */
export function permits(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => covers(pattern, action)) && !notActions.some((pattern) => covers(pattern, action)),
  );
}

/**
 * Azure compares actions without case. A star stands for anything, slashes too, and between two slashes also for nothing:
 * the role Managed Identity Operator has such a pattern for `…/userAssignedIdentities/assign/action`.
 */
function covers(pattern: string, action: string): boolean {
  const segments = pattern.split('/*/').map((segment) => segment.split('*').map(RegExp.escape).join('.*'));
  return new RegExp(`^${segments.join('/(?:.*/)?')}$`, 'is').test(action);
}

/** Whether a role that is held at one scope holds at another: there, and at all below. */
export function holdsAt({ scope }: Pick<RoleAssignment, 'scope'>, at: string): boolean {
  const above = scope.replace(/\/+$/, '').toLowerCase();
  // What a management group passes down cannot be told from the text; ARM lists it because it holds.
  if (above.startsWith('/providers/microsoft.management/')) return true;
  return `${at.toLowerCase()}/`.startsWith(`${above}/`);
}

/** The id of a role in a role's ARM id, which may begin with a subscription or not. */
export const roleIdOf = (roleDefinitionId: string): string => roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '';

const contributorMayNot = [
  'Microsoft.Authorization/*/Delete',
  'Microsoft.Authorization/*/Write',
  'Microsoft.Authorization/elevateAccess/Action',
];
const role = (name: string, actions: string[], notActions: string[] = []): RoleDefinition => ({
  name,
  permissions: [{ actions, notActions }],
});

/** What Azure's own roles grant that clusters are usually given, so that they need not be read each time. */
export const builtInRoles: Readonly<Record<string, RoleDefinition>> = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': role('Owner', ['*']),
  'b24988ac-6180-42a0-ab88-20f7382dd24c': role('Contributor', ['*'], contributorMayNot),
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': role('Reader', ['*/read']),
  '4d97b98b-1d4f-4787-a291-c67834d212e7': role('Network Contributor', ['Microsoft.Network/*']),
  'b12aa53e-6015-4669-85d0-8515ebb3ae7f': role('Private DNS Zone Contributor', [
    'Microsoft.Network/privateDnsZones/*',
    'Microsoft.Network/virtualNetworks/read',
    'Microsoft.Network/virtualNetworks/join/action',
  ]),
  'f1a07417-d97a-45cb-824c-7a7467783830': role('Managed Identity Operator', [
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
  ]),
};
