import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AdminHandler } from '../admin/request.ts';
import type { EntraHandler } from '../entra/routes.ts';
import type { Gates } from '../faults/gates.ts';
import { type Reply, ReplyError, writeReply } from './reply.ts';
import { readBody } from './request-body.ts';
import { createRouter, type Route } from './router.ts';

export interface FrontDoorParts {
  arm: (request: IncomingMessage, url: URL) => Promise<Reply>;
  entra: Route<EntraHandler>[];
  admin: Route<AdminHandler>[];
  /** The page's events, which go on for as long as somebody looks. */
  live: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  charts: (path: string) => Promise<Reply>;
  gates: Pick<Gates, 'token'>;
  registry: (path: string) => Reply;
  /** Answers the request itself, streams included. */
  kube: (fqdn: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const ARM = /^\/(subscriptions|tenants|providers)(\/|$)/i;
const KUBERNETES = /^\/kubernetes\/([^/?]+)(.*)$/;

/** One listener for all of Azure: decides by path whose request it is, and writes the answer. */
export function createFrontDoor({ arm, entra, admin, live, charts, gates, registry, kube }: FrontDoorParts) {
  const entraRouter = createRouter(entra);
  const adminRouter = createRouter(admin);

  async function answer(request: IncomingMessage, url: URL): Promise<Reply> {
    const { pathname } = url;
    const method = request.method ?? 'GET';
    if (ARM.test(pathname)) return arm(request, url);
    if (pathname.startsWith('/charts/')) return charts(pathname.slice('/charts/'.length));
    if (pathname.startsWith('/v2/')) return registry(pathname.slice('/v2/'.length));
    const own = adminRouter.find(method, pathname);
    if (own !== undefined) {
      const body = await readBody(request);
      return own.route.handle({
        params: own.params,
        query: url.searchParams,
        body: body === '' ? undefined : JSON.parse(body),
      });
    }
    const entraMatch = entraRouter.find(method, pathname);
    if (entraMatch === undefined) return { status: 404, body: { error: `nothing at ${method} ${pathname}` } };
    const form = new URLSearchParams(await readBody(request));
    const handle = () => entraMatch.route.handle({ params: entraMatch.params, headers: request.headers, form });
    return method === 'POST' ? gates.token(form, handle) : handle();
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const kubernetes = KUBERNETES.exec(request.url ?? '');
    if (kubernetes !== null) {
      const [, fqdn = '', rest = ''] = kubernetes;
      request.url = rest.startsWith('/') ? rest : `/${rest}`;
      kube(fqdn, request, response).catch(() => response.destroy());
      return;
    }
    if (request.url === '/sandbox/live') {
      live(request, response).catch(() => response.destroy());
      return;
    }
    const url = addressOf(request.url ?? '/');
    if (url === null) {
      writeReply(response, { status: 400, body: { error: 'the address of the request is no URL' } });
      return;
    }
    // Azure takes two slashes for one; `az resource` sends them.
    url.pathname = url.pathname.replace(/\/{2,}/g, '/');
    answer(request, url)
      .catch((error: unknown): Reply => failure(error))
      .then((reply) => afterwards(reply.lateMs, () => writeReply(response, reply)))
      .catch(() => response.destroy());
  };
}

/** A path that begins with two slashes is a path, and names no host. Null for an address that nobody can read. */
function addressOf(target: string): URL | null {
  return URL.parse(target.startsWith('/') ? `https://sandbox${target}` : target, 'https://sandbox');
}

function afterwards(ms: number | undefined, act: () => void): void {
  if (ms === undefined) act();
  else setTimeout(act, ms).unref();
}

function failure(error: unknown): Reply {
  if (error instanceof ReplyError) return error.reply;
  if (error instanceof SyntaxError || error instanceof RangeError)
    return { status: 400, body: { error: error.message } };
  // A fault of the sandbox itself: nobody scripted it, so it must be seen.
  console.error(error);
  return {
    status: 500,
    body: { error: { code: 'InternalServerError', message: 'The sandbox itself failed; see its log.' } },
  };
}
