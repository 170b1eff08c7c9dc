import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Directory } from '../config.ts';
import type { Counters } from '../counters.ts';
import type { Tokens } from '../entra/tokens.ts';
import type { Faults } from '../faults/faults.ts';
import { type Reply, ReplyError } from '../http/reply.ts';
import { readBody } from '../http/request-body.ts';
import { createRouter, type Route } from '../http/router.ts';
import { text, withoutNulls } from '../json.ts';
import type { ActivityLog } from './activity-log.ts';
import { authenticate } from './authentication.ts';
import type { ClusterStore } from './clusters/store.ts';
import { armError } from './errors.ts';
import type { FaultCalls } from './fault-calls.ts';
import type { Locks } from './guards/locks.ts';
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
  callOf: FaultCalls;
  roleAssignments: RoleAssignments;
  locks: Locks;
  activityLog: ActivityLog;
  baseUrl: () => string;
}

const API_VERSION = /^\d{4}-\d{2}-\d{2}(-preview|-privatepreview|-alpha|-beta)?$/;
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
    callOf,
    roleAssignments,
    locks,
    activityLog,
    baseUrl,
  } = parts;

  async function answer(message: IncomingMessage, url: URL, headers: Record<string, string>): Promise<Reply> {
    const method = message.method ?? 'GET';
    const caller = await authenticate(message.headers, { tokens, tenantId: directory.tenantId, baseUrl });
    const apiVersion = apiVersionOf(url);
    const match = router.find(method, url.pathname);
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase();
    if (subscriptionId !== undefined && !directory.subscriptions.some(({ id }) => id === subscriptionId)) {
      throw armError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
    }
    counters.request(match === undefined ? `${method} unknown` : `${method} ${match.route.pattern}`);
    Object.assign(headers, rateLimits.takeManager(method, caller.objectId, subscriptionId));
    if (match === undefined) {
      throw armError(
        404,
        'InvalidResourceType',
        `The resource type could not be found for '${method} ${url.pathname}' and api version '${apiVersion}'.`,
      );
    }
    if (subscriptionId !== undefined) match.params['sub'] = subscriptionId;
    authorize(method, url.pathname, caller, roleAssignments);
    locks.check(method, url.pathname);
    const body = withoutNulls(parse(await readBody(message)));
    const call = callOf(match, url.pathname, body);
    const scripted = faults.answer(call);
    if (scripted !== undefined) return scripted;
    rateLimits.takeProvider(match, method, call?.subject.location ?? '');
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
    return faults.bend(call, reply);
  }

  function counted(reply: Reply): Reply {
    if (reply.status === 429) counters.tooMany();
    return reply;
  }

  /** Counts the answer, and keeps it in the activity log if it was to a write. */
  function noted(message: IncomingMessage, { pathname: path }: URL, reply: Reply, headers: Headers): Reply {
    const { method = 'GET' } = message;
    const operationId = clusters.operationAt(path);
    const correlationId = headers['x-ms-correlation-request-id'] ?? '';
    activityLog.add({ method, path, correlationId, reply, operationId });
    return merge(counted(reply), headersOf(reply, isProviders(path, reply) ? headers : ownIds(message, headers)));
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

/** The ids that support asks for; the correlation id is the caller's if it sent one. */
function requestIds({ headers }: IncomingMessage): Record<string, string> {
  const correlation = text(headers['x-ms-correlation-request-id']) ?? randomUUID();
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    'cache-control': 'no-cache',
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `SANDBOX:${stamp}:${correlation}`,
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  };
}

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

function apiVersionOf(url: URL): string {
  const entry = [...url.searchParams].find(([name]) => name.toLowerCase() === 'api-version');
  if (entry === undefined || entry[1] === '') {
    throw armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!API_VERSION.test(entry[1])) {
    throw armError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${entry[1]}' is invalid. The supported versions are dates such as '2026-06-01'.`,
    );
  }
  return entry[1];
}

function parse(body: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw armError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
  }
}
