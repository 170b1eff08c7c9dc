import { type JsonObject, list, object, text } from '../../json.ts';
import { armError } from '../errors.ts';
import { BUILT_IN_ROLES, type Role } from './built-in-roles.ts';

const TYPE = 'Microsoft.Authorization/roleDefinitions';
/** Azure shows built-in roles with the times at which they came to be and were changed; nothing depends on them. */
const SINCE = '2015-06-02T00:18:27.3542698Z';
const UPDATED = '2021-11-11T20:13:44.6328966Z';

/** A role, built in or made by a caller. */
export interface RoleDefinition extends Role {
  /** Where it may be assigned; of a built-in role `/`. */
  assignableScopes: string[];
  custom: boolean;
}

export type RoleDefinitions = ReturnType<typeof createRoleDefinitions>;

/** The built-in roles, and those that somebody has made. */
export function createRoleDefinitions(changed: () => void) {
  const all = new Map<string, RoleDefinition>(
    BUILT_IN_ROLES.map((role) => [role.name, { ...role, assignableScopes: ['/'], custom: false }]),
  );

  return {
    /** The role of an id, whatever scope the id begins with. */
    find: (id: string) => all.get(id.split('/').at(-1)?.toLowerCase() ?? ''),
    all: () => [...all.values()],
    put(name: string, sent: unknown): { role: RoleDefinition; made: boolean } {
      const properties = object(object(sent)['properties']);
      const [permission] = list(properties['permissions']).map(object);
      const roleName = text(properties['roleName']);
      const previous = all.get(name.toLowerCase());
      if (roleName === undefined || permission === undefined) {
        throw armError(400, 'RoleDefinitionBodyInvalid', 'The role definition needs a roleName and permissions.');
      }
      if (previous && !previous.custom) {
        throw armError(400, 'CannotUpdateBuiltInRole', `The built-in role '${previous.roleName}' cannot be changed.`);
      }
      const role: RoleDefinition = {
        name: name.toLowerCase(),
        roleName,
        description: text(properties['description']) ?? '',
        actions: strings(permission['actions']),
        notActions: strings(permission['notActions']),
        assignableScopes: strings(properties['assignableScopes']),
        custom: true,
      };
      all.set(role.name, role);
      changed();
      return { role, made: previous === undefined };
    },
    /** Built-in roles are shown below the subscription that was asked (recording of 2022). */
    body: (role: RoleDefinition, subscriptionId: string | undefined): JsonObject => ({
      properties: {
        roleName: role.roleName,
        type: role.custom ? 'CustomRole' : 'BuiltInRole',
        description: role.description,
        assignableScopes: role.assignableScopes,
        permissions: [{ actions: role.actions, notActions: role.notActions, dataActions: [], notDataActions: [] }],
        createdOn: SINCE,
        updatedOn: role.custom ? SINCE : UPDATED,
        createdBy: null,
        updatedBy: null,
      },
      id: `${subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`}/providers/${TYPE}/${role.name}`,
      type: TYPE,
      name: role.name,
    }),
    snapshot: () => [...all.values()].filter(({ custom }) => custom),
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const role = item as RoleDefinition;
        all.set(role.name, role);
      }
    },
  };
}

function strings(value: unknown): string[] {
  return list(value).filter((item) => typeof item === 'string');
}
