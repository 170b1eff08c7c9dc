import type { Claims } from '../../entra/tokens.ts';
import { authorizationFailed } from '../errors.ts';
import { resourcePath } from '../gateway/resource-path.ts';
import type { RoleAssignments } from './assignments.ts';

/**
 * Refuses what no role of the caller allows. An application that the configuration names may do everything until somebody
 * assigns it a role: most tests have better things to do than to assign some.
 */
export function authorize(method: string, path: string, caller: Claims, assignments: RoleAssignments): void {
  const { objectId } = caller;
  // The lists of the tenant show each caller what is his.
  if (assignments.isUnbound(objectId) || /^\/[^/]+\/?$/.test(path)) return;
  const { action, scope } = demandOf(method, path);
  if (assignments.allows(objectId, action, scope)) return;
  throw authorizationFailed(objectId, action, scope);
}

/** What a request asks for and where, as Azure names it: `Microsoft.Network/virtualNetworks/subnets/read`. */
function demandOf(method: string, path: string): { action: string; scope: string } {
  const named = resourcePath(path);
  if (named === undefined) return demandOfManager(method, path.split('/').filter(Boolean));
  const { namespace, types, names, scope } = named;
  const verb = method === 'POST' ? 'action' : verbOf(method);
  const action = [namespace, ...types, verb].join('/');
  // A scope is what exists: the resource, what an action is done to, or what a listing is of.
  if (types.length === names.length) return { action, scope: path.replace(/\/+$/, '') };
  return { action, scope: types.length === 1 ? scope || '/' : path.replace(/\/[^/]*\/?$/, '') };
}

/** Subscriptions and resource groups, which no provider stands before. */
function demandOfManager(method: string, parts: string[]): { action: string; scope: string } {
  const [, subscription, ...rest] = parts;
  const scope = rest.length > 1 ? `/${parts.slice(0, 4).join('/')}` : `/subscriptions/${subscription}`;
  const below = [rest[0], rest[2]].filter((part) => part !== undefined);
  return { action: ['Microsoft.Resources/subscriptions', ...below, verbOf(method)].join('/'), scope };
}

function verbOf(method: string): string {
  if (method === 'DELETE') return 'delete';
  return method === 'PUT' || method === 'PATCH' ? 'write' : 'read';
}
