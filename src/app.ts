import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { createArm } from './adapters/azure/arm.ts';
import { createCredentials } from './adapters/azure/credential.ts';
import { createWakeUps } from './adapters/bullmq/queues.ts';
import { startWorker } from './adapters/bullmq/workers.ts';
import { createHelm } from './adapters/helm/helm.ts';
import { createAuthenticator } from './adapters/http/authenticator.ts';
import type { HttpDeps } from './adapters/http/deps.ts';
import { createKube } from './adapters/kube/kube.ts';
import { createBudgets } from './adapters/redis/budgets.ts';
import { connectRedis, type RedisProfile } from './adapters/redis/connection.ts';
import { createJobStore } from './adapters/redis/job-store.ts';
import { createKeyStore } from './adapters/redis/key-store.ts';
import { checkRedis } from './adapters/redis/readiness.ts';
import { createVersionCache } from './adapters/redis/version-cache.ts';
import { createWebhookStore } from './adapters/redis/webhook-store.ts';
import { systemClock, systemIds, trustAlso } from './adapters/system.ts';
import { createLogger } from './adapters/telemetry/log.ts';
import { createAddressPolicy } from './adapters/webhook/address-policy.ts';
import { createHttpSender } from './adapters/webhook/http-sender.ts';
import type { Config } from './config.ts';
import { advance } from './engine/advance.ts';
import { sweepJobs } from './engine/sweep.ts';
import { shardCount } from './model/id.ts';
import { scopes } from './model/principal.ts';
import { attempt } from './notify/attempt.ts';
import { fanOut } from './notify/fan-out.ts';
import { post } from './notify/post.ts';
import { sweepDeliveries, sweepOutbox } from './notify/sweep.ts';
import type { Arm, JobStore, Kube, VersionCache, WakeUps, WebhookSender, WebhookStore } from './ports.ts';
import { type CniCatalogue, cniCatalogue } from './provisioning/cni/index.ts';
import { orderSchema } from './provisioning/order-schema.ts';
import type { Draft } from './provisioning/rules/draft.ts';
import { checkOrder } from './provisioning/rules/index.ts';
import { createSteps } from './provisioning/steps/index.ts';
import { cancelJob } from './usecases/cancel-job.ts';
import { createEndpoint } from './usecases/create-endpoint.ts';
import { deleteCluster } from './usecases/delete-cluster.ts';
import { deleteEndpoint } from './usecases/delete-endpoint.ts';
import { pingEndpoint } from './usecases/ping-endpoint.ts';
import { requestCluster } from './usecases/request-cluster.ts';
import { updateEndpoint } from './usecases/update-endpoint.ts';
import { version } from './version.ts';

const dayMs = 24 * 60 * 60_000;
const inMs = (seconds: number) => seconds * 1_000;
/** How long a starting API waits for Redis before it listens all the same, and answers 503. */
const firstKeyPatienceMs = 3_000;
const clock = systemClock;
const ids = systemIds;

/** A running role: where it listens, if it does, and how to end it. */
export interface Running {
  url?: string;
  close(): Promise<void>;
}

/** What both roles stand on. */
interface Base {
  config: Config;
  log: Logger;
  redis: Redis;
  store: JobStore;
  webhooks: WebhookStore;
  wakeUps: WakeUps & { close(): Promise<void> };
  sender: WebhookSender;
  versions: VersionCache;
  arm: Arm;
  kube: Kube & { close(): Promise<void> };
  catalogue: CniCatalogue;
}

function createBase(config: Config, profile: RedisProfile, log: Logger): Base {
  const { env, accounts, caPem, secretKey } = config;
  const redis = connectRedis(env.REDIS_URL, profile, (err) => log.warn({ err }, 'redis connection'));
  const cloud = {
    armEndpoint: env.SLIPWAY_ARM_ENDPOINT,
    disableInstanceDiscovery: !env.SLIPWAY_INSTANCE_DISCOVERY,
    ...(env.SLIPWAY_AUTHORITY_HOST ? { authorityHost: env.SLIPWAY_AUTHORITY_HOST } : {}),
  };
  if (caPem) trustAlso(caPem);
  const arm = createArm({ cloud, accounts, credentialFor: createCredentials(cloud), clock, version });
  const policy = createAddressPolicy({
    allow: config.webhookAllow,
    allowHttp: env.SLIPWAY_WEBHOOK_ALLOW_HTTP,
    development: env.SLIPWAY_WEBHOOK_DEVELOPMENT,
  });
  return {
    config,
    log,
    redis,
    store: createJobStore(redis, { retentionMs: env.SLIPWAY_RETENTION_DAYS * dayMs }),
    webhooks: createWebhookStore(redis, secretKey ? { secretKey } : {}),
    versions: createVersionCache(redis),
    wakeUps: createWakeUps(redis, clock),
    sender: createHttpSender({ policy, ...(caPem ? { ca: caPem } : {}) }),
    arm,
    kube: createKube({ kubeconfig: (target) => arm.kubeconfig(target, target.group, target.name), clock }),
    catalogue: cniCatalogue(config.chartRepositories),
  };
}

