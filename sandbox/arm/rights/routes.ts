import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { armError } from '../errors.ts';
import { type ArmHandle, type ArmRequest, param, scopeOf } from '../request.ts';
import type { RoleAssignment, RoleAssignments } from './assignments.ts';
import type { RoleDefinition, RoleDefinitions } from './definitions.ts';

const GROUP = '/subscriptions/:sub/resourceGroups/:rg';
/** Where a role may be assigned: the tenant, a management group, a subscription, a group, a resource, a part of one. */
const SCOPES = [
  '',
  '/providers/Microsoft.Management/managementGroups/:management',
  '/subscriptions/:sub',
  GROUP,
  `${GROUP}/providers/:provider/:type/:resource`,
  `${GROUP}/providers/:provider/:type/:resource/:part/:child`,
];

export interface RightsRouteParts {
  roleDefinitions: RoleDefinitions;
  roleAssignments: RoleAssignments;
}

/** Role definitions and assignments, at every scope. */
export function rightsRoutes(parts: RightsRouteParts): Route<ArmHandle>[] {
  const { roleDefinitions: definitions, roleAssignments: assignments } = parts;
  const ok = (body: unknown): Reply => ({ status: 200, body });

  function putAssignment(request: ArmRequest): Reply {
    const { assignment, made } = assignments.put(
      scopeOf(request),
      param(request, 'id'),
      request.body,
      request.caller.objectId,
    );
    return { status: made ? 201 : 200, body: assignments.body(assignment) };
  }

  function assignment(request: ArmRequest): RoleAssignment | undefined {
    return assignments.find(scopeOf(request), param(request, 'id'));
  }

  function listAssignments(request: ArmRequest): Reply {
    const scope = scopeOf(request);
    const filter = request.query.get('$filter');
    const { atScope, assignedTo, principalId } = filterOf(filter);
    const found = (atScope ? assignments.inForce(scope) : assignments.around(scope)).filter(
      (one) =>
        (assignedTo === undefined || assignments.isAssignedTo(one, assignedTo)) &&
        (principalId === undefined || one.principalId === principalId),
    );
    return ok({ value: found.map((one) => assignments.body(one)) });
  }

  const shown = (request: ArmRequest, role: RoleDefinition) => definitions.body(role, request.params['sub']);

  function putDefinition(request: ArmRequest): Reply {
    const { role, made } = definitions.put(param(request, 'id'), request.body);
    return { status: made ? 201 : 200, body: shown(request, role) };
  }

  function definition(request: ArmRequest): Reply {
    const id = param(request, 'id');
    const role = definitions.find(id);
    if (role !== undefined) return ok(shown(request, role));
    throw armError(404, 'RoleDefinitionDoesNotExist', `The specified role definition with ID '${id}' does not exist.`);
  }

  function listDefinitions(request: ArmRequest): Reply {
    const name = /^roleName eq '((?:[^']|'')*)'$/.exec(request.query.get('$filter') ?? '')?.[1]?.replaceAll("''", "'");
    const found = definitions.all().filter(({ roleName }) => name === undefined || roleName === name);
    return ok({ value: found.map((role) => shown(request, role)) });
  }

  return SCOPES.flatMap((scope) => {
    const base = `${scope}/providers/Microsoft.Authorization`;
    const route = (method: string, below: string, handle: ArmHandle['handle']): Route<ArmHandle> => ({
      method,
      pattern: `${base}/${below}`,
      handle: { call: 'other', handle },
    });
    return [
      route('PUT', 'roleAssignments/:id', putAssignment),
      route('GET', 'roleAssignments/:id', (request) => {
        const found = assignment(request);
        if (found !== undefined) return ok(assignments.body(found));
        const id = param(request, 'id');
        throw armError(404, 'RoleAssignmentNotFound', `The role assignment '${id}' is not found.`);
      }),
      route('GET', 'roleAssignments', listAssignments),
      route('DELETE', 'roleAssignments/:id', (request) => {
        const found = assignment(request);
        if (found === undefined) return { status: 204 };
        assignments.remove(found);
        return ok(assignments.body(found));
      }),
      route('PUT', 'roleDefinitions/:id', putDefinition),
      route('GET', 'roleDefinitions/:id', definition),
      route('GET', 'roleDefinitions', listDefinitions),
    ];
  });
}

/** The filters that the listing of role assignments knows (Azure documentation). */
function filterOf(filter: string | null): { atScope: boolean; assignedTo?: string; principalId?: string } {
  const found = /^(atScope\(\))?(?: and )?(?:assignedTo\('([^']+)'\)|principalId eq '([^']+)')?$/.exec(filter ?? '');
  if (found === null) {
    throw armError(400, 'UnsupportedQuery', `The filter '${filter}' is not supported.`);
  }
  const [, atScope, assignedTo, principalId] = found;
  return {
    atScope: atScope !== undefined,
    ...(assignedTo === undefined ? {} : { assignedTo: assignedTo.toLowerCase() }),
    ...(principalId === undefined ? {} : { principalId: principalId.toLowerCase() }),
  };
}
