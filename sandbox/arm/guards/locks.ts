import { type JsonObject, list, object, text } from '../../json.ts';
import { armError } from '../errors.ts';

interface Lock {
  /** The subscription or resource group that it is on. */
  scope: string;
  name: string;
  level: 'ReadOnly' | 'CanNotDelete';
  notes: string;
}

export type Locks = ReturnType<typeof createLocks>;

/** Management locks on subscriptions and resource groups; each holds for all that is below. */
export function createLocks(changed: () => void) {
  const all = new Map<string, Lock>();
  const key = (scope: string, name: string) => `${scope}/${name}`.toLowerCase();
  const holding = (path: string) =>
    [...all.values()].filter(({ scope }) => `${path}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase()));

  return {
    at: (scope: string) => [...all.values()].filter((one) => one.scope.toLowerCase() === scope.toLowerCase()),
    put(scope: string, name: string, sent: unknown): JsonObject {
      const { level, notes } = object(object(sent)['properties']);
      if (level !== 'ReadOnly' && level !== 'CanNotDelete') {
        throw armError(400, 'InvalidLockLevel', `The lock level '${level}' is not valid.`);
      }
      const lock: Lock = { scope, name, level, notes: text(notes) ?? '' };
      all.set(key(scope, name), lock);
      changed();
      return this.body(lock);
    },
    remove: (scope: string, name: string): boolean => {
      changed();
      return all.delete(key(scope, name));
    },
    body: ({ scope, name, level, notes }: Lock): JsonObject => ({
      properties: { level, notes },
      id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
      type: 'Microsoft.Authorization/locks',
      name,
    }),
    /** Resource Manager's refusal of a request that a lock forbids; locks themselves can always be taken away. */
    check(method: string, path: string): void {
      if (method === 'GET' || method === 'HEAD' || /\/providers\/Microsoft\.Authorization\/locks\//i.test(path)) return;
      // A POST is a read as far as a lock goes, but for those that list keys: none of them is locked here.
      if (method === 'POST') return;
      const held = holding(path).filter(({ level }) => level === 'ReadOnly' || method === 'DELETE');
      if (held.length === 0) return;
      const scopes = [...new Set(held.map(({ scope }) => `'${scope}'`))].join(',');
      throw armError(
        409,
        'ScopeLocked',
        `The scope '${path}' cannot perform ${method === 'DELETE' ? 'delete' : 'write'} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
      );
    },
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const lock = item as Lock;
        all.set(key(lock.scope, lock.name), lock);
      }
    },
  };
}