/** The API: accepts orders and answers questions. It does no long work itself. */
export async function startApi(config: Config): Promise<Running> {
  const { env } = config;
  const log = createLogger(env.LOG_LEVEL, { role: 'api', instance: env.SLIPWAY_INSTANCE });
  const base = createBase(config, 'api', log);
  const keys = createKeyStore(base.redis, env.SLIPWAY_KEY_PEPPER);
  const declareFirstKey = async () => {
    if (!env.SLIPWAY_API_KEY) return;
    const tenant = env.SLIPWAY_API_KEY_TENANT;
    const createdAt = new Date(clock.now()).toISOString();
    const id = ids.next('key', tenant);
    await keys.ensure({ schema: 1, id, tenant, name: 'first', scopes: [...scopes], createdAt }, env.SLIPWAY_API_KEY);
  };
  const firstKeyDeclared = new Promise<void>((resolve) => {
    // On every connection: the Redis that comes back may be an empty one.
    base.redis.on('ready', () => {
      declareFirstKey()
        .catch((err: unknown) => log.error({ err }, 'the first API key could not be stored'))
        .finally(resolve);
    });
  });
  // Only here: a worker has no use for the HTTP rim, nor for its memory.
  const { createServer } = await import('./adapters/http/server.ts');
  const server = await createServer(httpDeps(base, createAuthenticator(keys, clock, log)));
  // Who is told that we are ready may use the key at once; without Redis there is nothing to wait for.
  await Promise.race([firstKeyDeclared, pause(firstKeyPatienceMs, undefined, { ref: false })]);
  const url = await server.listen({ host: env.HOST, port: env.PORT });
  return {
    url,
    async close() {
      await server.close();
      await base.wakeUps.close();
      await base.kube.close();
      base.redis.disconnect();
    },
  };
}

function httpDeps(base: Base, authenticate: HttpDeps['authenticate']): HttpDeps {
  const { config, log, store, webhooks, wakeUps, sender, catalogue } = base;
  const { env, publicUrl } = config;
  const common = { clock, ids, log, publicUrl };
  const jobs = {
    ...common,
    store,
    wakeUps,
    versions: base.versions,
    accountsOf: config.accountsOf,
    idempotencyMs: dayMs,
  };
  const endpoints = { ...common, store: webhooks, sender, post: post({ sender, clock }) };
  return {
    publicUrl,
    version,
    cursorSecret: config.secretKey?.toString('base64') ?? env.SLIPWAY_KEY_PEPPER,
    ...(config.trustProxy.length > 0 ? { trustProxy: config.trustProxy } : {}),
    timing: { retryAfterRunning: Math.max(1, Math.round(env.SLIPWAY_ARM_POLL_SECONDS / 2)) },
    store,
    webhooks,
    kube: base.kube,
    orderSchema: orderSchema(catalogue),
    cniPlugins: [...catalogue.values()].map(({ schema, plugin, title, description, defaultVersion, readiness }) => ({
      plugin,
      title,
      description,
      ...(defaultVersion ? { defaultVersion } : {}),
      optionsSchema: schema,
      readiness,
    })),
    // What broke the schema has been taken out of the body before it comes here.
    checkOrder: (body) => checkOrder(catalogue, body as Draft),
    authenticate,
    ready: () => checkRedis(base.redis),
    log,
    clock,
    requestCluster: requestCluster(jobs),
    deleteCluster: deleteCluster(jobs),
    cancelJob: cancelJob(jobs),
    createEndpoint: createEndpoint(endpoints),
    updateEndpoint: updateEndpoint(endpoints),
    deleteEndpoint: deleteEndpoint(endpoints),
    pingEndpoint: pingEndpoint(endpoints),
  };
}

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
    retry: { baseMs: inMs(env.SLIPWAY_RETRY_SECONDS), capMs: 5 * 60_000, maxTries: env.SLIPWAY_RETRY_TRIES },
  };
}

/** Every worker looks for what is overdue; the doors see to it that two of them do not wake the same thing. */
function startSweeping({ store, webhooks, wakeUps, log }: Base, everyMs: number): () => void {
  let sweeping = false;
  const jobs = { store, wakeUps, clock, log, graceMs: everyMs, limit: 200 };
  const deliveries = { store: webhooks, wakeUps, clock };
  async function sweep() {
    if (sweeping) return;
    sweeping = true;
    try {
      await sweepJobs(jobs);
      for (let shard = 0; shard < shardCount; shard += 1) {
        await sweepOutbox(deliveries)(shard);
        await sweepDeliveries(deliveries)(shard);
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
