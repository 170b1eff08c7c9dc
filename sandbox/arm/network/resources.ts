import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, list, object, stringMap, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { armError, locationRequired } from '../errors.ts';
import { defaultSecurityRules } from './security-rules.ts';

/** What a kind adds to the properties that it was sent, and the member that lists its children, with what it adds to those. */
interface Kind {
  child?: string;
  childDefaults?: JsonObject;
  /** Children that live apart: a PUT keeps them, their parent tells how many there are, and it goes after them. */
  counts?(children: JsonObject[]): JsonObject;
  defaults(body: JsonObject): JsonObject;
}

const NETWORK = 'Microsoft.Network';

/** The resources that a subnet refers to, and the addresses that a NAT gateway does. */
const KINDS: Record<string, Kind> = {
  networkSecurityGroups: { child: 'securityRules', defaults: () => ({}) },
  routeTables: {
    child: 'routes',
    childDefaults: { hasBgpOverride: false },
    defaults: () => ({ disableBgpRoutePropagation: false }),
  },
  natGateways: { defaults: () => ({ idleTimeoutInMinutes: 4 }) },
  publicIPAddresses: { defaults: () => ({ publicIPAddressVersion: 'IPv4', idleTimeoutInMinutes: 4 }) },
  privateDnsZones: {
    child: 'virtualNetworkLinks',
    childDefaults: { registrationEnabled: false, virtualNetworkLinkState: 'Completed' },
    counts: (links) => ({
      numberOfVirtualNetworkLinks: links.length,
      numberOfVirtualNetworkLinksWithRegistration: links.filter(
        ({ properties }) => object(properties)['registrationEnabled'] === true,
      ).length,
    }),
    defaults: () => ({ maxNumberOfRecordSets: 25_000, numberOfRecordSets: 1, maxNumberOfVirtualNetworkLinks: 1_000 }),
  },
  publicIPPrefixes: { defaults: () => ({ publicIPAddressVersion: 'IPv4', prefixLength: 28 }) },
};

/** The types that are served here, as Azure names them: `routeTables`. */
export const NETWORK_KINDS = Object.keys(KINDS);

/** What a kind calls the children that have paths of their own: `routes`. */
export const childOf = (kind: string): string | undefined => KINDS[kind]?.child;

/** One such resource as it is kept; `body` is what callers see of it. */
export interface NetworkResource {
  id: string;
  kind: string;
  subscriptionId: string;
  group: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  sku?: JsonObject;
  properties: JsonObject;
  etag: string;
}

export type NetworkResources = ReturnType<typeof createNetworkResources>;

/**
 * Network security groups, route tables, NAT gateways, public addresses and prefixes; made at once, and every property
 * that was sent is kept.
 * @param usedBy ids of the subnets that refer to a resource: Azure shows them at it, and deletes none that is in use
 */
