import type { Route } from '../../http/router.ts';
import { object, text } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import { invalidReference } from './invalid-reference.ts';
import { childOf, type NetworkResource, type NetworkResources } from './resources.ts';
import type { Networks } from './virtual-networks.ts';

export interface ChildRouteParts {
  /** Pattern of the paths of the resources that they belong to. */
  parent: string;
  kind: string;
  need(request: ArmRequest): NetworkResource;
  resources: NetworkResources;
  networks: Networks;
  page: Pager;
}

/** Single routes of a route table, rules of a security group, links of a private DNS zone. */
export function childRoutes(parts: ChildRouteParts): Route<ArmHandle>[] {
  const { parent, kind, need, resources, networks, page } = parts;
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
      const { tags, properties: sent } = object(request.body);
      const properties = object(sent);
      const linked = text(object(properties['virtualNetwork'])['id']) ?? '';
      if (kind === 'privateDnsZones' && networks.byId(linked) === undefined) throw invalidReference(linked);
      const known = resources.putChild(resource, name, { ...(tags === undefined ? {} : { tags }), properties });
      return { status: known ? 200 : 201, body: find(resource, name) };
    }),
    route('DELETE', one, (request) => ({
      status: resources.putChild(need(request), param(request, 'child'), undefined) ? 200 : 204,
    })),
  ];
}
