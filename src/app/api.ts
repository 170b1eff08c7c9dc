import { setTimeout as pause } from 'node:timers/promises';
import { createAuthenticator } from '../adapters/http/authenticator.ts';
import { defaultTiming, type HttpDeps } from '../adapters/http/deps.ts';
import { limited } from '../adapters/http/request/time-limit.ts';
import { createServer } from '../adapters/http/server.ts';
import { watchIntake } from '../adapters/redis/intake.ts';
import { createKeyStore } from '../adapters/redis/key-store.ts';
import { redisCheck } from '../adapters/redis/readiness.ts';
import { createLogger } from '../adapters/telemetry/log.ts';
import type { Config } from '../config.ts';
import { post } from '../notify/post.ts';
import type { Intake } from '../ports.ts';
import { describePlugin } from '../provisioning/cni/index.ts';
import { cniSchema, orderSchema } from '../provisioning/order-schema.ts';
import type { Draft } from '../provisioning/rules/draft.ts';
import { checkCni, checkOrder } from '../provisioning/rules/index.ts';
import { amendCluster } from '../usecases/amend-cluster.ts';
import { cancelJob } from '../usecases/cancel-job.ts';
import { changeCni } from '../usecases/change-cni.ts';
import { createEndpoint } from '../usecases/create-endpoint.ts';
import { deleteCluster } from '../usecases/delete-cluster.ts';
import { deleteEndpoint } from '../usecases/delete-endpoint.ts';
import { pingEndpoint } from '../usecases/ping-endpoint.ts';
import { requestCluster } from '../usecases/request-cluster.ts';
import { retryJob } from '../usecases/retry-job.ts';
import { updateEndpoint } from '../usecases/update-endpoint.ts';
import { validateOrder } from '../usecases/validate-order.ts';
import { version } from '../version.ts';
import { type Base, clock, createBase, dayMs, ids, inMs, type Running } from './base.ts';
import { keepDeclared } from './declaration.ts';
import { createDurability } from './durability.ts';
import { createOperator } from './operator.ts';
import { tellOfPauses } from './pauses-in-force.ts';
import { refuseUnfitStore } from './store-check.ts';

/** How long requests in flight may still take once nothing new is accepted. Longer than any takes by itself but a ping. */
const inFlightMs = 8_000;

/** The API: accepts orders and answers questions. It does no long work itself. */
export async function startApi(config: Config): Promise<Running> {
  const { env } = config;
  const log = createLogger(env.LOG_LEVEL, { role: 'api', instance: env.SLIPWAY_INSTANCE });
  const base = createBase(config, 'api', log);
  const durability = createDurability(config, log);
  const look = redisCheck(base.redis, config.durability);
  const unfit = refuseUnfitStore(base, look);
  const keys = createKeyStore(base.redis, env.SLIPWAY_KEY_PEPPER);
  const declared = keepDeclared(base, keys);
  await unfit;
  const intake = watchIntake(base.redis, {
    ...config.durability,
    fullPercent: env.SLIPWAY_REDIS_FULL_PERCENT,
    clock,
    log,
  });
  const stop = new AbortController();
  const server = await createServer(
    httpDeps(base, {
      authenticate: createAuthenticator(keys, clock, log, declared.awaits),
      durability,
      intake,
      ready: tellOfPauses(look, base.pauses),
      stopping: stop.signal,
    }),
  );
  // Who is told that we are ready may use the key at once; without Redis there is nothing to wait for.
  await declared.first;
  const url = await server.listen({ host: env.HOST, port: env.PORT });
  return {
    url,
    async close() {
      log.info({}, 'stopping: callers are sent elsewhere');
      stop.abort();
      await pause(inMs(env.SLIPWAY_DRAIN_SECONDS));
      const cut = setTimeout(() => server.server.closeAllConnections(), inFlightMs);
      await server.close();
      clearTimeout(cut);
      declared.stop();
      intake.close();
      durability.close();
      await base.wakeUps.close();
      await base.kube.close();
      base.redis.disconnect();
    },
  };
}

function httpDeps(
  base: Base,
  { intake, ...own }: Pick<HttpDeps, 'authenticate' | 'durability' | 'ready' | 'stopping'> & { intake: Intake },
): HttpDeps {
  const { config, log, store, webhooks, wakeUps, sender, catalogue } = base;
  const { env, publicUrl } = config;
  const common = { clock, ids, log, publicUrl };
  const jobs = {
    ...common,
    store,
    wakeUps,
    intake,
    pauses: base.pauses,
    factCache: base.factCache,
    accountsOf: config.accountsOf,
    resolveCni: base.resolveCni,
    idempotencyMs: dayMs,
  };
  const endpoints = {
    ...common,
    store: limited(webhooks, defaultTiming.storeLimitMs),
    sender,
    post: post({ sender, clock }),
  };
  return {
    ...own,
    publicUrl,
    version,
    cursorSecret: config.secretKey?.toString('base64') ?? env.SLIPWAY_KEY_PEPPER,
    ...(config.trustProxy.length > 0 ? { trustProxy: config.trustProxy } : {}),
    timing: { retryAfterRunning: Math.max(1, Math.round(env.SLIPWAY_ARM_POLL_SECONDS / 2)) },
    store,
    webhooks,
    operator: createOperator(base),
    kube: base.kube,
    privateReach: config.privateReach,
    orderSchema: orderSchema(catalogue),
    cniSchema: cniSchema(catalogue),
    cniPlugins: [...catalogue.values()].map(describePlugin),
    // What broke the schema has been taken out of the body before it comes here.
    checkOrder: (body) => checkOrder(catalogue, body as Draft),
    checkCni: (cluster, body) => checkCni(catalogue, cluster, body as Draft['cni']),
    log,
    clock,
    requestCluster: requestCluster(jobs),
    validateOrder: validateOrder({ ...jobs, ...base, instance: env.SLIPWAY_INSTANCE }),
    deleteCluster: deleteCluster(jobs),
    amendCluster: amendCluster(jobs),
    changeCni: changeCni(jobs),
    cancelJob: cancelJob(jobs),
    retryJob: retryJob(jobs),
    createEndpoint: createEndpoint(endpoints),
    updateEndpoint: updateEndpoint(endpoints),
    deleteEndpoint: deleteEndpoint(endpoints),
    pingEndpoint: pingEndpoint(endpoints),
  };
}
