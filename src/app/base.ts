import type { Logger } from 'pino';
import { createArm } from '../adapters/azure/arm.ts';
import { createCredentials } from '../adapters/azure/credential.ts';
import { createEntraTokens } from '../adapters/azure/entra-tokens.ts';
import { createWakeUps } from '../adapters/bullmq/queues.ts';
import { createKube, type KubeAdapter } from '../adapters/kube/kube.ts';
import { createOrigins } from '../adapters/origins/origins.ts';
import { createBudgets, type Rate } from '../adapters/redis/budgets.ts';
import type { RedisClient } from '../adapters/redis/client.ts';
import type { RedisProfile } from '../adapters/redis/connection.ts';
import { createFactCache } from '../adapters/redis/fact-cache.ts';
import { createJobStore } from '../adapters/redis/job-store.ts';
import { createPauseStore } from '../adapters/redis/pause-store.ts';
import { createReachStore } from '../adapters/redis/reach-store.ts';
import { createWebhookStore } from '../adapters/redis/webhook-store.ts';
import { systemClock, systemIds, trustAlso } from '../adapters/system.ts';
import { createAddressPolicy } from '../adapters/webhook/address-policy.ts';
import { createHttpSender } from '../adapters/webhook/http-sender.ts';
import type { Config } from '../config.ts';
import type { CniOrder } from '../model/order.ts';
import type {
  Arm,
  Budgets,
  FactCache,
  JobStore,
  Origins,
  PauseStore,
  ReachStore,
  Standpoint,
  WakeUps,
  WebhookSender,
  WebhookStore,
} from '../ports.ts';
import { type CniCatalogue, cniCatalogue, resolveCni } from '../provisioning/cni/index.ts';
import { version } from '../version.ts';
import { gated } from './gated-arm.ts';
import { openRedis } from './redis.ts';

export const dayMs = 24 * 60 * 60_000;
export const inMs = (seconds: number) => seconds * 1_000;
/** How long a worker holds a job without renewing, and how often it renews, in milliseconds. */
export const leaseOf = ({ env }: Config) => ({
  durationMs: inMs(env.SLIPWAY_LEASE_SECONDS),
  renewMs: inMs(env.SLIPWAY_LEASE_SECONDS) / 3,
});
export const clock = systemClock;
export const ids = systemIds;

/** A running role: where it listens, if it does, and how to end it. */
export interface Running {
  url?: string;
  close(): Promise<void>;
}

/** What both roles stand on. */
export interface Base {
  config: Config;
  log: Logger;
  redis: RedisClient;
  store: JobStore;
  webhooks: WebhookStore;
  pauses: PauseStore;
  reach: ReachStore;
  wakeUps: WakeUps & { close(): Promise<void> };
  sender: WebhookSender;
  factCache: FactCache;
  arm: Arm;
  budgets: Budgets;
  origins: Origins;
  standpoint: Standpoint;
  kube: KubeAdapter;
  catalogue: CniCatalogue;
  resolveCni(cni: CniOrder): CniOrder;
}

/** Connects to what the role needs; `profile` says how patient it is with Redis. */
export function createBase(config: Config, profile: RedisProfile, log: Logger): Base {
  const { env, accounts, caPem, secretKey } = config;
  const redis = openRedis(config, profile, (err) => log.warn({ err }, 'redis connection'));
  const { cloud } = config;
  if (caPem) trustAlso(caPem);
  const retentionMs = env.SLIPWAY_RETENTION_DAYS * dayMs;
  const budgets = createBudgets(redis, clock, {
    reads: rateOf(env.SLIPWAY_ARM_READS_PER_SECOND),
    writes: rateOf(env.SLIPWAY_ARM_WRITES_PER_SECOND),
  });
  const credentialFor = createCredentials(cloud);
  const throttledMs = inMs(env.SLIPWAY_THROTTLED_SECONDS);
  const arm = gated(createArm({ cloud, accounts, credentialFor, clock, version, throttledMs }), budgets);
  const entra = createEntraTokens({ accounts, credentialFor, application: env.SLIPWAY_AKS_APPLICATION, clock });
  const reach = createReachStore(redis, clock);
  const catalogue = cniCatalogue(config.cniSources);
  const policy = createAddressPolicy({
    allow: config.webhookAllow,
    allowHttp: env.SLIPWAY_WEBHOOK_ALLOW_HTTP,
    development: env.SLIPWAY_WEBHOOK_DEVELOPMENT,
  });
  const sender = createHttpSender({ policy });
  return {
    config,
    log,
    redis,
    store: createJobStore(redis, { retentionMs }),
    webhooks: createWebhookStore(redis, { retentionMs, ...(secretKey ? { secretKey } : {}) }),
    factCache: createFactCache(redis),
    pauses: createPauseStore(redis),
    reach,
    wakeUps: createWakeUps(redis, clock, log),
    sender,
    arm,
    budgets,
    origins: createOrigins({
      // An order names a host of the operator's list, where there is one: the rules then know it as his own.
      refusal: async (url) => {
        const verdict = config.cniSources.chartHosts ? undefined : await policy.check(url);
        return verdict?.type === 'refused' ? verdict.reason : undefined;
      },
      ...(config.chartDirectory ? { chartDirectory: config.chartDirectory } : {}),
    }),
    standpoint: { principal: entra.principal, reach: reach.published, egress: config.egressAddresses },
    kube: createKube({
      kubeconfig: (target, role) => arm.kubeconfig(target, target.group, target.name, role),
      token: entra.token,
      ...(config.pullSecret ? { pullSecret: config.pullSecret } : {}),
      clock,
    }),
    catalogue,
    resolveCni: (cni) => resolveCni(catalogue, cni),
  };
}

const burstSeconds = 10;

function rateOf(perSecond: number): Rate {
  return { perSecond, burst: Math.ceil(perSecond * burstSeconds) };
}
