import { createHash } from 'node:crypto';
import type { ApiKeyRecord, Principal } from '../../model/principal.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Clock, KeyStore, Log } from '../../ports.ts';

/** How long a key is believed without asking the store: a revocation takes hold within it. */
const cacheMs = 30_000;
/** Shorter for a key that is not known: it may be made the next moment. */
const unknownMs = 1_000;
const touchMs = 60_000;
/** Most keys remembered; unknown ones are remembered too, so that guessing costs the store little. */
const cacheSize = 10_000;

interface Remembered {
  record: ApiKeyRecord | undefined;
  until: number;
  touchAt: number;
}

/**
 * Finds out who holds a key.
 * @param awaits whether a key that the store does not hold is on its way there, as after the store was emptied: to be told
 *   that it is not valid would make its holder throw it away
 */
export function createAuthenticator(
  store: Pick<KeyStore, 'find' | 'touch'>,
  clock: Pick<Clock, 'now'>,
  log: Log,
  awaits: (key: string) => boolean = () => false,
): (key: string) => Promise<Principal | undefined> {
  const cache = new Map<string, Remembered>();

  async function look(key: string, id: string, now: number): Promise<Remembered> {
    const record = await store.find(key);
    if (!record && awaits(key)) throw notYet();
    const entry = { record, until: now + (record ? cacheMs : unknownMs), touchAt: cache.get(id)?.touchAt ?? 0 };
    if (cache.size >= cacheSize) cache.clear();
    cache.set(id, entry);
    return entry;
  }

  return async (key) => {
    const now = clock.now();
    // Keys are not kept, not even in memory.
    const id = createHash('sha256').update(key).digest('base64');
    const cached = cache.get(id);
    const entry = cached && cached.until > now ? cached : await look(key, id, now);
    const { record } = entry;
    if (!record || record.revokedAt !== undefined) return undefined;
    if (record.expiresAt !== undefined && Date.parse(record.expiresAt) <= now) return undefined;
    if (entry.touchAt <= now) {
      entry.touchAt = now + touchMs;
      store.touch(key, new Date(now).toISOString()).catch((error: unknown) => {
        log.warn({ key: record.id, err: error }, 'the use of a key was not noted');
      });
    }
    return { id: record.id.replace('_', ':'), tenant: record.tenant, scopes: record.scopes };
  };
}

function notYet(): ProblemError {
  const detail = 'Redis does not hold this key yet, and will in a moment.';
  return new ProblemError(problem('dependency-unavailable', detail), { retryAfterMs: 1_000 });
}
