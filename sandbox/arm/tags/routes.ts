import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import type { JsonObject } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import { type ArmHandle, type ArmRequest, param, routesAs, scopeOf } from '../request.ts';
import { checkCount, patched, tagsIn } from './change.ts';
import type { OwnTags } from './own-tags.ts';
import { createTagged, type Tagged, type TaggedParts } from './tagged.ts';

const SUBSCRIPTION = '/subscriptions/:sub';
const GROUP = `${SUBSCRIPTION}/resourceGroups/:rg`;
const RESOURCE = `${GROUP}/providers/:provider/:type/:resource`;
const NAMES = `${SUBSCRIPTION}/tagNames`;
const TAGS = '/providers/Microsoft.Resources/tags/default';

/** A name of a tag, and how often each of its values is in use. */
interface Counted {
  name: string;
  values: Map<string, number>;
}

/** Tags of whatever has them as a resource of their own, and the names of tags that a subscription knows. */
export function tagRoutes({ ownTags, ...parts }: TaggedParts & { ownTags: OwnTags }): Route<ArmHandle>[] {
  const tagged = createTagged(parts);
  const ok = (body: unknown): Reply => ({ status: 200, body });
  const route = routesAs('other');

  function ofSubscription(request: ArmRequest): Tagged {
    const subscriptionId = param(request, 'sub');
    return { tags: ownTags.of(subscriptionId), retag: (tags) => ownTags.put(subscriptionId, tags) };
  }

  const ofGroup = (request: ArmRequest) => tagged.group(param(request, 'sub'), param(request, 'rg'));

  function ofResource(request: ArmRequest): Tagged {
    ofGroup(request);
    const found = tagged.resource(scopeOf(request));
    if (found !== undefined) return found;
    const type = `${param(request, 'provider')}/${param(request, 'type')}`;
    throw resourceNotFound(type, param(request, 'resource'), param(request, 'rg'));
  }

  const bodyOf = (request: ArmRequest, tags: Record<string, string>): JsonObject => ({
    id: `${scopeOf(request)}${TAGS}`,
    name: 'default',
    type: 'Microsoft.Resources/tags',
    properties: { tags },
  });

  function changed(request: ArmRequest, { retag }: Tagged, tags: Record<string, string>): Reply {
    checkCount(tags);
    retag(tags);
    return ok(bodyOf(request, tags));
  }

  /** By name in lower case; names and values that were laid down beforehand count from nothing. */
  function countsOf(request: ArmRequest): Map<string, Counted> {
    const sub = param(request, 'sub');
    const counts = new Map<string, Counted>();
    const at = (name: string) => {
      const found = counts.get(name.toLowerCase()) ?? { name, values: new Map() };
      counts.set(name.toLowerCase(), found);
      return found.values;
    };
    for (const [name, values] of ownTags.predefined(sub)) {
      for (const value of values) at(name).set(value, 0);
      at(name);
    }
    for (const tags of [ownTags.of(sub), ...tagged.all(sub, request.apiVersion)]) {
      for (const [name, value] of Object.entries(tags)) at(name).set(value, (at(name).get(value) ?? 0) + 1);
    }
    return counts;
  }

  function names(request: ArmRequest): Reply {
    const subscriptionId = param(request, 'sub');
    return ok({ value: [...countsOf(request).values()].map((counted) => nameBody(subscriptionId, counted)) });
  }

  function known(request: ArmRequest): Counted {
    const name = param(request, 'tag');
    return countsOf(request).get(name.toLowerCase()) ?? { name, values: new Map() };
  }

  const predefine = (request: ArmRequest) =>
    ownTags.predefine(param(request, 'sub'), param(request, 'tag'), request.params['value']);
  const forget: ArmHandle['handle'] = (request) => ({
    status: ownTags.forget(param(request, 'sub'), param(request, 'tag'), request.params['value']) ? 200 : 204,
  });

  const scopes = [
    [SUBSCRIPTION, ofSubscription],
    [GROUP, ofGroup],
    [RESOURCE, ofResource],
  ] as const;
  return [
    ...scopes.flatMap(([scope, find]) => [
      route('GET', `${scope}${TAGS}`, (request) => ok(bodyOf(request, find(request).tags))),
      route('PUT', `${scope}${TAGS}`, (request) => changed(request, find(request), tagsIn(request.body))),
      route('PATCH', `${scope}${TAGS}`, (request) => {
        const found = find(request);
        return changed(request, found, patched(found.tags, request.body));
      }),
      route('DELETE', `${scope}${TAGS}`, (request) => {
        find(request).retag({});
        return { status: 200 };
      }),
    ]),
    route('GET', NAMES, names),
    route('PUT', `${NAMES}/:tag`, (request) => ({
      status: predefine(request) ? 201 : 200,
      body: nameBody(param(request, 'sub'), known(request)),
    })),
    route('DELETE', `${NAMES}/:tag`, forget),
    route('PUT', `${NAMES}/:tag/tagValues/:value`, (request) => {
      const status = predefine(request) ? 201 : 200;
      const { name, values } = known(request);
      const value = param(request, 'value');
      return { status, body: valueBody(nameId(param(request, 'sub'), name), value, values.get(value) ?? 0) };
    }),
    route('DELETE', `${NAMES}/:tag/tagValues/:value`, forget),
  ];
}

const total = (value: number) => ({ type: 'Total', value });

const nameId = (subscriptionId: string, name: string) => `/subscriptions/${subscriptionId}/tagNames/${name}`;

/** A name with its values, as in a recording of 2020. */
function nameBody(subscriptionId: string, { name, values }: Counted): JsonObject {
  const id = nameId(subscriptionId, name);
  return {
    id,
    tagName: name,
    count: total([...values.values()].reduce((sum, count) => sum + count, 0)),
    values: [...values].map(([value, count]) => valueBody(id, value, count)),
  };
}

function valueBody(id: string, value: string, count: number): JsonObject {
  return { id: `${id}/tagValues/${value}`, tagValue: value, count: total(count) };
}
