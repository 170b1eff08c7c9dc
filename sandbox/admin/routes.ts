import type { Cloud } from '../arm/cloud.ts';
import { cloudMetadata } from '../arm/metadata.ts';
import { directoryRoutes } from '../entra/directory-routes.ts';
import { CATALOGUE } from '../faults/catalogue.ts';
import { parseFault } from '../faults/faults.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { isObject, type JsonObject, object } from '../json.ts';
import type { AdminHandler, AdminRequest } from './request.ts';

/** The sandbox's own routes, for tests and for people; nothing like them exists at Azure. */
export function adminRoutes(
  cloud: Cloud,
  page: () => string,
  baseUrl: () => string,
  tenantId: string,
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
    const many = isObject(body) && Array.isArray(body['faults']) ? body['faults'] : body;
    const parsed = (Array.isArray(many) ? many : [many]).map(parseFault);
    if (Array.isArray(many)) faults.replace(parsed);
    else for (const fault of parsed) faults.add(fault);
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
    const { sub = '', namespace = '' } = params;
    if (object(body)['registrationState'] === 'NotRegistered') providers.unregister(sub, namespace);
    else providers.register(sub, namespace);
    return ok(providers.body(sub, namespace));
  }

  const onSubscription =
    (act: (subscriptionId: string, body: JsonObject) => void): AdminHandler =>
    ({ params: { sub = '' }, body }) => {
      act(sub, object(body));
      return { status: 204 };
    };

  return [
    {
      method: 'GET',
      pattern: '/',
      handle: () => ({ status: 200, contentType: 'text/html; charset=utf-8', raw: page() }),
    },
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
      method: 'GET',
      pattern: '/sandbox/catalogue',
      handle: () => ok(Object.fromEntries(Object.entries(CATALOGUE).map(([name, { what }]) => [name, what]))),
    },
    { method: 'DELETE', pattern: '/sandbox/clusters/:name', handle: deleteClusters },
    { method: 'PUT', pattern: '/sandbox/subscriptions/:sub/providers/:namespace', handle: putProvider },
    ...directoryRoutes(cloud),
    { method: 'PUT', pattern: '/sandbox/subscriptions/:sub/quotas', handle: onSubscription(limits.setQuota) },
    { method: 'PUT', pattern: '/sandbox/subscriptions/:sub/sizes', handle: onSubscription(limits.restrict) },
    {
      method: 'PUT',
      pattern: '/sandbox/subscriptions/:sub/policies/:name',
      handle: ({ params: { sub = '', name = '' }, body }) => {
        policies.assign(sub, name, object(body));
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      pattern: '/sandbox/subscriptions/:sub/policies/:name',
      handle: ({ params: { sub = '', name = '' } }) => ({ status: policies.remove(sub, name) ? 204 : 404 }),
    },
    {
      method: 'GET',
      pattern: '/metadata/endpoints',
      handle: ({ query }) => ok(cloudMetadata(query.get('api-version') ?? '2022-09-01', baseUrl(), tenantId)),
    },
  ];
}
