import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { isObject, object, stringMap } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import type { Groups } from '../groups/groups.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import { childRoutes } from './child-routes.ts';
import { NETWORK_KINDS, type NetworkResource, type NetworkResources } from './resources.ts';
import type { Networks } from './virtual-networks.ts';

export interface NetworkResourceRouteParts {
  groups: Groups;
  networks: Networks;
  networkResources: NetworkResources;
  page: Pager;
}

/** Network security groups, route tables, NAT gateways, public addresses and prefixes. */
export function networkResourceRoutes(parts: NetworkResourceRouteParts): Route<ArmHandle>[] {
  const { groups, networks, networkResources: resources, page } = parts;
  return NETWORK_KINDS.flatMap((kind) => {
    const all = `/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Network/${kind}`;
    const one = `${all}/:resource`;
    const route = routesAs('network');
    const named = (request: ArmRequest): [string, string, string] => [
      param(request, 'sub'),
      param(request, 'rg'),
      param(request, 'resource'),
    ];

    function need(request: ArmRequest): NetworkResource {
      const [subscriptionId, group, name] = named(request);
      groups.need(subscriptionId, group);
      const found = resources.find(kind, subscriptionId, group, name);
      if (found === undefined) throw resourceNotFound(`Microsoft.Network/${kind}`, name, group);
      return found;
    }

    function put(request: ArmRequest): Reply {
      const [subscriptionId, groupName, name] = named(request);
      const group = groups.needForWrite(subscriptionId, groupName);
      const { resource, made } = resources.put(kind, subscriptionId, group.name, name, object(request.body));
      return { status: made ? 201 : 200, body: resources.body(resource) };
    }

    function patch(request: ArmRequest): Reply {
      const resource = need(request);
      const { tags } = object(request.body);
      if (isObject(tags)) resources.retag(resource, stringMap(tags));
      return { status: 200, body: resources.body(resource) };
    }

    return [
      ...childRoutes({ parent: one, kind, need, resources, networks, page }),
      route('PUT', one, put),
      route('PATCH', one, patch),
      route('GET', `/subscriptions/:sub/providers/Microsoft.Network/${kind}`, (request) => {
        const found = resources.inSubscription(param(request, 'sub'), kind);
        return page(request, found.map(resources.body));
      }),
      route('GET', one, (request) => {
        const resource = need(request);
        return { status: 200, headers: { etag: resource.etag }, body: resources.body(resource) };
      }),
      route('GET', all, (request) => {
        const group = groups.need(param(request, 'sub'), param(request, 'rg'));
        const found = resources.inGroup(group.subscriptionId, group.name).filter((item) => item.kind === kind);
        return page(request, found.map(resources.body));
      }),
      route('DELETE', one, (request) => {
        const found = resources.find(kind, ...named(request));
        if (found === undefined) return { status: 204 };
        resources.remove(found);
        return { status: 200 };
      }),
    ];
  });
}
