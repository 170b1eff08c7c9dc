import type { HttpDeps, Timing } from './deps.ts';
import { defaultTiming } from './deps.ts';
import { type Cursors, makeCursors } from './reply/cursor.ts';
import { limited } from './request/time-limit.ts';

/** What the routes act through: the dependencies, held to the time that a request may take. */
export interface HttpContext extends Omit<HttpDeps, 'timing'> {
  timing: Timing;
  cursors: Cursors;
}

/** Fills in defaults, and puts the time limit around whatever waits for the store alone. */
export function makeContext(deps: HttpDeps): HttpContext {
  const timing = { ...defaultTiming, ...deps.timing };
  const { store, webhooks, requestCluster, deleteCluster, cancelJob, authenticate } = deps;
  const storeBound = limited({ requestCluster, deleteCluster, cancelJob, authenticate }, timing.storeLimitMs);
  return {
    ...deps,
    requestCluster: storeBound.requestCluster,
    deleteCluster: storeBound.deleteCluster,
    cancelJob: storeBound.cancelJob,
    authenticate: storeBound.authenticate,
    store: limited(store, timing.storeLimitMs),
    webhooks: limited(webhooks, timing.storeLimitMs),
    operator: limited(deps.operator, timing.storeLimitMs),
    kube: limited(deps.kube, timing.kubeLimitMs),
    timing,
    cursors: makeCursors(deps.cursorSecret),
  };
}
