import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { HttpContext } from '../context.ts';
import { ref } from '../schemas/ref.ts';
import { HealthView } from '../schemas/service.ts';

/** For probes: alive, and ready for requests. */
export function healthRoutes({ ready }: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { scope: 'public' },
        logLevel: 'warn',
        schema: {
          operationId: 'isAlive',
          summary: 'Whether the process is alive',
          tags: ['service'],
          response: { 200: ref(HealthView) },
        },
      },
      async () => ({ status: 'ok' }),
    );

    app.get(
      '/readyz',
      {
        config: { scope: 'public' },
        logLevel: 'warn',
        schema: {
          operationId: 'isReady',
          summary: 'Whether everything that requests need answers',
          tags: ['service'],
          response: { 200: ref(HealthView), 503: { ...ref(HealthView), description: 'Something does not answer.' } },
        },
      },
      async (_request, reply) => {
        const { ok, promise, checks } = await ready();
        if (!ok) reply.code(503).header('retry-after', 1);
        return { status: ok ? 'ok' : 'unavailable', ...(promise ? { promise } : {}), checks };
      },
    );
  };
}
