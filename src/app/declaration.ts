import { setTimeout as pause } from 'node:timers/promises';
import { createInstallationStore } from '../adapters/redis/installation.ts';
import { hashApiKey } from '../model/api-key.ts';
import { tenantScopes } from '../model/principal.ts';
import type { KeyStore } from '../ports.ts';
import { applyDeclaration } from '../usecases/apply-declaration.ts';
import { type Base, clock, ids } from './base.ts';

/** How long a starting API waits for Redis before it listens all the same, and answers 503. */
const patienceMs = 3_000;
/** How often to look whether Redis has been emptied: one read. */
const lookEveryMs = 2_000;
/** How soon to try again what was refused, because a name did not resolve say. */
const refusedAgainMs = 60_000;

export interface Declared {
  /** When it has been put into Redis, or Redis has been waited for long enough. */
  first: Promise<void>;
  /** Whether this key is named here: if Redis does not hold it, it will in a moment. */
  awaits(key: string): boolean;
  stop(): void;
}

/**
 * Keeps the first key and all that is declared in Redis: puts it there at the start and at every new connection, for the
 * Redis that comes back may be an empty one, and whenever what it left as a mark is gone. Where two processes have
 * different files, as while a new one is rolled out, that of the process started last holds: the other writes nothing.
 */
export function keepDeclared(base: Base, keys: KeyStore): Declared {
  const { redis, config, log, webhooks, sender } = base;
  const installation = createInstallationStore(redis);
  const apply = applyDeclaration({ keys, webhooks, installation, sender, clock, log });
  let work: Promise<void> | undefined;
  const startedAt = new Date(clock.now()).toISOString();
  let againAt = Number.POSITIVE_INFINITY;
  let isNewest = true;

  async function putAll(): Promise<void> {
    const generation = await installation.generation(ids.secret(8).toString('hex'));
    const { applied = '' } = await installation.read();
    isNewest = applied <= startedAt;
    againAt = Number.POSITIVE_INFINITY;
    if (config.declaration && isNewest) {
      const { keys, endpoints } = await apply(config.declaration);
      if (endpoints.refused.length > 0) againAt = clock.now() + refusedAgainMs;
      if (keys.held.length > 0)
        log.warn({ keys: keys.held }, 'declared keys that were made by hand are left as they are');
      if ([keys.written, keys.removed, endpoints.written, endpoints.removed].some((ids) => ids.length > 0)) {
        log.info({ keys, endpoints }, 'declaration applied');
      }
    }
    await ensureFirstKey();
    // If it was emptied in the midst of this, it stays without the mark, and the next look puts all of it there again.
    if (isNewest) await installation.applied(generation, startedAt);
  }

  async function ensureFirstKey(): Promise<void> {
    const { SLIPWAY_API_KEY: key, SLIPWAY_API_KEY_TENANT: tenant } = config.env;
    if (!key) return;
    const createdAt = new Date(clock.now()).toISOString();
    const id = ids.next('key', tenant);
    await keys.ensure({ schema: 1, id, tenant, name: 'first', scopes: [...tenantScopes], createdAt }, key);
  }

  /** Once at a time; what asks meanwhile waits for the one that runs. */
  function put(): Promise<void> {
    work ??= putAll()
      .catch((err: unknown) => log.error({ err }, 'what is declared could not be stored'))
      .finally(() => {
        work = undefined;
      });
    return work;
  }

  async function look(): Promise<void> {
    const { applied = '' } = await installation.read();
    isNewest = applied <= startedAt;
    // Older: it was emptied, and a process with an older file was there first.
    if (applied < startedAt || clock.now() >= againAt) await put();
  }

  const first = new Promise<void>((resolve) => {
    redis.on('ready', () => void put().finally(resolve));
  });
  // While Redis is away there is nothing to see; its return is heard of by itself.
  const stop = clock.every(lookEveryMs, () => void look().catch(() => undefined));
  const { SLIPWAY_API_KEY: firstKey, SLIPWAY_KEY_PEPPER: pepper } = config.env;
  const firstHash = firstKey && hashApiKey(firstKey, pepper);
  const hashes = new Set(config.declaration?.keys.map(({ hash }) => hash));
  function awaits(key: string): boolean {
    const hash = hashApiKey(key, pepper);
    return hash === firstHash || (isNewest && hashes.has(hash));
  }
  return {
    first: Promise.race([first, pause(patienceMs, undefined, { ref: false })]),
    awaits,
    stop,
  };
}
