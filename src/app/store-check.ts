import { setTimeout as pause } from 'node:timers/promises';
import type { Readiness } from '../adapters/redis/readiness.ts';
import type { Base } from './base.ts';

/** How long a start waits for Redis before it goes on without. */
const patienceMs = 3_000;

/**
 * Looks at Redis whenever it has connected, and logs what Slipway promises with it; loudly, if that is little.
 * A Redis that is away at the start is waited for, as after any outage: `/readyz` says 503 meanwhile.
 * @throws Error if it is there and must not be worked with: a start is when somebody looks
 */
export async function refuseUnfitStore({ redis, log }: Pick<Base, 'redis' | 'log'>, look: () => Promise<Readiness>) {
  let told: string | undefined;
  function tell({ faults, promise }: Readiness): void {
    const says = faults.length > 0 ? `Redis must not be used: ${faults.join('; ')}` : promise?.says;
    if (says === undefined || says === told) return;
    told = says;
    if (faults.length > 0) log.error({ faults }, says);
    else if (promise?.word === 'evaluation-only') log.warn({ promise: promise.word }, says);
    else log.info({ promise: promise?.word }, says);
  }
  const first = new Promise<Readiness>((resolve) => {
    redis.on('ready', async () => {
      const seen = await look();
      tell(seen);
      resolve(seen);
    });
  });
  const seen = await Promise.race([first, pause(patienceMs, undefined, { ref: false })]);
  if (seen === undefined) log.warn({}, 'Redis does not answer; it is waited for');
  else if (seen.faults.length > 0) throw new Error(`Redis must not be used: ${seen.faults.join('; ')}`);
}
