import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { pageQuery, sendPage } from '../reply/page.ts';
import { callerOf } from '../request/auth.ts';
import { deliveryId, endpointId } from '../schemas/answers.ts';
import { problems } from '../schemas/problem.ts';
import { pageOf, ref } from '../schemas/ref.ts';
import { DeliveryView } from '../schemas/webhook.ts';

/** What was sent to an endpoint, and what came of it. */
export function deliveryRoutes({ publicUrl, webhooks, cursors }: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/webhook-endpoints/:id/deliveries',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          operationId: 'listDeliveries',
          summary: 'What was sent to an endpoint, newest first',
          tags: ['webhooks'],
          params: endpointId,
          querystring: Type.Object(pageQuery, { additionalProperties: false }),
          response: { 200: pageOf(DeliveryView), ...problems('not-found') },
        },
      },
      async (request, reply) => {
        const { tenant } = callerOf(request);
        found(await webhooks.endpoint(tenant, request.params.id), 'webhook endpoint');
        return sendPage(request, reply, {
          query: request.query,
          publicUrl,
          cursors,
          read: (_, limit, after) => webhooks.deliveries(tenant, request.params.id, limit, after),
          view: ({ delivery }) => delivery,
        });
      },
    );

    app.get(
      '/v1/webhook-endpoints/:id/deliveries/:deliveryId',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          operationId: 'getDelivery',
          summary: 'One delivery with all its attempts',
          tags: ['webhooks'],
          params: deliveryId,
          response: { 200: ref(DeliveryView), ...problems('not-found') },
        },
      },
      async (request) => {
        const { id, deliveryId: wanted } = request.params;
        const record = await webhooks.delivery(callerOf(request).tenant, wanted);
        return found(record?.delivery.endpointId === id ? record.delivery : undefined, 'delivery');
      },
    );
  };
}
