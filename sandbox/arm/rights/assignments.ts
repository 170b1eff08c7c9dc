import { type JsonObject, list, object, text } from '../../json.ts';
import { azureTime } from '../azure-time.ts';
import { armError } from '../errors.ts';
import type { Role } from './built-in-roles.ts';
import type { RoleDefinitions } from './definitions.ts';

const TYPE = 'Microsoft.Authorization/roleAssignments';

/** A role of a principal at a scope. */
export interface RoleAssignment {
  name: string;
  /** Without a slash at its end; the whole tenant is empty. */
  scope: string;
  roleDefinitionId: string;
  principalId: string;
  principalType: string;
  createdOn: string;
  /** The object id of who made it. */
  createdBy: string;
}

export type RoleAssignments = ReturnType<typeof createRoleAssignments>;

export interface AssignmentParts {
  definitions: RoleDefinitions;
  /** Whether the directory knows who that is. */
  known: (principalId: string) => boolean;
  /** Those who may do everything until somebody assigns them a role. */
  trusted: (principalId: string) => boolean;
  /** The groups that a principal is in, by way of other groups too. */
  groupsOf: (principalId: string) => string[];
  now: () => number;
  tenantId: string;
  changed: () => void;
}

/** Role assignments at any scope. */
export function createRoleAssignments({
  definitions,
  known,
  trusted,
  groupsOf,
  now,
  tenantId,
  changed,
}: AssignmentParts) {
  const all = new Map<string, RoleAssignment>();
  const keyOf = (scope: string, name: string) => `${scope}/${name}`.toLowerCase();

  /** Those that hold at a scope: made there or above it. */
  const inForce = (scope: string) => [...all.values()].filter((one) => holdsAt(one.scope, scope));

  return {
    inForce,
    /** Those that hold at or above the scope, or were made below it. */
    around: (scope: string) =>
      [...all.values()].filter((one) => holdsAt(one.scope, scope) || holdsAt(scope, one.scope)),
    /** What somebody holds, himself or as a member of groups. */
    isAssignedTo: (one: RoleAssignment, principalId: string) =>
      one.principalId === principalId || groupsOf(principalId).includes(one.principalId),
    /** Whether somebody may do something at a scope: each role's own exceptions count for that role alone. */
    allows(principalId: string, action: string, scope: string): boolean {
      return inForce(scope)
        .filter((one) => this.isAssignedTo(one, principalId))
        .some((one) => {
          const role = definitions.find(one.roleDefinitionId);
          return role !== undefined && matches(role.actions, action) && !matches(role.notActions, action);
        });
    },
    /** He may do everything: nobody has assigned him a role yet. */
    isUnbound(principalId: string): boolean {
      return trusted(principalId) && ![...all.values()].some((one) => this.isAssignedTo(one, principalId));
    },
    /** Whether he has any business in a subscription: it is shown to others only. */
    sees(principalId: string, subscriptionId: string): boolean {
      if (this.isUnbound(principalId)) return true;
      return this.around(`/subscriptions/${subscriptionId}`).some((one) => this.isAssignedTo(one, principalId));
    },
    /** What his roles grant him at a scope; everything, while he is unbound. */
    permissionsOf(principalId: string, scope: string): Pick<Role, 'actions' | 'notActions'>[] {
      if (this.isUnbound(principalId)) return [{ actions: ['*'], notActions: [] }];
      return inForce(scope)
        .filter((one) => this.isAssignedTo(one, principalId))
        .flatMap(({ roleDefinitionId }) => definitions.find(roleDefinitionId) ?? [])
        .map(({ actions, notActions }) => ({ actions, notActions }));
    },
    find: (scope: string, name: string) => all.get(keyOf(scope, name)),
    put(scope: string, name: string, sent: unknown, createdBy: string): { assignment: RoleAssignment; made: boolean } {
      const properties = object(object(sent)['properties']);
      const principalId = (text(properties['principalId']) ?? '').toLowerCase();
      const roleDefinitionId = text(properties['roleDefinitionId']) ?? '';
      const role = definitions.find(roleDefinitionId);
      if (role === undefined) {
        throw armError(
          400,
          'RoleDefinitionDoesNotExist',
          `The specified role definition with ID '${roleDefinitionId.split('/').at(-1)}' does not exist.`,
        );
      }
      // Azure does not look whoever is new up if it is told of what kind he is.
      if (properties['principalType'] === undefined && !known(principalId)) {
        throw armError(
          400,
          'PrincipalNotFound',
          `Principal ${principalId} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
        );
      }
      const key = keyOf(scope, name);
      const twin = [...all].find(
        ([, one]) =>
          one.scope.toLowerCase() === scope.toLowerCase() &&
          one.principalId === principalId &&
          definitions.find(one.roleDefinitionId) === role,
      );
      if (twin !== undefined && twin[0] !== key) {
        throw armError(
          409,
          'RoleAssignmentExists',
          `The role assignment already exists. The ID of the existing role assignment is ${twin[1].name.replaceAll('-', '')}.`,
        );
      }
      const previous = all.get(key);
      const assignment: RoleAssignment = previous ?? {
        name,
        scope,
        roleDefinitionId,
        principalId,
        principalType: text(properties['principalType']) ?? 'ServicePrincipal',
        createdOn: azureTime(now(), name),
        createdBy,
      };
      all.set(key, assignment);
      changed();
      return { assignment, made: previous === undefined };
    },
    remove(assignment: RoleAssignment): void {
      all.delete(keyOf(assignment.scope, assignment.name));
      changed();
    },
    body: ({ name, scope, roleDefinitionId, principalId, principalType, ...made }: RoleAssignment): JsonObject => ({
      properties: {
        roleDefinitionId,
        principalId,
        principalType,
        scope: scope || '/',
        condition: null,
        conditionVersion: null,
        createdOn: made.createdOn,
        updatedOn: made.createdOn,
        createdBy: made.createdBy,
        updatedBy: made.createdBy,
        delegatedManagedIdentityResourceId: null,
        description: null,
      },
      id: `${scope}/providers/${TYPE}/${name}`,
      type: TYPE,
      name,
    }),
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const assignment = item as RoleAssignment;
        all.set(keyOf(assignment.scope, assignment.name), assignment);
      }
    },
  };
}

function holdsAt(above: string, scope: string): boolean {
  return `${scope}/`.toLowerCase().startsWith(`${above}/`.toLowerCase());
}

/** A star stands for anything, slashes too; between two slashes also for nothing. */
function matches(patterns: string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('/*/').map((part) => part.split('*').map(RegExp.escape).join('.*'));
    return new RegExp(`^${parts.join('/(.*/)?')}$`, 'i').test(action);
  });
}
