import type { FastifyBaseLogger } from 'fastify';
import type { TSchema } from 'typebox';
import type { Cluster } from '../../model/cluster.ts';
import type { Principal } from '../../model/principal.ts';
import type { FieldError } from '../../model/problem.ts';
import type { Clock, Durability, JobStore, Kube, WebhookStore } from '../../ports.ts';
import type { amendCluster } from '../../usecases/amend-cluster.ts';
import type { cancelJob } from '../../usecases/cancel-job.ts';
import type { changeCni } from '../../usecases/change-cni.ts';
import type { createEndpoint } from '../../usecases/create-endpoint.ts';
import type { deleteCluster } from '../../usecases/delete-cluster.ts';
import type { deleteEndpoint } from '../../usecases/delete-endpoint.ts';
import type { Operator } from '../../usecases/operator/index.ts';
import type { pingEndpoint } from '../../usecases/ping-endpoint.ts';
import type { requestCluster } from '../../usecases/request-cluster.ts';
import type { retryJob } from '../../usecases/retry-job.ts';
import type { updateEndpoint } from '../../usecases/update-endpoint.ts';
import type { validateOrder } from '../../usecases/validate-order.ts';

/** A CNI plug-in, as `GET /v1/cni-plugins` shows it. */
export interface CniPluginView {
  plugin: string;
  title: string;
  description: string;
  defaultVersion?: string;
  /** JSON Schema of `cni` in an order that chooses this plug-in. */
  optionsSchema: TSchema;
  /** The charts whose archives are pinned. */
  versions: { version: string; digest: string; kubernetes?: string }[];
  /** What the default version supports, as a semver range. */
  kubernetes?: string;
  readiness: unknown;
  imageRegistries: string[];
}

/** Everything that can be asked of the service beside plain reads. Each throws `ProblemError` when it refuses. */
export interface UseCases {
  requestCluster: ReturnType<typeof requestCluster>;
  validateOrder: ReturnType<typeof validateOrder>;
  deleteCluster: ReturnType<typeof deleteCluster>;
  amendCluster: ReturnType<typeof amendCluster>;
  changeCni: ReturnType<typeof changeCni>;
  cancelJob: ReturnType<typeof cancelJob>;
  retryJob: ReturnType<typeof retryJob>;
  createEndpoint: ReturnType<typeof createEndpoint>;
  updateEndpoint: ReturnType<typeof updateEndpoint>;
  deleteEndpoint: ReturnType<typeof deleteEndpoint>;
  pingEndpoint: ReturnType<typeof pingEndpoint>;
}

/** Waiting times that callers notice. */
export interface Timing {
  /** `Retry-After` of a job that no worker has begun, in seconds. */
  retryAfterNotStarted: number;
  /** `Retry-After` of a job under way, in seconds. */
  retryAfterRunning: number;
  /** Longest `Prefer: wait`, in seconds; ServiceNow gives up after 30. */
  longPollCap: number;
  longPollIntervalMs: number;
  /** How long a request waits for the store before it answers 503. */
  storeLimitMs: number;
  /** How long a request waits for Azure; ServiceNow gives up after 30 s. */
  azureLimitMs: number;
  /** How long a request waits for a cluster's API server. */
  kubeLimitMs: number;
}

export const defaultTiming: Timing = {
  retryAfterNotStarted: 5,
  retryAfterRunning: 10,
  longPollCap: 25,
  longPollIntervalMs: 500,
  storeLimitMs: 1_800,
  azureLimitMs: 20_000,
  kubeLimitMs: 5_000,
};

/** What `/readyz` tells. */
export interface Health {
  ok: boolean;
  /** What a 202 is worth; unknown while Redis does not answer. */
  promise?: { word: string; says: string };
  checks: Record<string, { ok: boolean; detail?: string }>;
}

/** All that the HTTP rim needs; `app/` hands it over. */
export interface HttpDeps extends UseCases {
  /** Absolute links begin with this; never with the `Host` of a request. */
  publicUrl: string;
  /** Echoed in `Slipway-Version`. */
  version: string;
  /** Signs page cursors. The same on every API process. */
  cursorSecret: string;
  /** Bytes of a request body. Default 64 KiB. */
  bodyLimit?: number;
  /** Addresses of proxies whose `X-Forwarded-*` are believed. */
  trustProxy?: string | string[];
  timing?: Partial<Timing>;
  store: Pick<JobStore, 'job' | 'cluster' | 'jobs' | 'clusters' | 'events'>;
  webhooks: Pick<WebhookStore, 'endpoint' | 'endpoints' | 'delivery' | 'deliveries'>;
  operator: Operator;
  /** What every 202, and the 201 of an endpoint, waits for. */
  durability: Durability;
  kube: Pick<Kube, 'nodes' | 'kubeconfig'>;
  /** The private clusters whose API server this process reaches (`SLIPWAY_PRIVATE_REACH`). */
  privateReach: readonly string[];
  orderSchema: TSchema;
  /** The `cni` of an order by itself. */
  cniSchema: TSchema;
  cniPlugins: readonly CniPluginView[];
  /** Rules that need no look at Azure. The body may lack what was wrongly typed. */
  checkOrder(body: unknown): FieldError[];
  /** Those of a CNI on a cluster that is there. */
  checkCni(cluster: Cluster, body: unknown): FieldError[];
  authenticate(key: string): Promise<Principal | undefined>;
  ready(): Promise<Health>;
  /** Aborted when the process was told to end: it serves on for a while, and asks its callers to go elsewhere. */
  stopping?: AbortSignal;
  log: FastifyBaseLogger;
  clock: Clock;
}
