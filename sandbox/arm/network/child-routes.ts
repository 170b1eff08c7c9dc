import type { Route } from '../../http/router.ts';
import { object } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import { childOf, type NetworkResource, type NetworkResources } from './resources.ts';

/**
 * Single routes of a route table, and single rules of a security group.
 * @param parent pattern of the paths of the resources that they belong to
 */
export function childRoutes(
  parent: string,
  kind: string,
  need: (request: ArmRequest) => NetworkResource,
  resources: NetworkResources,
  page: Pager,
): Route<ArmHandle>[] {
  const child = childOf(kind);
  if (child === undefined) return [];
  const one = `${parent}/${child}/:child`;
  const route = routesAs('network');
  const find = (resource: NetworkResource, name: string) =>
    resources.children(resource).find((item) => `${item['name']}`.toLowerCase() === name.toLowerCase());

  return [
    route('GET', `${parent}/${child}`, (request) => page(request, resources.children(need(request)))),
    route('GET', one, (request) => {
      const [resource, name] = [need(request), param(request, 'child')];
      const found = find(resource, name);
      if (found !== undefined) return { status: 200, headers: { etag: resource.etag }, body: found };
      throw resourceNotFound(`Microsoft.Network/${kind}/${resource.name}/${child}`, name, resource.group);
    }),
    route('PUT', one, (request) => {
      const [resource, name] = [need(request), param(request, 'child')];
      const known = resources.putChild(resource, name, object(object(request.body)['properties']));
      return { status: known ? 200 : 201, body: find(resource, name) };
    }),
    route('DELETE', one, (request) => ({
      status: resources.putChild(need(request), param(request, 'child'), undefined) ? 200 : 204,
    })),
  ];
}
