import type { HttpDeps, Timing } from './deps.ts';
import { defaultTiming } from './deps.ts';
import { type Cursors, makeCursors } from './reply/cursor.ts';
import { limited } from './request/time-limit.ts';

/** What the routes act through: the dependencies, held to the time that a request may take. */
export interface HttpContext extends Omit<HttpDeps, 'timing'> {
  timing: Timing;
  stopping: AbortSignal;
  cursors: Cursors;
}

/** What `/readyz` says once the process was told to end, so that load balancers send callers elsewhere. */
const notReady = { ok: false, checks: { process: { ok: false, detail: 'The process is stopping' } } };

/**
 * Fills in defaults, and bounds each call to what a request waits for. `limitHandlers` bounds the request as a whole,
 * but not those that wait for more than the store.
 */
export function makeContext(deps: HttpDeps): HttpContext {
  const { stopping = new AbortController().signal } = deps;
  const timing = { ...defaultTiming, ...deps.timing };
  const { authenticate } = limited({ authenticate: deps.authenticate }, timing.storeLimitMs);
  const { validateOrder } = limited({ validateOrder: deps.validateOrder }, timing.azureLimitMs);
  return {
    ...deps,
    authenticate,
    validateOrder,
    store: limited(deps.store, timing.storeLimitMs),
    webhooks: limited(deps.webhooks, timing.storeLimitMs),
    operator: limited(deps.operator, timing.storeLimitMs),
    durability: limited(deps.durability, timing.storeLimitMs),
    kube: limited(deps.kube, timing.kubeLimitMs),
    timing,
    stopping,
    ready: async () => (stopping.aborted ? notReady : deps.ready()),
    cursors: makeCursors(deps.cursorSecret),
  };
}
