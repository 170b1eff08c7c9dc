import type { Directory } from '../config.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { Providers } from './providers.ts';
import { regions } from './regions.ts';
import { type ArmHandle, param, routesAs } from './request.ts';
import type { RoleAssignments } from './rights/assignments.ts';
import type { OwnTags } from './tags/own-tags.ts';

export interface SubscriptionRouteParts {
  directory: Directory;
  ownTags: OwnTags;
  roleAssignments: RoleAssignments;
  providers: Providers;
}

/** Subscriptions and resource providers: what Resource Manager answers itself, as it does for groups. */
export function subscriptionRoutes(parts: SubscriptionRouteParts): Route<ArmHandle>[] {
  const { directory, ownTags, roleAssignments, providers } = parts;
  const route = routesAs('group');
  const ok = (body: unknown): Reply => ({ status: 200, body });

  const subscription = ({ id, displayName }: Directory['subscriptions'][number]) => ({
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId: directory.tenantId,
    displayName,
    state: 'Enabled',
    ...(Object.keys(ownTags.of(id)).length === 0 ? {} : { tags: ownTags.of(id) }),
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  });

  return [
    route('GET', '/subscriptions', ({ caller }) => {
      const seen = directory.subscriptions.filter(({ id }) => roleAssignments.sees(caller.objectId, id));
      return ok({ value: seen.map(subscription), count: { type: 'Total', value: seen.length } });
    }),
    route('GET', '/subscriptions/:sub', (request) => {
      const found = directory.subscriptions.find(({ id }) => id === param(request, 'sub'));
      return found === undefined ? { status: 404 } : ok(subscription(found));
    }),
    route('GET', '/subscriptions/:sub/locations', (request) => ok({ value: regions(param(request, 'sub')) })),
    route('GET', '/tenants', () =>
      ok({ value: [{ id: `/tenants/${directory.tenantId}`, tenantId: directory.tenantId }] }),
    ),
    route('GET', '/subscriptions/:sub/providers', (request) => ok({ value: providers.bodies(param(request, 'sub')) })),
    route('GET', '/subscriptions/:sub/providers/:namespace', (request) =>
      ok(providers.body(param(request, 'sub'), param(request, 'namespace'))),
    ),
    route('POST', '/subscriptions/:sub/providers/:namespace/register', (request) =>
      ok(providers.register(param(request, 'sub'), param(request, 'namespace'))),
    ),
  ];
}
