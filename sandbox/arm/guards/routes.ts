import type { Route } from '../../http/router.ts';
import { type JsonObject, object } from '../../json.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import type { RoleAssignments } from '../rights/assignments.ts';
import type { Locks } from './locks.ts';
import type { Policies } from './policies.ts';

const SUBSCRIPTION = '/subscriptions/:sub';
const GROUP = `${SUBSCRIPTION}/resourceGroups/:rg`;
const RESOURCE = `${GROUP}/providers/:provider/:type/:resource`;

export interface GuardParts {
  locks: Locks;
  policies: Policies;
  roleAssignments: RoleAssignments;
}

/** What keeps a caller from making something: locks, policies, and his own rights, which he may ask for anywhere. */
export function guardRoutes({ locks, policies, roleAssignments }: GuardParts): Route<ArmHandle>[] {
  const route = routesAs('other');
  const ok = (body: JsonObject) => ({ status: 200, body });
  const before = ({ path }: ArmRequest, provider: string) =>
    path.slice(0, path.toLowerCase().lastIndexOf(`/providers/${provider}/`));
  const lockScope = (request: ArmRequest) => before(request, 'microsoft.authorization');

  return [
    ...[SUBSCRIPTION, GROUP].flatMap((scope) => [
      route('GET', `${scope}/providers/Microsoft.Authorization/locks`, (request) =>
        ok({ value: locks.at(lockScope(request)).map(locks.body) }),
      ),
      route('PUT', `${scope}/providers/Microsoft.Authorization/locks/:name`, (request) => ({
        status: 201,
        body: locks.put(lockScope(request), param(request, 'name'), request.body),
      })),
      route('DELETE', `${scope}/providers/Microsoft.Authorization/locks/:name`, (request) => ({
        status: locks.remove(lockScope(request), param(request, 'name')) ? 200 : 204,
      })),
      route('POST', `${scope}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`, (request) => {
        const { resourceContent } = object(object(request.body)['resourceDetails']);
        return ok(policies.restrictions(param(request, 'sub'), resourceContent));
      }),
    ]),
    ...[SUBSCRIPTION, GROUP, RESOURCE, `${RESOURCE}/:part/:child`].map((scope) =>
      route('GET', `${scope}/providers/Microsoft.Authorization/permissions`, (request) => {
        const held = roleAssignments.permissionsOf(request.caller.objectId, before(request, 'microsoft.authorization'));
        return ok({ value: held.map((one) => ({ ...one, dataActions: [], notDataActions: [] })) });
      }),
    ),
  ];
}
