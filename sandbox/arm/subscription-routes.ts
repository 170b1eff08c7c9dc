import type { Directory } from '../config.ts';
import { JSON_UTF8, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { isObject, object, stringMap, text } from '../json.ts';
import { normalLocation } from './clusters/body.ts';
import type { ClusterStore } from './clusters/store.ts';
import { armError } from './errors.ts';
import type { GroupDeletion } from './group-deletion.ts';
import type { Groups, ResourceGroup } from './groups.ts';
import type { Identities } from './identities/identities.ts';
import type { NetworkResources } from './network/resources.ts';
import type { Networks } from './network/virtual-networks.ts';
import { page } from './paging.ts';
import type { Providers } from './providers.ts';
import { REGION_NAMES, regions } from './regions.ts';
import { type ArmHandle, type ArmRequest, param } from './request.ts';
import { resourceFilter } from './resource-filter.ts';
import type { RoleAssignments } from './rights/assignments.ts';

export interface SubscriptionRouteParts {
  directory: Directory;
  roleAssignments: RoleAssignments;
  groups: Groups;
  providers: Providers;
  networks: Networks;
  networkResources: NetworkResources;
  identities: Identities;
  clusters: ClusterStore;
  deletion: GroupDeletion;
  baseUrl: () => string;
  pageSize: number;
}

/** Letters and digits of any language may stand in a name. */
function checkGroupName(name: string): void {
  const bad = [...new Set(name.match(/[^-\p{L}\p{N}_.()]/gu))].join('');
  const refuse = (why: string) =>
    armError(400, 'InvalidResourceGroup', `The provided resource group name '${name}' ${why}`);
  if (bad !== '') {
    throw refuse(
      `has these invalid characters: '${bad}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
    );
  }
  if (name.length > 90) throw refuse('has these invalid characters or length. The length must not exceed 90.');
  if (name.endsWith('.')) throw refuse("has these invalid characters: '.'. The name cannot end with '.'.");
}

/** The one form of filter that Resource Manager has for resource groups. */
function byTag(filter: string | null): (group: ResourceGroup) => boolean {
  if (filter === null) return () => true;
  const found = /^tagName eq '((?:[^']|'')*)'(?: and tagValue eq '((?:[^']|'')*)')?$/.exec(filter);
  if (!found)
    throw armError(400, 'InvalidFilterInQueryString', `Invalid $filter '${filter}' specified in the query string.`);
  const [name = '', value] = found.slice(1).map((text) => text?.replaceAll("''", "'"));
  return ({ tags = {} }) => name in tags && (value === undefined || tags[name] === value);
}

/** Subscriptions, resource groups and resource providers: what Resource Manager answers itself. */
export function subscriptionRoutes(parts: SubscriptionRouteParts): Route<ArmHandle>[] {
  const {
    directory,
    roleAssignments,
    groups,
    providers,
    networks,
    networkResources,
    identities,
    clusters,
    deletion,
    baseUrl,
    pageSize,
  } = parts;
  const route = (
    method: string,
    pattern: string,
    handle: ArmHandle['handle'],
    call: ArmHandle['call'] = 'group',
  ): Route<ArmHandle> => ({ method, pattern, handle: { call, handle } });
  const ok = (body: unknown): Reply => ({ status: 200, body });

  const subscription = ({ id, displayName }: Directory['subscriptions'][number]) => ({
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId: directory.tenantId,
    displayName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  });

  function putGroup(request: ArmRequest): Reply {
    const [subscriptionId, name] = [param(request, 'sub'), param(request, 'rg')];
    const body = object(request.body);
    const location = text(body['location']);
    checkGroupName(name);
    if (location === undefined) {
      throw armError(400, 'LocationRequired', 'The location property is required for this definition.');
    }
    if (!REGION_NAMES.includes(normalLocation(location))) {
      throw armError(
        400,
        'LocationNotAvailableForResourceGroup',
        `The provided location '${location}' is not available for resource group. List of available regions is '${REGION_NAMES.join(',')}'.`,
      );
    }
    const existing = groups.find(subscriptionId, name);
    if (existing !== undefined) groups.needForWrite(subscriptionId, name);
    if (existing !== undefined && existing.location !== normalLocation(location)) {
      throw armError(
        409,
        'InvalidResourceGroupLocation',
        `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
      );
    }
    const group = {
      ...existing,
      subscriptionId,
      name: existing?.name ?? name,
      location: normalLocation(location),
      ...(isObject(body['tags']) ? { tags: stringMap(body['tags']) } : {}),
      provisioningState: 'Succeeded' as const,
    };
    groups.put(group);
    return { status: existing === undefined ? 201 : 200, body: groups.body(group) };
  }

  function patchGroup(request: ArmRequest): Reply {
    const group = groups.needForWrite(param(request, 'sub'), param(request, 'rg'));
    const body = object(request.body);
    if (isObject(body['tags'])) group.tags = stringMap(body['tags']);
    groups.put(group);
    return ok(groups.body(group));
  }

  /** What is in a group, in the few members that a list of resources shows. */
  const inside = ({ subscriptionId, name: group }: ResourceGroup, apiVersion: string) =>
    [
      ...clusters.inGroup(subscriptionId, group).map(({ body }) => body),
      ...networks.inGroup(subscriptionId, group).map((network) => networks.body(network, apiVersion)),
      ...networkResources.inGroup(subscriptionId, group).map((one) => networkResources.body(one)),
      ...identities.inGroup(subscriptionId, group),
    ].map((body) => {
      const { id, name, type, location, tags } = object(body);
      return {
        id: `${id}`.replace('/resourcegroups/', '/resourceGroups/'),
        name,
        type,
        location,
        ...(tags ? { tags } : {}),
      };
    });

  function resources(request: ArmRequest, within: ResourceGroup[]): Reply {
    const found = within
      .flatMap((group) => inside(group, request.apiVersion))
      .filter(resourceFilter(request.query.get('$filter')));
    return { ...page(request, found, pageSize, baseUrl()), contentType: JSON_UTF8 };
  }

  const GROUP = '/subscriptions/:sub/resourceGroups/:rg';
  const need = (request: ArmRequest) => groups.need(param(request, 'sub'), param(request, 'rg'));
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
    route('GET', '/subscriptions/:sub/resourceGroups', (request) =>
      page(
        request,
        groups
          .inSubscription(param(request, 'sub'))
          .filter(byTag(request.query.get('$filter')))
          .map((group) => groups.body(group)),
        pageSize,
        baseUrl(),
      ),
    ),
    route('HEAD', GROUP, (request) => ({
      status: groups.find(param(request, 'sub'), param(request, 'rg')) ? 204 : 404,
    })),
    route('GET', GROUP, (request) => ok(groups.body(need(request))), 'group-get'),
    route('PUT', GROUP, putGroup, 'group-put'),
    route('PATCH', GROUP, patchGroup),
    route('DELETE', GROUP, (request) => deletion.begin(need(request)), 'group-delete'),
    route('GET', `${GROUP}/resources`, (request) => resources(request, [need(request)]), 'group-resources'),
    route('GET', '/subscriptions/:sub/resources', (request) =>
      resources(request, groups.inSubscription(param(request, 'sub'))),
    ),
    route('GET', '/subscriptions/:sub/operationresults/:job', (request) => deletion.result(request)),
    route('GET', '/subscriptions/:sub/providers', (request) => ok({ value: providers.bodies(param(request, 'sub')) })),
    route('GET', '/subscriptions/:sub/providers/:namespace', (request) =>
      ok(providers.body(param(request, 'sub'), param(request, 'namespace'))),
    ),
    route('POST', '/subscriptions/:sub/providers/:namespace/register', (request) =>
      ok(providers.register(param(request, 'sub'), param(request, 'namespace'))),
    ),
  ];
}
