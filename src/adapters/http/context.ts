import type { HttpDeps, Timing } from './deps.ts';
import { defaultTiming } from './deps.ts';
import { type Cursors, makeCursors } from './reply/cursor.ts';
import { limited } from './request/time-limit.ts';

/** What the routes act through: the dependencies, held to the time that a request may take. */
export interface HttpContext extends Omit<HttpDeps, 'timing'> {
  timing: Timing;
  cursors: Cursors;
}

/**
 * Fills in defaults, and bounds each call to what a request waits for. `limitHandlers` bounds the request as a whole,
 * but not those that wait for more than the store.
 */
export function makeContext(deps: HttpDeps): HttpContext {
  const timing = { ...defaultTiming, ...deps.timing };
  const { authenticate } = limited({ authenticate: deps.authenticate }, timing.storeLimitMs);
  return {
    ...deps,
    authenticate,
    store: limited(deps.store, timing.storeLimitMs),
    webhooks: limited(deps.webhooks, timing.storeLimitMs),
    operator: limited(deps.operator, timing.storeLimitMs),
    durability: limited(deps.durability, timing.storeLimitMs),
    kube: limited(deps.kube, timing.kubeLimitMs),
    timing,
    cursors: makeCursors(deps.cursorSecret),
  };
}
