import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Order } from '../../../model/order.ts';
import type { HttpContext } from '../context.ts';
import { acceptJob } from '../reply/job-reply.ts';
import { callerOf } from '../request/auth.ts';
import { idempotencyOf, traceparentOf } from '../request/idempotency.ts';
import { refuseOrder } from '../request/order-faults.ts';
import { bodyFaults } from '../request/validation.ts';
import { acceptedJob, idempotencyHeaders } from '../schemas/answers.ts';
import { azure, problems } from '../schemas/problem.ts';
import { ref } from '../schemas/ref.ts';
import { OrderValidationView } from '../schemas/validation.ts';

const query = Type.Object(
  {
    validateOnly: Type.Optional(
      Type.Boolean({
        description: 'Answers 200 with what would become of the order: nothing is stored, nothing in Azure changes.',
      }),
    ),
  },
  { additionalProperties: false },
);
/** A faulty query has been refused before, or is about to be. */
const isValidation = (request: FastifyRequest) => (request.query as { validateOnly?: boolean }).validateOnly === true;

/** Ordering a cluster, and asking what would become of an order. */
export function orderRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/v1/clusters',
      {
        config: { scope: 'clusters:write', waitsForOthers: isValidation },
        attachValidation: true,
        schema: {
          operationId: 'createCluster',
          summary: 'Order a cluster',
          description:
            'Stores the order and answers at once; the job does the work. Reports every fault it can see; with `validateOnly` those that only Azure can tell, too.',
          tags: ['clusters'],
          querystring: query,
          headers: idempotencyHeaders,
          body: Type.Unsafe<unknown>({ $ref: 'Order#' }),
          response: {
            200: ref(OrderValidationView),
            202: acceptedJob,
            ...problems(
              'body',
              'account-not-allowed',
              'cluster-already-exists',
              'operation-in-progress',
              'validation-failed',
              'network-conflict',
              'idempotency-key-reused',
              'store-full',
              'paused',
              ...azure,
            ),
          },
        },
      },
      async (request, reply) => {
        const refused = refuseOrder(request.body, bodyFaults(request), context.checkOrder);
        if (refused) throw refused;
        const order = request.body as Order;
        if (request.query.validateOnly) return context.validateOrder(callerOf(request), order);
        const options = { ...idempotencyOf(request), ...traceparentOf(request) };
        const { job, replayed } = await context.requestCluster(callerOf(request), order, options);
        return acceptJob(reply, job, context, replayed);
      },
    );
  };
}
