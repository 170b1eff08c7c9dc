import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { isObject, object, stringMap, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { armError, locationRequired } from '../errors.ts';
import type { Pager } from '../paging.ts';
import { REGION_NAMES } from '../regions.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import type { GroupContents } from './contents.ts';
import type { GroupDeletion } from './deletion.ts';
import type { Groups, ResourceGroup } from './groups.ts';
import { resourceFilter } from './resource-filter.ts';

export interface GroupRouteParts {
  groups: Groups;
  contents: GroupContents;
  deletion: GroupDeletion;
  page: Pager;
}

const GROUP = '/subscriptions/:sub/resourceGroups/:rg';

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

/** Resource groups, and lists of all that is in them. */
export function groupRoutes({ groups, contents, deletion, page }: GroupRouteParts): Route<ArmHandle>[] {
  const route = routesAs('group');
  const ok = (body: unknown): Reply => ({ status: 200, body });
  const need = (request: ArmRequest) => groups.need(param(request, 'sub'), param(request, 'rg'));

  function putGroup(request: ArmRequest): Reply {
    const [subscriptionId, name] = [param(request, 'sub'), param(request, 'rg')];
    const body = object(request.body);
    const location = text(body['location']);
    checkGroupName(name);
    if (location === undefined) {
      throw locationRequired();
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

  function resources(request: ArmRequest, within: ResourceGroup[]): Reply {
    const found = within
      .flatMap((group) => contents.list(group, request.apiVersion))
      .filter(resourceFilter(request.query.get('$filter')));
    return page(request, found);
  }

  return [
    route('GET', '/subscriptions/:sub/resourceGroups', (request) =>
      page(
        request,
        groups
          .inSubscription(param(request, 'sub'))
          .filter(byTag(request.query.get('$filter')))
          .map((group) => groups.body(group)),
      ),
    ),
    route('HEAD', GROUP, (request) => ({
      status: groups.find(param(request, 'sub'), param(request, 'rg')) ? 204 : 404,
    })),
    routesAs('group-get')('GET', GROUP, (request) => ok(groups.body(need(request)))),
    routesAs('group-put')('PUT', GROUP, putGroup),
    route('PATCH', GROUP, patchGroup),
    routesAs('group-delete')('DELETE', GROUP, (request) => deletion.begin(need(request))),
    routesAs('group-resources')('GET', `${GROUP}/resources`, (request) => resources(request, [need(request)])),
    route('GET', '/subscriptions/:sub/resources', (request) =>
      resources(request, groups.inSubscription(param(request, 'sub'))),
    ),
    route('GET', '/subscriptions/:sub/operationresults/:job', (request) => deletion.result(request)),
  ];
}
