import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { callerOf } from '../request/auth.ts';
import { etag, isUnchanged, wantedVersion } from '../request/preconditions.ts';
import { endpointId, ifMatch, ifNoneMatch, noContent, unchanged } from '../schemas/answers.ts';
import { problems } from '../schemas/problem.ts';
import { ref } from '../schemas/ref.ts';
import {
  EndpointChange,
  EndpointListView,
  EndpointOrder,
  EndpointView,
  NewEndpointView,
  PingView,
} from '../schemas/webhook.ts';

const tags = ['webhooks'];

/** Subscribers and their addresses. */
export function webhookEndpointRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { publicUrl, webhooks, durability } = context;
  return async (app) => {
    app.post(
      '/v1/webhook-endpoints',
      {
        config: { scope: 'webhooks:write', waitsForOthers: true },
        schema: {
          operationId: 'createWebhookEndpoint',
          summary: 'Subscribe a URL to events',
          description: 'The answer is the only one that shows the secret with which deliveries are signed.',
          tags,
          body: EndpointOrder,
          response: {
            201: ref(NewEndpointView),
            ...problems('body', 'limit-reached', 'validation-failed', 'url-not-allowed'),
          },
        },
      },
      async (request, reply) => {
        const { endpoint, secret } = await context.createEndpoint(callerOf(request), request.body);
        await durability.confirm({ endpoint: endpoint.id });
        reply.code(201).header('location', `${publicUrl}/v1/webhook-endpoints/${endpoint.id}`);
        return { ...endpoint, secret };
      },
    );

    app.get(
      '/v1/webhook-endpoints',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          operationId: 'listWebhookEndpoints',
          summary: 'List webhook endpoints',
          tags,
          response: { 200: EndpointListView, ...problems() },
        },
      },
      async (request) => {
        const records = await webhooks.endpoints(callerOf(request).tenant);
        return { items: records.map(({ endpoint }) => endpoint) };
      },
    );

    app.get(
      '/v1/webhook-endpoints/:id',
      {
        config: { scope: 'webhooks:read' },
        schema: {
          operationId: 'getWebhookEndpoint',
          summary: 'Read a webhook endpoint',
          tags,
          params: endpointId,
          headers: ifNoneMatch,
          response: { 200: ref(EndpointView), 304: unchanged, ...problems('not-found') },
        },
      },
      async (request, reply) => {
        const { record, version } = await read(callerOf(request).tenant, request.params.id);
        if (isUnchanged(request, reply, version)) return reply.code(304).send();
        return record.endpoint;
      },
    );

    app.patch(
      '/v1/webhook-endpoints/:id',
      {
        config: { scope: 'webhooks:write', waitsForOthers: true },
        schema: {
          operationId: 'updateWebhookEndpoint',
          summary: 'Change a webhook endpoint',
          tags,
          params: endpointId,
          headers: ifMatch,
          body: EndpointChange,
          response: {
            200: ref(EndpointView),
            ...problems('body', 'not-found', 'declared', 'precondition-failed', 'validation-failed', 'url-not-allowed'),
          },
        },
      },
      async (request, reply) => {
        const changes = request.body;
        const updated = await context.updateEndpoint(
          callerOf(request),
          request.params.id,
          changes,
          wantedVersion(request),
        );
        reply.header('etag', etag(updated.version));
        return updated.endpoint;
      },
    );

    app.delete(
      '/v1/webhook-endpoints/:id',
      {
        config: { scope: 'webhooks:write' },
        schema: {
          operationId: 'deleteWebhookEndpoint',
          summary: 'Remove a webhook endpoint',
          tags,
          params: endpointId,
          headers: ifMatch,
          response: { 204: noContent('Removed.'), ...problems('not-found', 'declared', 'precondition-failed') },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        const wanted = wantedVersion(request);
        if (wanted !== undefined && wanted !== (await read(caller.tenant, request.params.id)).version) {
          throw new HttpProblem('precondition-failed', 'The endpoint has changed since you read it.');
        }
        await context.deleteEndpoint(caller, request.params.id);
        return reply.code(204).send();
      },
    );

    app.post(
      '/v1/webhook-endpoints/:id/ping',
      {
        config: { scope: 'webhooks:write', waitsForOthers: true },
        schema: {
          operationId: 'pingWebhookEndpoint',
          summary: 'Send a test event now',
          description:
            'Signed and checked like every delivery. 200 says what the receiver answered, even if it failed.',
          tags,
          params: endpointId,
          response: { 200: ref(PingView), ...problems('not-found', 'url-not-allowed') },
        },
      },
      (request) => context.pingEndpoint(callerOf(request), request.params.id),
    );
  };

  async function read(tenant: string, id: string) {
    return found(await webhooks.endpoint(tenant, id), 'webhook endpoint');
  }
}
