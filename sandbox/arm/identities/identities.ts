import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, list, object, stringMap, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { locationRequired } from '../errors.ts';

const TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities';

export type Identities = ReturnType<typeof createIdentities>;

/** User-assigned identities; their ids say `resourcegroups`, and they are made at once (recordings of 2025 and 2026). */
export function createIdentities(tenantId: string, changed: () => void) {
  const all = new Map<string, JsonObject>();
  const prefix = (subscriptionId: string, group: string) => `/subscriptions/${subscriptionId}/resourcegroups/${group}/`;
  const idOf = (subscriptionId: string, group: string, name: string) =>
    `${prefix(subscriptionId, group)}providers/${TYPE}/${name}`;
  const inGroup = (subscriptionId: string, group: string) => {
    const start = prefix(subscriptionId, group).toLowerCase();
    return [...all].filter(([key]) => key.startsWith(start));
  };

  return {
    find: (subscriptionId: string, group: string, name: string) =>
      all.get(idOf(subscriptionId, group, name).toLowerCase()),
    put(subscriptionId: string, group: string, name: string, body: unknown): { identity: JsonObject; made: boolean } {
      const id = idOf(subscriptionId, group, name);
      const previous = all.get(id.toLowerCase());
      const location = text(object(body)['location']);
      if (location === undefined) {
        throw locationRequired();
      }
      const properties = previous?.['properties'] ?? { tenantId, principalId: randomUUID(), clientId: randomUUID() };
      const tags = stringMap(object(body)['tags']);
      const identity = { location: normalLocation(location), tags, id, name, type: TYPE, properties };
      all.set(id.toLowerCase(), identity);
      changed();
      return { identity, made: previous === undefined };
    },
    remove(subscriptionId: string, group: string, name: string): boolean {
      changed();
      return all.delete(idOf(subscriptionId, group, name).toLowerCase());
    },
    removeGroup(subscriptionId: string, group: string): void {
      for (const [key] of inGroup(subscriptionId, group)) all.delete(key);
      changed();
    },
    all: () => [...all.values()],
    /** The identity of an id in any case. */
    byId: (id: string) => all.get(id.toLowerCase()),
    /** Whether the directory knows an identity by this object id. */
    isPrincipal: (objectId: string) =>
      [...all.values()].some(({ properties }) => object(properties)['principalId'] === objectId),
    retag(identity: JsonObject, tags: Record<string, string>): void {
      identity['tags'] = tags;
      changed();
    },
    inSubscription: (subscriptionId: string) =>
      [...all].filter(([key]) => key.startsWith(`/subscriptions/${subscriptionId}/`)).map(([, identity]) => identity),
    inGroup: (subscriptionId: string, group: string) => inGroup(subscriptionId, group).map(([, identity]) => identity),
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot).filter(isObject)) all.set(`${item['id']}`.toLowerCase(), item);
    },
  };
}
