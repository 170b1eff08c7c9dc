import type { FastifyBaseLogger } from 'fastify';
import type { TSchema } from 'typebox';
import type { HttpDeps } from '../deps.ts';
import { createServer } from '../server.ts';

/** What the description of the API depends on. */
export interface Described {
  version: string;
  publicUrl: string;
  orderSchema: TSchema;
  cniSchema: TSchema;
}

/** The OpenAPI description, made from the routes themselves; no store and no cloud is needed. */
export async function buildOpenApi(described: Described): Promise<object> {
  const app = await createServer({ ...described, ...absent });
  await app.ready();
  try {
    return app.swagger();
  } finally {
    await app.close();
  }
}

const never = (): never => {
  throw new Error('the API is only described, not served');
};

const nothing = () => {};
const silent: FastifyBaseLogger = {
  level: 'silent',
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  silent: nothing,
  child: () => silent,
};

const absent: Omit<HttpDeps, keyof Described> = {
  cursorSecret: '',
  store: { job: never, cluster: never, jobs: never, clusters: never, events: never },
  webhooks: { endpoint: never, endpoints: never, delivery: never, deliveries: never },
  operator: {
    listJobs: never,
    forceJob: never,
    pauses: never,
    pause: never,
    resume: never,
    listOrphans: never,
    deleteOrphan: never,
    forgetOrphan: never,
    rebuild: never,
  },
  durability: { confirm: never },
  kube: { nodes: never, kubeconfig: never },
  privateReach: [],
  cniPlugins: [],
  checkOrder: never,
  checkCni: never,
  authenticate: never,
  ready: never,
  log: silent,
  clock: { now: never, every: never },
  requestCluster: never,
  validateOrder: never,
  deleteCluster: never,
  amendCluster: never,
  changeCni: never,
  cancelJob: never,
  retryJob: never,
  createEndpoint: never,
  updateEndpoint: never,
  deleteEndpoint: never,
  pingEndpoint: never,
};
