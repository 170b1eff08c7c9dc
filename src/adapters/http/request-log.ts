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
      ...idsIn(request.params, reply.getHeader('operation-location')),
      ...(request.caller ? { tenant: request.caller.tenant, principal: request.caller.id } : {}),
    };
    request.log.info(fields, 'request');
  });
}

/** The job and the cluster that a request was about, so that a request id leads to them. */
function idsIn(params: unknown, operationLocation: unknown): Record<string, string> {
  const text = `${Object.values(params ?? {}).join('/')}/${operationLocation ?? ''}`;
  const job = /\bjob_[0-9a-f]+/.exec(text)?.[0];
  const cluster = /\bcls_[0-9a-f]+/.exec(text)?.[0];
  return { ...(job ? { job } : {}), ...(cluster ? { cluster } : {}) };
}
