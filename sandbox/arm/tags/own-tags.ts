import { list, object, stringMap } from '../../json.ts';

export type OwnTags = ReturnType<typeof createOwnTags>;

/** What a subscription has of tags itself: those on it, and the names and values that somebody has laid down beforehand. */
export function createOwnTags(changed: () => void) {
  const subscriptions = new Map<string, Record<string, string>>();
  /** Values by name, by subscription. */
  const predefined = new Map<string, Map<string, string[]>>();
  const namesOf = (subscriptionId: string) => predefined.get(subscriptionId) ?? new Map<string, string[]>();
  const known = (subscriptionId: string, name: string) =>
    [...namesOf(subscriptionId).keys()].find((one) => one.toLowerCase() === name.toLowerCase());

  return {
    of: (subscriptionId: string) => subscriptions.get(subscriptionId) ?? {},
    put(subscriptionId: string, tags: Record<string, string>): void {
      subscriptions.set(subscriptionId, tags);
      changed();
    },
    predefined: (subscriptionId: string) => namesOf(subscriptionId),
    /** Lays a name down, with a value of it or without. @returns whether it is new */
    predefine(subscriptionId: string, sent: string, value?: string): boolean {
      const name = known(subscriptionId, sent) ?? sent;
      const names = namesOf(subscriptionId);
      const values = names.get(name);
      const isNew = value === undefined ? values === undefined : !values?.includes(value);
      if (isNew) {
        names.set(name, [...(values ?? []), ...(value === undefined ? [] : [value])]);
        predefined.set(subscriptionId, names);
        changed();
      }
      return isNew;
    },
    /** Takes a name back with its values, or one value. @returns whether it was there */
    forget(subscriptionId: string, sent: string, value?: string): boolean {
      const name = known(subscriptionId, sent);
      const names = namesOf(subscriptionId);
      const values = names.get(name ?? '');
      if (name === undefined || values === undefined || (value !== undefined && !values.includes(value))) return false;
      if (value === undefined) names.delete(name);
      else {
        names.set(
          name,
          values.filter((one) => one !== value),
        );
      }
      changed();
      return true;
    },
    snapshot: () => ({
      subscriptions: Object.fromEntries(subscriptions),
      predefined: Object.fromEntries([...predefined].map(([id, names]) => [id, Object.fromEntries(names)])),
    }),
    restore(snapshot: unknown): void {
      for (const [id, tags] of Object.entries(object(object(snapshot)['subscriptions']))) {
        subscriptions.set(id, stringMap(tags));
      }
      for (const [id, names] of Object.entries(object(object(snapshot)['predefined']))) {
        const values = Object.entries(object(names)).map(([name, all]) => [name, list(all).map(String)] as const);
        predefined.set(id, new Map(values));
      }
    },
  };
}
