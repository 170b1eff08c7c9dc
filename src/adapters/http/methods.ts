import type { FastifyInstance, RouteOptions } from 'fastify';
import { HttpProblem } from './reply/http-problem.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Watches the routes as they are added.
 * @returns a function that then gives each path an answer to its other methods: 405, saying which ones it has
 */
export function watchMethods(app: FastifyInstance): () => void {
  const byPath = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }: RouteOptions) => {
    const known = byPath.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    byPath.set(url, known);
  });
  return () => {
    for (const [url, known] of [...byPath]) {
      const allow = [...known].sort().join(', ');
      app.route({
        url,
        method: methods.filter((method) => !known.has(method)),
        schema: { hide: true },
        config: { scope: 'public' },
        // Before the body is read: whatever it holds, the method is what is wrong.
        onRequest: async () => {
          throw new HttpProblem('method-not-allowed', `This resource has ${allow}.`, { headers: { allow } });
        },
        handler: async () => {},
      });
    }
  };
}
