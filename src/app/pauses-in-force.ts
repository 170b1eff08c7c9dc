import type { Health } from '../adapters/http/deps.ts';
import { pausables } from '../model/pause.ts';
import type { PauseStore } from '../ports.ts';

/** The same look at readiness, with a word of the pauses in force: whoever is paused is ready all the same. */
export function tellOfPauses(look: () => Promise<Health>, pauses: Pick<PauseStore, 'all'>): () => Promise<Health> {
  return async () => {
    const health = await look();
    if (!health.ok) return health;
    // What cannot be read is no news; that Redis is away is the look's to tell.
    const inForce = await pauses.all().catch(() => []);
    if (inForce.length === 0) return health;
    // How many, and not of whom: the route needs no key.
    const counts = pausables.map((what) => `${inForce.filter((pause) => pause.what === what).length} of ${what}`);
    return { ...health, checks: { ...health.checks, pauses: { ok: true, detail: `In force: ${counts.join(', ')}.` } } };
  };
}
