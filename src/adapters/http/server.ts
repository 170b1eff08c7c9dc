import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { makeContext } from './context.ts';
import type { HttpDeps } from './deps.ts';
import { answerEarly, answerErrors } from './errors.ts';
import { watchMethods } from './methods.ts';
import { describeApi } from './openapi/plugin.ts';
import { onClientError, onExpectation } from './reply/socket-errors.ts';
import { requireKeys } from './request/auth.ts';
import { useStrictJson } from './request/body-parser.ts';
import { checkRequests } from './request/sanity.ts';
import { sendAway } from './request/send-away.ts';
import { limitHandlers } from './request/time-limit.ts';
import { useStrictValidation } from './request/validation.ts';
import { logRequests } from './request-log.ts';
import { catalogueRoutes } from './routes/catalogues.ts';
import { clusterAccessRoutes } from './routes/cluster-access.ts';
import { clusterCniRoutes } from './routes/cluster-cni.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { operatorInventoryRoutes } from './routes/operator/inventory.ts';
import { operatorJobRoutes } from './routes/operator/jobs.ts';
import { operatorPauseRoutes } from './routes/operator/pauses.ts';
import { orderRoutes } from './routes/order.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';

const routes = [
  orderRoutes,
  clusterRoutes,
  clusterCniRoutes,
  clusterAccessRoutes,
  jobRoutes,
  webhookEndpointRoutes,
  deliveryRoutes,
  operatorJobRoutes,
  operatorPauseRoutes,
  operatorInventoryRoutes,
  catalogueRoutes,
  healthRoutes,
];

/** The HTTP rim of Slipway, ready to listen. */
export async function createServer(deps: HttpDeps): Promise<FastifyInstance> {
  const context = makeContext(deps);
  const app = Fastify({
    loggerInstance: deps.log,
    genReqId: () => randomUUID(),
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: deps.bodyLimit ?? 64 * 1024,
    requestTimeout: 15_000,
    trustProxy: deps.trustProxy ?? false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 64 },
    // Without a Host Node would answer by itself, and not with a problem; `checkRequests` asks for it.
    http: { requireHostHeader: false },
    frameworkErrors: (error, request, reply) => answerEarly(error, request, reply, deps),
    clientErrorHandler: onClientError(deps),
  });
  app.server.on('checkExpectation', onExpectation(deps));

  answerErrors(app, context);
  sendAway(app, context.stopping);
  logRequests(app);
  useStrictJson(app);
  useStrictValidation(app);
  checkRequests(app);
  requireKeys(app, context.authenticate);
  limitHandlers(app, context.timing.storeLimitMs);
  const addOtherMethods = watchMethods(app);
  await describeApi(app, context);
  for (const route of routes) await app.register(route(context));
  addOtherMethods();
  return app;
}