export function createNetworkResources(usedBy: (id: string) => string[], changed: () => void) {
  const all = new Map<string, NetworkResource>();
  const idOf = (kind: string, subscriptionId: string, group: string, name: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${NETWORK}/${kind}/${name}`;

  /** The children of a resource as they are shown; none for a kind that has none. */
  function children({ id, kind, etag, properties }: NetworkResource): JsonObject[] {
    const { child = '', childDefaults, counts } = KINDS[kind] ?? {};
    return list(properties[child]).map((item) => {
      const { name, tags, properties: own } = object(item);
      return {
        name,
        id: `${id}/${child}/${name}`,
        etag,
        type: `${NETWORK}/${kind}/${child}`,
        ...(counts === undefined ? {} : { location: 'global', tags: stringMap(tags) }),
        properties: { provisioningState: 'Succeeded', ...childDefaults, ...object(own) },
      };
    });
  }

  /** What a resource shows of its children: themselves, or how many they are. */
  function childrenIn(resource: NetworkResource): JsonObject {
    const { child, counts } = KINDS[resource.kind] ?? {};
    if (child === undefined) return {};
    const shown = children(resource);
    return counts === undefined ? { [child]: shown } : { [child]: undefined, ...counts(shown) };
  }

  function body(resource: NetworkResource): JsonObject {
    const { id, kind, name, location, tags, sku, etag, properties } = resource;
    const users = usedBy(id).map((subnet) => ({ id: subnet }));
    return {
      name,
      id,
      etag,
      type: `${NETWORK}/${kind}`,
      location,
      tags,
      ...(sku === undefined ? {} : { sku }),
      properties: {
        provisioningState: 'Succeeded',
        ...properties,
        ...childrenIn(resource),
        ...(kind === 'networkSecurityGroups' ? { defaultSecurityRules: defaultSecurityRules(id, etag) } : {}),
        ...(users.length === 0 ? {} : { subnets: users }),
      },
    };
  }

  return {
    body,
    find: (kind: string, subscriptionId: string, group: string, name: string) =>
      all.get(idOf(kind, subscriptionId, group, name).toLowerCase()),
    byId: (id: string) => all.get(id.toLowerCase()),
    put(kind: string, subscriptionId: string, group: string, name: string, sent: JsonObject) {
      const id = idOf(kind, subscriptionId, group, name);
      const previous = all.get(id.toLowerCase());
      const location = text(sent['location']);
      if (location === undefined) {
        throw locationRequired();
      }
      const resource: NetworkResource = {
        id: previous?.id ?? id,
        kind,
        subscriptionId,
        group,
        name: previous?.name ?? name,
        location: normalLocation(location),
        tags: stringMap(sent['tags']),
        ...(isObject(sent['sku']) ? { sku: sent['sku'] } : {}),
        properties: {
          resourceGuid: previous?.properties['resourceGuid'] ?? randomUUID(),
          ...(kind === 'publicIPAddresses'
            ? { ipAddress: previous?.properties['ipAddress'] ?? address(all.size) }
            : {}),
          ...KINDS[kind]?.defaults(sent),
          ...object(sent['properties']),
          ...keptChildren(kind, previous),
        },
        etag: `W/"${randomUUID()}"`,
      };
      all.set(id.toLowerCase(), resource);
      changed();
      return { resource, made: previous === undefined };
    },
    retag(resource: NetworkResource, tags: Record<string, string>): void {
      resource.tags = tags;
      resource.etag = `W/"${randomUUID()}"`;
      changed();
    },
    children,
    /** Puts a child, or takes it away when nothing is sent of it; answers whether there was one. */
    putChild(resource: NetworkResource, name: string, sent: JsonObject | undefined): boolean {
      const child = childOf(resource.kind) ?? '';
      const before = list(resource.properties[child]).map(object);
      const others = before.filter((one) => `${one['name']}`.toLowerCase() !== name.toLowerCase());
      resource.properties[child] = sent === undefined ? others : [...others, { ...sent, name }];
      resource.etag = `W/"${randomUUID()}"`;
      changed();
      return others.length < before.length;
    },
    inSubscription: (subscriptionId: string, kind: string) =>
      [...all.values()].filter((one) => one.subscriptionId === subscriptionId && one.kind === kind),
    /** Azure deletes nothing that a subnet still refers to, and no zone that is linked. */
    remove(resource: NetworkResource): void {
      const [nested] = KINDS[resource.kind]?.counts === undefined ? [] : children(resource);
      if (nested !== undefined) {
        throw armError(
          409,
          'CannotDeleteResource',
          `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${nested['id']}'. Please delete all nested resources before deleting this resource.`,
        );
      }
      const [user] = usedBy(resource.id);
      if (user !== undefined) {
        const kind = resource.kind.replace(/^./, (first) => first.toUpperCase()).replace(/s$/, '');
        throw armError(
          400,
          `InUse${kind}CannotBeDeleted`,
          `${kind} ${resource.id} cannot be deleted because it is in use by the following resources: ${user}.`,
        );
      }
      all.delete(resource.id.toLowerCase());
      changed();
    },
    inGroup: (subscriptionId: string, group: string) =>
      [...all.values()].filter(
        (one) => one.subscriptionId === subscriptionId && one.group.toLowerCase() === group.toLowerCase(),
      ),
    removeGroup(subscriptionId: string, group: string): void {
      for (const { id } of this.inGroup(subscriptionId, group)) all.delete(id.toLowerCase());
      changed();
    },
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const resource = item as NetworkResource;
        all.set(resource.id.toLowerCase(), resource);
      }
    },
  };
}

/** Children that a PUT of their parent says nothing of. */
function keptChildren(kind: string, previous: NetworkResource | undefined): JsonObject {
  const { child = '', counts } = KINDS[kind] ?? {};
  return counts === undefined ? {} : { [child]: list(previous?.properties[child]) };
}

/** Of the range that is kept for documentation. */
const address = (index: number) => `203.0.113.${(index % 254) + 1}`;
