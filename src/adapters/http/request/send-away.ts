import type { FastifyInstance } from 'fastify';

/**
 * Ends each connection with its next answer once the process was told to end: a caller that keeps connections open would
 * otherwise send a request into the very moment in which the last of them is closed.
 */
export function sendAway(app: FastifyInstance, stopping: AbortSignal): void {
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.aborted) reply.header('connection', 'close');
  });
}
