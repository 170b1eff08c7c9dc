import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Directory } from '../config.ts';
import type { Counters } from '../counters.ts';
import type { Tokens } from '../entra/tokens.ts';
import type { Faults } from '../faults/faults.ts';
import { isGuid } from '../guid.ts';
import { type Reply, ReplyError } from '../http/reply.ts';
import { createRouter, type Route } from '../http/router.ts';
import type { ActivityLog } from './activity-log.ts';
import { authenticate } from './authentication.ts';
import type { ClusterStore } from './clusters/store.ts';
import { armError } from './errors.ts';
import type { FaultCalls } from './fault-calls.ts';
import { checkResource } from './gateway/check-resource.ts';
import { apiVersionOf, checkType } from './gateway/check-type.ts';
import { contentOf } from './gateway/content.ts';
import { requestIds } from './gateway/request-ids.ts';
import { resourcePath } from './gateway/resource-path.ts';
import type { Groups } from './groups/groups.ts';
import type { Locks } from './guards/locks.ts';
import type { Providers } from './providers.ts';
import { headersOf, type RateLimits } from './rate-limits.ts';
import type { ArmHandle, ArmRequest } from './request.ts';
import type { RoleAssignments } from './rights/assignments.ts';
import { authorize } from './rights/authorize.ts';

export interface DispatchParts {
  directory: Directory;
  tokens: Tokens;
  rateLimits: RateLimits;
  faults: Faults;
  counters: Counters;
  clusters: ClusterStore;
  groups: Groups;
  callOf: FaultCalls;
  roleAssignments: RoleAssignments;
  locks: Locks;
  providers: Providers;
  activityLog: ActivityLog;
  baseUrl: () => string;
}

const BELOW_PROVIDER = /\/providers\//i;
type Headers = Record<string, string>;

/** Resource Manager's front door: who is calling, how often, for which version; then the provider's handler. */
export function createArm(routes: Route<ArmHandle>[], parts: DispatchParts) {
  const router = createRouter(routes);
  const {
    directory,
    tokens,
    rateLimits,
    faults,
    counters,
    clusters,
    groups,
    callOf,
    roleAssignments,
    locks,
    providers,
    activityLog,
    baseUrl,
  } = parts;

  async function answer(message: IncomingMessage, url: URL, headers: Record<string, string>): Promise<Reply> {
    const method = message.method ?? 'GET';
    const caller = await authenticate(message.headers, { tokens, tenantId: directory.tenantId, baseUrl });
    const apiVersion = apiVersionOf(url);
    const named = resourcePath(url.pathname);
    // Whether something exists is asked of every resource alike: by a GET whose answer is not sent.
    const match =
      router.find(method, url.pathname) ?? (method === 'HEAD' ? router.find('GET', url.pathname) : undefined);
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase();
    checkSubscription(subscriptionId);
    counters.request(match === undefined ? `${method} unknown` : `${method} ${match.route.pattern}`);
    Object.assign(headers, rateLimits.takeManager(method, caller.objectId, subscriptionId));
    checkType(named, apiVersion, locationOf(url.pathname));
    if (match === undefined) throw notServed(method, url);
    if (subscriptionId !== undefined) match.params['sub'] = subscriptionId;
    authorize(method, url.pathname, caller, roleAssignments);
    locks.check(method, url.pathname);
    const body = await contentOf(message);
    if (named !== undefined && method === 'PUT') checkResource(named, body);
    if (named !== undefined && subscriptionId !== undefined && isWrite(method)) {
      providers.needRegistered(subscriptionId, named.namespace);
    }
    const call = callOf(match, url.pathname, body);
    const scripted = faults.answer(call);
    if (scripted !== undefined) return scripted;
    Object.assign(headers, rateLimits.takeProvider(match, method, call?.subject.location ?? ''));
    const { handle } = match.route.handle;
    if (BELOW_PROVIDER.test(url.pathname))
      headers['x-ms-operation-identifier'] =
        `tenantId=${caller.tenantId},objectId=${caller.objectId}/sandbox/${randomUUID()}`;
    const request: ArmRequest = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      params: match.params,
      body,
      apiVersion,
      caller,
    };
    const reply = handle(request);
    if (method === 'HEAD' && reply.status === 200) return { status: 204 };
    return faults.bend(call, reply);
  }

  function checkSubscription(subscriptionId: string | undefined): void {
    if (subscriptionId === undefined || directory.subscriptions.some(({ id }) => id === subscriptionId)) return;
    if (!isGuid(subscriptionId)) {
      const message = `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`;
      throw armError(400, 'InvalidSubscriptionId', message);
    }
    throw armError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
  }

  /** Where the resource of a path lies, or the group that it is in; empty when neither is there. */
  function locationOf(path: string): string {
    const [, sub = '', group = ''] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(path) ?? [];
    return clusters.byKey(path.toLowerCase())?.body.location ?? groups.find(sub, group)?.location ?? '';
  }

  /** The type is there; this path of it, or this method, is not. */
  function notServed(method: string, url: URL): ReplyError {
    const others = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'].filter((one) => router.find(one, url.pathname));
    const address = `${baseUrl()}${url.pathname}${url.search}`;
    if (others.length > 0) {
      const message = `The HTTP method '${method}' is not supported on the resource '${address}'.`;
      return armError(405, 'MethodNotAllowed', message, { headers: { allow: others.join(', ') } });
    }
    return armError(404, 'NotFound', `No HTTP resource was found that matches the request URI '${address}'.`);
  }

  /** Counts the answer, and keeps it in the activity log if it was to a write. */
  function noted(message: IncomingMessage, { pathname: path }: URL, reply: Reply, headers: Headers): Reply {
    const { method = 'GET' } = message;
    const operationId = clusters.operationAt(path);
    const correlationId = headers['x-ms-correlation-request-id'] ?? '';
    activityLog.add({ method, path, correlationId, reply, operationId });
    counters.answered({ at: Date.now(), method, path, status: reply.status });
    return merge(reply, headersOf(reply, isProviders(path, reply) ? headers : ownIds(message, headers)));
  }

  return async (message: IncomingMessage, url: URL): Promise<Reply> => {
    const headers = requestIds(message);
    try {
      return noted(message, url, await answer(message, url, headers), headers);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      return noted(message, url, error.reply, headers);
    }
  };
}

const isWrite = (method: string): boolean => ['PUT', 'PATCH', 'POST'].includes(method);

/** Whether a provider answered, and not Resource Manager itself. */
function isProviders(path: string, { headers }: Reply): boolean {
  return BELOW_PROVIDER.test(path) && headers?.['x-ms-failure-cause'] !== 'gateway';
}

/** Resource Manager itself names no operation, and has one id for both, unless it was sent one (recording of 2025). */
function ownIds(message: IncomingMessage, headers: Headers): Headers {
  const { 'x-ms-operation-identifier': _, 'x-ms-correlation-request-id': correlation = '', ...rest } = headers;
  const sent = message.headers['x-ms-correlation-request-id'] !== undefined;
  return { ...rest, 'x-ms-correlation-request-id': correlation, ...(sent ? {} : { 'x-ms-request-id': correlation }) };
}

function merge(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}
