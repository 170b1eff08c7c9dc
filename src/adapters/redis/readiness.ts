import type { RedisClient } from './client.ts';
import { type DurabilityPromise, type DurabilitySettings, faultsOf, promiseOf } from './promise.ts';
import { factsReader } from './server-facts.ts';

export interface Readiness {
  ok: boolean;
  /** Why Slipway must not work with this Redis; empty too while it does not answer. */
  faults: string[];
  /** What a 202 is worth; absent while Redis does not answer. */
  promise?: DurabilityPromise;
  checks: { redis: { ok: boolean; detail?: string } };
}

/** Makes the check behind `/readyz`: whether Redis answers, may be worked with, and what it makes Slipway promise. */
export function redisCheck(redis: RedisClient, settings: DurabilitySettings): () => Promise<Readiness> {
  const facts = factsReader(redis);
  const unready = (detail: string, faults: string[] = []): Readiness => ({
    ok: false,
    faults,
    checks: { redis: { ok: false, detail } },
  });
  return async () => {
    // INFO is let through to a server that still loads its data; nothing else is.
    if (redis.status !== 'ready') return unready('Redis is not ready');
    try {
      const servers = await facts();
      const faults = faultsOf(servers, settings);
      if (faults.length > 0) return unready(faults.join('; '), faults);
      return { ok: true, faults, promise: promiseOf(servers, settings), checks: { redis: { ok: true } } };
    } catch {
      return unready('Redis does not answer');
    }
  };
}
