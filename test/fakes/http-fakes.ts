import type { TestContext } from 'node:test';
import pino from 'pino';
import supertest from 'supertest';
import type { HttpDeps } from '../../src/adapters/http/deps.ts';
import { createServer } from '../../src/adapters/http/server.ts';
import { operatorScopes, type Principal, tenantScopes } from '../../src/model/principal.ts';
import { cniCatalogue, describePlugin } from '../../src/provisioning/cni/index.ts';
import { cniSchema, orderSchema } from '../../src/provisioning/order-schema.ts';
import { checkCni, checkOrder } from '../../src/provisioning/rules/index.ts';
import { amendCluster } from '../../src/usecases/amend-cluster.ts';
import { cancelJob } from '../../src/usecases/cancel-job.ts';
import { changeCni } from '../../src/usecases/change-cni.ts';
import { createEndpoint } from '../../src/usecases/create-endpoint.ts';
import { deleteCluster } from '../../src/usecases/delete-cluster.ts';
import { deleteEndpoint } from '../../src/usecases/delete-endpoint.ts';
import { pingEndpoint } from '../../src/usecases/ping-endpoint.ts';
import { requestCluster } from '../../src/usecases/request-cluster.ts';
import { retryJob } from '../../src/usecases/retry-job.ts';
import { updateEndpoint } from '../../src/usecases/update-endpoint.ts';
import { validateOrder } from '../../src/usecases/validate-order.ts';
import { createMemoryJobStore } from './memory-job-store.ts';
import { createMemoryWebhookStore } from './memory-webhook-store.ts';
import { createWorld, principal, publicUrl } from './world.ts';

/** Keys that the fake knows, and whose they are. */
export const keys: Record<string, Principal> = {
  'key-a': principal,
  'key-b': { id: 'key:b', tenant: 'team-b', scopes: tenantScopes },
  'key-nothing': { id: 'key:nothing', tenant: 'team-a', scopes: [] },
  'key-operator': { id: 'key:operator', tenant: 'operations', scopes: operatorScopes },
};
export const bearer = { authorization: 'Bearer key-a' };
export const otherTenant = { authorization: 'Bearer key-b' };
export const operatorKey = { authorization: 'Bearer key-operator' };

/** A host that the fake address policy refuses. */
export const forbiddenUrl = 'https://169.254.169.254/latest';

/** The dependencies of the HTTP rim: the real use cases, over stores in memory and a small Azure on a fake clock. */
export function createHttpDeps() {
  const store = createMemoryJobStore();
  const webhooks = createMemoryWebhookStore();
  const world = createWorld(store);
  const catalogue = cniCatalogue();
  const { clock, ids } = world;
  const log = world.log;
  const sender = { refusal: async (url: string) => (url === forbiddenUrl ? 'a forbidden address' : undefined) };
  const endpointDeps = { store: webhooks, sender, clock, ids, log, publicUrl };
  const deps: HttpDeps = {
    publicUrl,
    version: '9.9.9',
    cursorSecret: 'secret',
    store,
    webhooks,
    operator: world.operator(),
    durability: { confirm: async () => {} },
    kube: world.cloud.kube,
    privateReach: [],
    orderSchema: orderSchema(catalogue),
    cniSchema: cniSchema(catalogue),
    cniPlugins: [...catalogue.values()].map(describePlugin),
    checkOrder: (body) => checkOrder(catalogue, body as Parameters<typeof checkOrder>[1]),
    checkCni: (cluster, body) => checkCni(catalogue, cluster, body as Parameters<typeof checkCni>[2]),
    authenticate: async (key) => keys[key],
    ready: async () => ({
      ok: true,
      promise: { word: 'evaluation-only', says: 'This is a fake.' },
      checks: { redis: { ok: true } },
    }),
    log: pino({ level: 'silent' }),
    clock,
    requestCluster: requestCluster(world.useCaseDeps()),
    validateOrder: validateOrder({ ...world.useCaseDeps(), ...world.cloud, catalogue, instance: 'test' }),
    deleteCluster: deleteCluster(world.useCaseDeps()),
    amendCluster: amendCluster(world.useCaseDeps()),
    changeCni: changeCni(world.useCaseDeps()),
    cancelJob: cancelJob(world.useCaseDeps()),
    retryJob: retryJob(world.useCaseDeps()),
    createEndpoint: createEndpoint(endpointDeps),
    updateEndpoint: updateEndpoint(endpointDeps),
    deleteEndpoint: deleteEndpoint(endpointDeps),
    pingEndpoint: pingEndpoint({
      ...endpointDeps,
      post: async () => ({ sent: { type: 'answered', status: 204, body: '' }, startedAt: 0, durationMs: 12 }),
    }),
  };
  return { deps, world, store, webhooks };
}

/** A listening server over those dependencies, closed when the test ends. */
export async function startApi(t: TestContext, changes: Partial<HttpDeps> = {}) {
  const fakes = createHttpDeps();
  const app = await createServer({ ...fakes.deps, ...changes });
  t.after(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { ...fakes, app, call: supertest(app.server) };
}
export type Api = Awaited<ReturnType<typeof startApi>>;
