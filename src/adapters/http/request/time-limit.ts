import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The route, or such a request of it, waits for more than the store: a cluster, a receiver, the end of a job. It
     * bounds each call itself.
     */
    waitsForOthers?: true | ((request: FastifyRequest) => boolean);
  }
}

/** The store, or whatever else, took longer than a request may take. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** Settles as the call does, or rejects with `TimeLimitError` once `limitMs` have passed. */
async function withinLimit<T>(call: Promise<T>, limitMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeLimitError(`no answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same object, every asynchronous method of which answers within `limitMs` or fails. */
export function limited<T extends object>(target: T, limitMs: number): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => withinLimit(Promise.resolve(Reflect.apply(member, object, args)), limitMs);
    },
  });
}

/**
 * Every handler answers within `limitMs` or fails, however many calls it makes and however slow each of them is. The
 * time in which the body arrives is the caller's, and does not count.
 */
export function limitHandlers(app: FastifyInstance, limitMs: number): void {
  app.addHook('onRoute', (route) => {
    const { waitsForOthers } = route.config ?? {};
    if (waitsForOthers === true) return;
    const { handler } = route;
    route.handler = function (request, reply) {
      const call = async () => handler.call(this, request, reply);
      if (waitsForOthers?.(request)) return call();
      return withinLimit(call(), limitMs - request.identifiedInMs);
    };
  });
}
