import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CniOrder } from '../../../model/order.ts';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { acceptJob } from '../reply/job-reply.ts';
import { callerOf } from '../request/auth.ts';
import { idempotencyOf, traceparentOf } from '../request/idempotency.ts';
import { refuseOrder } from '../request/order-faults.ts';
import { wantedVersion } from '../request/preconditions.ts';
import { bodyFaults } from '../request/validation.ts';
import { acceptedJob, clusterId, idempotencyHeaders, ifMatch } from '../schemas/answers.ts';
import { problems } from '../schemas/problem.ts';

/** Giving a cluster its first CNI, or the one it has in another version or with other values. */
export function clusterCniRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { store } = context;
  return async (app) => {
    app.post(
      '/v1/clusters/:id/cni',
      {
        config: { scope: 'clusters:write' },
        attachValidation: true,
        schema: {
          operationId: 'changeCni',
          summary: "Install, upgrade or repair a cluster's CNI",
          description:
            'Takes the `cni` of an order, and all of it: what is left out falls back to its default. Completes a cluster that awaits its CNI (`external`: you have installed it, so it is only verified); otherwise the plug-in has to be the one that is there.',
          tags: ['clusters'],
          params: clusterId,
          headers: Type.Object({ ...idempotencyHeaders.properties, ...ifMatch.properties }),
          body: Type.Unsafe<unknown>({ $ref: 'Cni#' }),
          response: {
            202: acceptedJob,
            ...problems(
              'body',
              'not-found',
              'gone',
              'invalid-state',
              'operation-in-progress',
              'cni-migration-refused',
              'validation-failed',
              'network-conflict',
              'precondition-failed',
              'idempotency-key-reused',
              'store-full',
              'paused',
            ),
          },
        },
      },
      async (request, reply) => {
        const faults = bodyFaults(request);
        const { cluster } = found(await store.cluster(callerOf(request).tenant, request.params.id), 'cluster');
        if (cluster.state === 'Deleted') throw new HttpProblem('gone', 'The cluster has been deleted.');
        const refused = refuseOrder(request.body, faults, (body) => context.checkCni(cluster, body));
        if (refused) throw refused;
        const ifVersion = wantedVersion(request);
        const options = { ...idempotencyOf(request), ...traceparentOf(request), ifVersion };
        const cni = request.body as CniOrder;
        const { job, replayed } = await context.changeCni(callerOf(request), cluster.id, cni, options);
        return acceptJob(reply, job, context, replayed);
      },
    );
  };
}
