import type { FastifyInstance } from 'fastify';

/** One line for each request: what was asked, by whom, and how it was answered. Never headers, never bodies. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const fields = {
      method: request.method,
      // The route and not the URL: a query may hold what is no text for a log.
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.caller ? { tenant: request.caller.tenant, principal: request.caller.id } : {}),
    };
    request.log.info(fields, 'request');
  });
}
