import { list, object } from '../json.ts';

export type DirectoryGroups = ReturnType<typeof createDirectoryGroups>;

/**
 * The directory's groups, each with the object ids of its members: principals, identities, other groups.
 * @param first those that are there before anybody makes one
 */
export function createDirectoryGroups(first: Record<string, string[]>, changed: () => void) {
  const all = new Map<string, string[]>(Object.entries(first));

  return {
    has: (id: string) => all.has(id.toLowerCase()),
    put(id: string, members: string[]): void {
      all.set(
        id.toLowerCase(),
        members.map((member) => member.toLowerCase()),
      );
      changed();
    },
    /** Every group that somebody is in, by way of other groups too. */
    of(objectId: string): string[] {
      const found = new Set<string>();
      const open = [objectId.toLowerCase()];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        for (const [id, members] of all) {
          if (found.has(id) || !members.includes(member)) continue;
          found.add(id);
          open.push(id);
        }
      }
      return [...found];
    },
    snapshot: () => Object.fromEntries(all),
    restore(snapshot: unknown): void {
      for (const [id, members] of Object.entries(object(snapshot))) all.set(id, list(members).map(String));
    },
  };
}
