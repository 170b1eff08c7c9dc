import { join } from 'node:path';
import { startWorker } from '../adapters/bullmq/workers.ts';
import { createHelm } from '../adapters/helm/helm.ts';
import { rememberPauses } from '../adapters/redis/pause-store.ts';
import { redisCheck } from '../adapters/redis/readiness.ts';
import { createLogger } from '../adapters/telemetry/log.ts';
import type { Config } from '../config.ts';
import { advance } from '../engine/advance.ts';
import type { EngineDeps } from '../engine/deps.ts';
import { attempt } from '../notify/attempt.ts';
import { fanOut } from '../notify/fan-out.ts';
import type { Helm, Stopping } from '../ports.ts';
import { probeSettings } from '../provisioning/probe/settings.ts';
import { createSteps } from '../provisioning/steps/index.ts';
import { type Base, clock, createBase, ids, inMs, leaseOf, type Running } from './base.ts';
import { publishReach } from './reach.ts';
import { refuseUnfitStore } from './store-check.ts';
import { startSweeping } from './sweeping.ts';

/** How long a stopping worker waits for what is in hand, before it puts it down for another worker to take up. */
const patienceMs = 6_000;

/** How long workers believe that nothing has changed about the pauses. */
const pauseMemoryMs = 1_000;

/** The worker: moves jobs on, delivers webhooks, and looks for what was forgotten. */
export async function startWorkers(config: Config): Promise<Running> {
  const { env } = config;
  const log = createLogger(env.LOG_LEVEL, { role: 'worker', instance: env.SLIPWAY_INSTANCE });
  const base = createBase(config, 'worker', log);
  const { redis, webhooks, wakeUps, sender } = base;
  await refuseUnfitStore(base, redisCheck(redis, config.durability));
  const stop = { asked: new AbortController(), over: new AbortController() };
  const stopping = { asked: stop.asked.signal, over: stop.over.signal };
  const helm = createWorkersHelm(base);
  const engine = engineDeps(base, helm, stopping);
  const deliver = attempt({ store: webhooks, sender, clock, ids, log, lease: engine.lease, stopping: stopping.over });
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
  const stopSweeping = startSweeping(base);
  const stopPublishing = publishReach(base);

  return {
    async close() {
      log.info({}, 'stopping: nothing more is begun');
      stop.asked.abort();
      stopPublishing();
      const patience = setTimeout(() => stop.over.abort(), patienceMs);
      await Promise.all([stopSweeping(), ...workers.map((worker) => worker.close())]);
      clearTimeout(patience);
      await helm.close();
      await wakeUps.close();
      await base.kube.close();
      redis.disconnect();
    },
  };
}

function createWorkersHelm({ config, kube, log }: Base) {
  const { env } = config;
  return createHelm({
    helmPath: config.helmPath,
    kubeconfig: (target) => kube.ownKubeconfig(target),
    cacheDir: join(config.stateDir, 'helm'),
    timeoutMs: inMs(env.SLIPWAY_HELM_SECONDS),
    concurrency: env.SLIPWAY_HELM_CONCURRENCY,
    ...(config.caFile ? { caFile: config.caFile } : {}),
    ...(config.chartDirectory ? { chartDirectory: config.chartDirectory } : {}),
    ...(config.pullSecret ? { registries: config.pullSecret } : {}),
    clock,
    log,
  });
}

function engineDeps(base: Base, helm: Helm, stopping: Stopping): EngineDeps {
  const { config, log, store, wakeUps, arm, kube, catalogue } = base;
  const { env } = config;
  const steps = createSteps({
    arm,
    factCache: base.factCache,
    origins: base.origins,
    standpoint: base.standpoint,
    kube,
    helm,
    clock,
    catalogue,
    jobs: store,
    instance: env.SLIPWAY_INSTANCE,
    privateReach: config.privateReach,
    probe: probeSettings(config.cniSources, env.SLIPWAY_PROBE_IMAGE),
    intervals: {
      armMs: inMs(env.SLIPWAY_ARM_POLL_SECONDS),
      kubeMs: inMs(env.SLIPWAY_KUBE_POLL_SECONDS),
      lateActMs: inMs(env.SLIPWAY_LATE_ACT_SECONDS),
      patienceMs: inMs(env.SLIPWAY_PATIENCE_SECONDS),
    },
  });
  return {
    store,
    wakeUps,
    pauses: rememberPauses(base.pauses, clock, pauseMemoryMs),
    budgets: base.budgets,
    clock,
    ids,
    log,
    steps,
    stopping,
    publicUrl: config.publicUrl,
    lease: leaseOf(config),
    retry: {
      baseMs: inMs(env.SLIPWAY_RETRY_SECONDS),
      capMs: 5 * 60_000,
      busyMs: inMs(env.SLIPWAY_ARM_POLL_SECONDS),
      maxTries: env.SLIPWAY_RETRY_TRIES,
    },
  };
}
