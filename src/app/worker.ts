import { join } from 'node:path';
import { startWorker } from '../adapters/bullmq/workers.ts';
import { createHelm } from '../adapters/helm/helm.ts';
import { createBudgets } from '../adapters/redis/budgets.ts';
import { createLogger } from '../adapters/telemetry/log.ts';
import type { Config } from '../config.ts';
import { advance } from '../engine/advance.ts';
import { sweepJobs } from '../engine/sweep.ts';
import { shardCount } from '../model/id.ts';
import { attempt } from '../notify/attempt.ts';
import { fanOut } from '../notify/fan-out.ts';
import { sweepDeliveries, sweepOutbox } from '../notify/sweep.ts';
import { createSteps } from '../provisioning/steps/index.ts';
import { type Base, clock, createBase, ids, inMs, type Running } from './base.ts';

/** The worker: moves jobs on, delivers webhooks, and looks for what was forgotten. */
export async function startWorkers(config: Config): Promise<Running> {
  const { env } = config;
  const log = createLogger(env.LOG_LEVEL, { role: 'worker', instance: env.SLIPWAY_INSTANCE });
  const base = createBase(config, 'worker', log);
  const { redis, webhooks, wakeUps, sender } = base;
  const engine = engineDeps(base);
  const deliver = attempt({ store: webhooks, sender, clock, ids, log });
  const spread = fanOut({ store: webhooks, wakeUps, clock, log });

  const workers = [
    startWorker(redis, log, {
      which: 'provision',
      concurrency: env.SLIPWAY_CONCURRENCY,
      async handle(entry) {
        if ('jobId' in entry) await advance(engine, entry.jobId);
      },
    }),
    startWorker(redis, log, {
      which: 'deliver',
      concurrency: env.SLIPWAY_CONCURRENCY,
      async handle(entry) {
        if ('eventId' in entry) await spread(entry.eventId);
        if (!('deliveryId' in entry)) return;
        const next = await deliver(entry.deliveryId);
        if (next) await wakeUps.delivery(entry.deliveryId, next.wake, next.dueAt);
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
  let sweeping = false;
  const jobs = { store, wakeUps, clock, log, graceMs: everyMs, limit: 200 };
  const wakeEvents = sweepOutbox({ store: webhooks, wakeUps, clock });
  const wakeDeliveries = sweepDeliveries({ store: webhooks, wakeUps, clock });
  async function sweep() {
    if (sweeping) return;
    sweeping = true;
    try {
      await sweepJobs(jobs);
      for (let shard = 0; shard < shardCount; shard += 1) {
        await wakeEvents(shard);
        await wakeDeliveries(shard);
      }
    } catch (err) {
      log.warn({ err }, 'a sweep was cut short; the next goes on');
    } finally {
      sweeping = false;
    }
  }
  void sweep();
  return clock.every(everyMs, () => void sweep());
}
