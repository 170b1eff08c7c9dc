import { force } from '../engine/force.ts';
import { deleteCluster } from '../usecases/delete-cluster.ts';
import { forceJob } from '../usecases/operator/force-job.ts';
import type { Operator } from '../usecases/operator/index.ts';
import { inventoryVerbs } from '../usecases/operator/inventory.ts';
import { listJobs } from '../usecases/operator/list-jobs.ts';
import { pause } from '../usecases/operator/pause.ts';
import { resume } from '../usecases/operator/resume.ts';
import { type Base, clock, dayMs, ids, inMs, leaseOf } from './base.ts';

/** From how many failed tries in a row on, and after how many quiet minutes, an operator should look. */
const suspiciousTries = 4;
const quietMs = 15 * 60_000;

/** The operator's verbs, for the API and for `npm run ops`. */
export function createOperator(base: Base): Operator {
  const { config, store, wakeUps, pauses, log } = base;
  const { env, publicUrl } = config;
  const run = { store, wakeUps, clock, ids, log, publicUrl, lease: leaseOf(config) };
  // A dead worker's lease must end, and the sweeper come by twice.
  const graceMs = inMs(env.SLIPWAY_LEASE_SECONDS + 2 * env.SLIPWAY_SWEEP_SECONDS);
  return {
    listJobs: listJobs({ store, clock, limits: { graceMs, quietMs, tries: suspiciousTries } }),
    forceJob: forceJob({ force: force(run), log }),
    pauses: pauses.all,
    pause: pause({ pauses, clock, ids, log }),
    resume: resume({ pauses, log }),
    ...inventory(base),
  };
}

function inventory({ config, store, wakeUps, pauses, log, factCache, arm, kube, budgets, resolveCni }: Base) {
  const { accounts, accountsOf, env, publicUrl } = config;
  const cloud = { factCache, accountsOf, resolveCni };
  const jobs = { store, wakeUps, pauses, log, ...cloud, clock, ids, publicUrl, idempotencyMs: dayMs };
  return inventoryVerbs({
    ...{ store, arm, kube, budgets, clock, log, accounts, accountsOf, instance: env.SLIPWAY_INSTANCE },
    // It makes room, and asks for none.
    deleteCluster: deleteCluster({ ...jobs, intake: { state: () => 'open' } }),
  });
}
