import { join } from 'node:path';
import { startWorker } from '../adapters/bullmq/workers.ts';
import { createHelm } from '../adapters/helm/helm.ts';
import { createBudgets } from '../adapters/redis/budgets.ts';
import { redisCheck } from '../adapters/redis/readiness.ts';
import { createLogger } from '../adapters/telemetry/log.ts';
import type { Config } from '../config.ts';
import { advance } from '../engine/advance.ts';
import { sweep } from '../engine/sweep.ts';
import { attempt } from '../notify/attempt.ts';
import { fanOut } from '../notify/fan-out.ts';
import { createSteps } from '../provisioning/steps/index.ts';
import { type Base, clock, createBase, ids, inMs, type Running } from './base.ts';
import { refuseUnfitStore } from './store-check.ts';

/** The worker: moves jobs on, delivers webhooks, and looks for what was forgotten. */
export async function startWorkers(config: Config): Promise<Running> {
  const { env } = config;
  const log = createLogger(env.LOG_LEVEL, { role: 'worker', instance: env.SLIPWAY_INSTANCE });
  const base = createBase(config, 'worker', log);
  const { redis, webhooks, wakeUps, sender } = base;
  await refuseUnfitStore(base, redisCheck(redis, config.durability));
  const engine = engineDeps(base);
  const deliver = attempt({ store: webhooks, sender, clock, ids, log, lease: engine.lease });
  const spread = fanOut({ store: webhooks, wakeUps, clock, log });

  const workers = [
    startWorker(redis, log, {
      which: 'provision',
      concurrency: env.SLIPWAY_CONCURRENCY,
      async handle(entry) {
        return 'jobId' in entry ? advance(engine, entry.jobId, entry.wake) : undefined;
      },
    }),
    startWorker(redis, log, {
      which: 'deliver',
      concurrency: env.SLIPWAY_CONCURRENCY,
      async handle(entry) {
        if ('eventId' in entry) await spread(entry.eventId);
        if (!('deliveryId' in entry)) return undefined;
        const next = await deliver(entry.deliveryId);
        if (next) await wakeUps.delivery(entry.deliveryId, next.wake, next.dueAt);
        return undefined;
      },
    }),
  ];
  const stopSweeping = startSweeping(base, inMs(env.SLIPWAY_SWEEP_SECONDS));

  return {
    async close() {
      stopSweeping();
      await Promise.all(workers.map((worker) => worker.close()));
      await wakeUps.close();
      await base.kube.close();
      redis.disconnect();
    },
  };
}

function engineDeps(base: Base) {
  const { config, log, store, wakeUps, arm, kube, catalogue, redis } = base;
  const { env } = config;
  const helm = createHelm({
    helmPath: config.helmPath,
    kubeconfig: (target) => kube.kubeconfig(target),
    cacheDir: join(config.stateDir, 'helm'),
    timeoutMs: inMs(env.SLIPWAY_HELM_SECONDS),
    concurrency: env.SLIPWAY_HELM_CONCURRENCY,
    ...(config.caFile ? { caFile: config.caFile } : {}),
    clock,
    log,
  });
  const lease = { durationMs: inMs(env.SLIPWAY_LEASE_SECONDS), renewMs: inMs(env.SLIPWAY_LEASE_SECONDS) / 3 };
  const steps = createSteps({
    arm,
    versions: base.versions,
    kube,
    helm,
    clock,
    catalogue,
    jobs: store,
    instance: env.SLIPWAY_INSTANCE,
    intervals: {
      armMs: inMs(env.SLIPWAY_ARM_POLL_SECONDS),
      kubeMs: inMs(env.SLIPWAY_KUBE_POLL_SECONDS),
      lateActMs: inMs(env.SLIPWAY_LATE_ACT_SECONDS),
    },
  });
  const burstSeconds = 10;
  const rate = (perSecond: number) => ({ perSecond, burst: Math.ceil(perSecond * burstSeconds) });
  return {
    store,
    wakeUps,
    budgets: createBudgets(redis, clock, {
      reads: rate(env.SLIPWAY_ARM_READS_PER_SECOND),
      writes: rate(env.SLIPWAY_ARM_WRITES_PER_SECOND),
    }),
    clock,
    ids,
    log,
    steps,
    publicUrl: config.publicUrl,
    lease,
    retry: {
      baseMs: inMs(env.SLIPWAY_RETRY_SECONDS),
      capMs: 5 * 60_000,
      busyMs: inMs(env.SLIPWAY_ARM_POLL_SECONDS),
      maxTries: env.SLIPWAY_RETRY_TRIES,
    },
  };
}

/** Every worker looks for what is overdue; the doors see to it that two of them do not wake the same thing. */
function startSweeping({ store, webhooks, wakeUps, log }: Base, everyMs: number): () => void {
  const once = sweep({ clock, log, graceMs: everyMs, pageSize: 200 }, [
    {
      name: 'jobs',
      find: (...which) => store.overdue(...which),
      wake: (id, wake, now) => wakeUps.job(id, wake, now),
    },
    {
      name: 'events',
      find: (...which) => webhooks.overdueEvents(...which),
      wake: (id, wake) => wakeUps.event(id, wake),
    },
    {
      name: 'deliveries',
      find: (...which) => webhooks.overdueDeliveries(...which),
      wake: (id, wake, now) => wakeUps.delivery(id, wake, now),
    },
  ]);
  let sweeping = false;
  async function tick() {
    if (sweeping) return;
    sweeping = true;
    await once();
    sweeping = false;
  }
  void tick();
  return clock.every(everyMs, () => void tick());
}
