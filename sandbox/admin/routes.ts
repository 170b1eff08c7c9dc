import type { Cloud } from '../arm/cloud.ts';
import { cloudMetadata } from '../arm/metadata.ts';
import type { Directory } from '../config.ts';
import { directoryRoutes } from '../entra/directory-routes.ts';
import { CATALOGUE } from '../faults/catalogue.ts';
import { type Reply, ReplyError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { isObject } from '../json.ts';
import { faultListOf, faultOf, faultsOf, policyOf, quotaOf, registrationOf, restrictionOf } from './bodies.ts';
import type { AdminHandler, AdminRequest } from './request.ts';

/** The sandbox's own routes, for tests and for people; nothing like them exists at Azure. */
export function adminRoutes(
  cloud: Cloud,
  page: () => Reply,
  baseUrl: () => string,
  directory: Directory,
): Route<AdminHandler>[] {
  const { faults, lifecycle, providers, limits, policies } = cloud;
  const ok = (body: unknown): Reply => ({ status: 200, body });

  function state() {
    return {
      speed: cloud.speed,
      clusters: cloud.clusters.all().map((cluster) => ({
        id: cluster.body.id,
        name: cluster.name,
        location: cluster.body.location,
        provisioningState: cluster.body.properties.provisioningState,
        fqdn: cluster.fqdn,
        tags: cluster.body.tags ?? {},
        operationId: cluster.operationId ?? null,
      })),
      operations: cloud.operations.all(),
      groups: cloud.groups.all(),
      faults: faults.all(),
      struck: faults.struck(),
      counters: cloud.counters.snapshot(),
    };
  }

  /** An array, or `{ faults: […] }`, replaces all faults; a single fault is added to them. */
  function putFaults({ body }: AdminRequest): Reply {
    if (isObject(body) && 'faults' in body) faults.replace(faultListOf(body).faults);
    else if (Array.isArray(body)) faults.replace(faultsOf(body));
    else faults.add(faultOf(body));
    lifecycle.applyFaults();
    return ok({ faults: faults.all() });
  }

  /** What somebody does in the portal, whoever the cluster belongs to. */
  function deleteClusters({ params }: AdminRequest): Reply {
    const found = cloud.clusters.all().filter(({ name }) => name === params['name']);
    for (const cluster of found) lifecycle.remove(cluster);
    return found.length === 0 ? { status: 404 } : { status: 202 };
  }

  function putProvider({ params, body }: AdminRequest): Reply {
    const [sub, { namespace = '' }] = [subscriptionOf(params), params];
    const { registrationState } = registrationOf(body);
    const known = providers.body(sub, namespace);
    if (registrationState === 'Registered') return ok(providers.register(sub, namespace));
    providers.unregister(sub, `${known['namespace']}`);
    return ok(providers.body(sub, namespace));
  }

  /** The subscription that is named, or a 404. */
  function subscriptionOf({ sub = '' }: AdminRequest['params']): string {
    const found = directory.subscriptions.find(({ id }) => id === sub.toLowerCase());
    if (found !== undefined) return found.id;
    throw new ReplyError({ status: 404, body: { error: `no subscription ${sub}` } }, sub);
  }

  const onSubscription =
    (act: (subscriptionId: string, { params, body }: AdminRequest) => void): AdminHandler =>
    (request) => {
      act(subscriptionOf(request.params), request);
      return { status: 204 };
    };

  return [
    { method: 'GET', pattern: '/', handle: page },
    { method: 'GET', pattern: '/sandbox/state', handle: () => ok(state()) },
    { method: 'GET', pattern: '/sandbox/faults', handle: () => ok({ faults: faults.all() }) },
    { method: 'PUT', pattern: '/sandbox/faults', handle: putFaults },
    {
      method: 'DELETE',
      pattern: '/sandbox/faults',
      handle: () => {
        faults.clear();
        lifecycle.applyFaults();
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      pattern: '/sandbox/faults/:name',
      handle: ({ params: { name = '' } }) => {
        if (!faults.remove(name)) return { status: 404, body: { error: `no fault ${name} is on` } };
        lifecycle.applyFaults();
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      pattern: '/sandbox/catalogue',
      handle: () => ok(Object.fromEntries(Object.entries(CATALOGUE).map(([name, { what }]) => [name, what]))),
    },
    { method: 'DELETE', pattern: '/sandbox/clusters/:name', handle: deleteClusters },
    { method: 'PUT', pattern: '/sandbox/subscriptions/:sub/providers/:namespace', handle: putProvider },
    ...directoryRoutes(cloud),
    {
      method: 'PUT',
      pattern: '/sandbox/subscriptions/:sub/quotas',
      handle: onSubscription((sub, { body }) => limits.setQuota(sub, quotaOf(body))),
    },
    {
      method: 'PUT',
      pattern: '/sandbox/subscriptions/:sub/sizes',
      handle: onSubscription((sub, { body }) => limits.restrict(sub, restrictionOf(body))),
    },
    {
      method: 'PUT',
      pattern: '/sandbox/subscriptions/:sub/policies/:name',
      handle: onSubscription((sub, { params: { name = '' }, body }) => policies.assign(sub, name, policyOf(body))),
    },
    {
      method: 'DELETE',
      pattern: '/sandbox/subscriptions/:sub/policies/:name',
      handle: ({ params }) => ({ status: policies.remove(subscriptionOf(params), `${params['name']}`) ? 204 : 404 }),
    },
    {
      method: 'GET',
      pattern: '/metadata/endpoints',
      handle: ({ query }) => ok(cloudMetadata(query.get('api-version') ?? '2022-09-01', baseUrl(), directory.tenantId)),
    },
  ];
}
