import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { isObject, type JsonObject, object, stringMap } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import type { Groups } from '../groups/groups.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import type { FederatedCredentials } from './federated-credentials.ts';
import type { Identities } from './identities.ts';

export interface IdentityRouteParts {
  groups: Groups;
  identities: Identities;
  federatedCredentials: FederatedCredentials;
  page: Pager;
}

const TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const ALL = `/subscriptions/:sub/resourceGroups/:rg/providers/${TYPE}`;
const ONE = `${ALL}/:name`;
const CREDENTIALS = `${ONE}/federatedIdentityCredentials`;

/** User-assigned identities, and whose tokens stand for them. */
export function identityRoutes(parts: IdentityRouteParts): Route<ArmHandle>[] {
  const { groups, identities, federatedCredentials, page } = parts;
  const route = routesAs('other');
  const ok = (body: unknown): Reply => ({ status: 200, body });
  const scope = (request: ArmRequest): [string, string] => [param(request, 'sub'), param(request, 'rg')];

  function need(request: ArmRequest): JsonObject {
    const [subscriptionId, group] = scope(request);
    groups.need(subscriptionId, group);
    const name = param(request, 'name');
    const found = identities.find(subscriptionId, group, name);
    if (found === undefined) throw resourceNotFound(TYPE, name, group);
    return found;
  }

  function put(request: ArmRequest): Reply {
    const group = groups.needForWrite(...scope(request));
    const { identity, made } = identities.put(group.subscriptionId, group.name, param(request, 'name'), request.body);
    return { status: made ? 201 : 200, headers: made ? { location: `${identity['id']}` } : {}, body: identity };
  }

  function patch(request: ArmRequest): Reply {
    const identity = need(request);
    const { tags } = object(request.body);
    if (isObject(tags)) identities.retag(identity, stringMap(tags));
    return ok(identity);
  }

  function putCredential(request: ArmRequest): Reply {
    const identity = need(request);
    const { credential, made } = federatedCredentials.put(identity, param(request, 'credential'), request.body);
    return { status: made ? 201 : 200, body: federatedCredentials.body(identity, credential) };
  }

  function credential(request: ArmRequest): Reply {
    const identity = need(request);
    const name = param(request, 'credential');
    const found = federatedCredentials.find(identity, name);
    if (found !== undefined) return ok(federatedCredentials.body(identity, found));
    throw resourceNotFound(`${TYPE}/${identity['name']}/federatedIdentityCredentials`, name, param(request, 'rg'));
  }

  return [
    route('PUT', ONE, put),
    route('GET', ONE, (request) => ok(need(request))),
    route('PATCH', ONE, patch),
    route('DELETE', ONE, (request) => ({
      status: identities.remove(...scope(request), param(request, 'name')) ? 200 : 204,
    })),
    route('GET', ALL, (request) => {
      const group = groups.need(...scope(request));
      return page(request, identities.inGroup(group.subscriptionId, group.name));
    }),
    route('GET', `/subscriptions/:sub/providers/${TYPE}`, (request) =>
      page(request, identities.inSubscription(param(request, 'sub'))),
    ),
    route('PUT', `${CREDENTIALS}/:credential`, putCredential),
    route('GET', `${CREDENTIALS}/:credential`, credential),
    route('GET', CREDENTIALS, (request) => {
      const identity = need(request);
      return page(
        request,
        federatedCredentials.of(identity).map((one) => federatedCredentials.body(identity, one)),
      );
    }),
    route('DELETE', `${CREDENTIALS}/:credential`, (request) => ({
      status: federatedCredentials.remove(need(request), param(request, 'credential')) ? 200 : 204,
    })),
  ];
}
