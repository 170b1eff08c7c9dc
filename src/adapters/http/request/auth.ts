import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal, Scope } from '../../../model/principal.ts';
import { HttpProblem } from '../reply/http-problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key must allow; `public` for routes that need no key. */
    scope?: Scope | 'any' | 'public';
  }
  interface FastifyRequest {
    caller: Principal | null;
    /** How long it took to find the caller out. */
    identifiedInMs: number;
  }
}

type Authenticate = (key: string) => Promise<Principal | undefined>;

const maxKeyLength = 512;

/** Finds the caller of every request and holds the key's scopes against the route's. */
export function requireKeys(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('caller', null);
  app.decorateRequest('identifiedInMs', 0);
  app.addHook('onRoute', (route) => {
    // Routes that forget to say who may call them do not get as far as a caller.
    if (route.url.startsWith('/v1/') && !route.config?.scope) throw new Error(`${route.url} names no scope`);
  });
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope ?? 'public';
    if (request.is404 || scope === 'public') return;
    const begun = performance.now();
    request.caller = await identify(request, authenticate);
    request.identifiedInMs = performance.now() - begun;
    if (scope !== 'any' && !request.caller.scopes.includes(scope)) {
      throw new HttpProblem('insufficient-scope', `This call needs the scope ${scope}.`, {
        members: { requiredScope: scope },
      });
    }
  });
}

/** The caller of a route that needs a key. */
export function callerOf(request: FastifyRequest): Principal {
  if (!request.caller) throw new Error('the route is public and has no caller');
  return request.caller;
}

async function identify(request: FastifyRequest, authenticate: Authenticate): Promise<Principal> {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  if (authorization !== undefined && apiKey !== undefined) {
    throw new HttpProblem('invalid-header', 'Send the key in Authorization or in X-API-Key, not in both.');
  }
  const key = typeof apiKey === 'string' ? apiKey : keyOf(authorization ?? '');
  const caller = key && key.length <= maxKeyLength ? await authenticate(key) : undefined;
  // One answer for every way to fail, so that guessing teaches nothing.
  if (!caller) throw new HttpProblem('unauthenticated', 'Send a valid API key as a bearer token.');
  return caller;
}

function keyOf(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(.+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
