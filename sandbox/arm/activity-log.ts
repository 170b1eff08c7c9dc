import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { JSON_PLAIN, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { State } from '../state/state.ts';
import { armError } from './errors.ts';
import type { Operations } from './operations.ts';
import type { Pager } from './paging.ts';
import { type ArmHandle, param } from './request.ts';

/** One write that Resource Manager was asked for. */
interface Written {
  id: string;
  at: number;
  correlationId: string;
  /** `Microsoft.ContainerService/managedClusters/write` */
  action: string;
  resourceId: string;
  /** The HTTP status. */
  status: number;
  /** The body of a refusal. */
  refusal?: unknown;
  /** What it began; its end is the log's as well. */
  operationId?: string;
}

interface ActivityLogParts {
  clock: SandboxClock;
  operations: Operations;
  tenantId: string;
  /** The object id of whoever writes. */
  caller: string;
  state: State;
}

export type ActivityLog = ReturnType<typeof createActivityLog>;

/** Who was not let in, or was too early, did nothing that a log would tell. */
const unlogged = [401, 429];
const KEPT = 1_000;
const WORDS: Record<string, string> = { PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: 'action' };

/** Microsoft.Insights' log of what was done to the resources of a subscription (Azure Monitor REST API, 2015-04-01). */
export function createActivityLog({ clock, operations, tenantId, caller, state }: ActivityLogParts) {
  const written = state.map<Written>('activity log');

  /** The entries of one write: that it was asked for, and how it ended. */
  function entriesOf(one: Written): Entry[] {
    if (one.status >= 300) return [entry(one, one.at, 'Failed', statusMessage(one.refusal))];
    const isOver = one.status === 200 && one.operationId === undefined;
    const began = entry(one, one.at, isOver ? 'Succeeded' : 'Accepted');
    const operation = operations.find(one.operationId ?? '');
    const { endedAt, error } = operation ?? {};
    if (operation === undefined || endedAt === undefined || operation.status === 'InProgress') return [began];
    const end = operation.status === 'Failed' ? 'Failed' : 'Succeeded';
    return [began, entry(one, endedAt, end, error && JSON.stringify({ status: 'Failed', error }))];
  }

  function entry(one: Written, at: number, status: string, message?: string) {
    const [, subscriptionId = '', , group = '', , provider = '', ...rest] = one.resourceId.split('/').slice(1);
    const word = (value: string, localizedValue = value) => ({ value, localizedValue });
    const code = status === 'Failed' ? httpWord(one.status) : '';
    const timestamp = new Date(at).toISOString();
    return {
      authorization: { action: one.action, scope: one.resourceId },
      caller,
      channels: 'Operation',
      claims: {},
      correlationId: one.correlationId,
      description: '',
      eventDataId: one.id,
      eventName: word(status === 'Accepted' ? 'BeginRequest' : 'EndRequest'),
      category: word('Administrative'),
      eventTimestamp: timestamp,
      id: `${one.resourceId}/events/${one.id}/ticks/${at * 10_000 + 621_355_968_000_000_000}`,
      level: status === 'Failed' ? 'Error' : 'Informational',
      operationId: one.operationId ?? one.correlationId,
      operationName: word(one.action),
      resourceGroupName: group,
      resourceProviderName: word(provider),
      resourceType: word([provider, ...typesOf(rest)].join('/')),
      resourceId: one.resourceId,
      status: word(status),
      subStatus: word(code),
      submissionTimestamp: timestamp,
      subscriptionId,
      tenantId,
      properties: {
        ...(code ? { statusCode: code } : {}),
        serviceRequestId: null,
        ...(message ? { statusMessage: message } : {}),
        eventCategory: 'Administrative',
        entity: one.resourceId,
        message: one.action,
      },
    };
  }
  type Entry = ReturnType<typeof entry>;

  return {
    /** Keeps a write, and what came of it at once. */
    add(fields: {
      method: string;
      path: string;
      correlationId: string;
      reply: Reply;
      operationId: string | undefined;
    }): void {
      const { method, path, correlationId, reply, operationId } = fields;
      const word = WORDS[method];
      const [, , , , , provider, ...rest] = path.split('/').slice(1);
      if (word === undefined || provider === undefined || rest.length === 0 || unlogged.includes(reply.status)) return;
      const id = randomUUID();
      written.set(id, {
        id,
        at: clock.now(),
        correlationId,
        action: [provider, ...typesOf(rest), word].join('/'),
        resourceId: path,
        status: reply.status,
        ...(reply.status >= 300 ? { refusal: reply.body } : operationId === undefined ? {} : { operationId }),
      });
      for (const oldest of written.keys()) if (written.size > KEPT) written.delete(oldest);
    },
    /** The entries that a filter asks for, newest first. */
    find(subscriptionId: string, filter: string): Entry[] {
      const { since, until, field, value } = parse(filter);
      return [...written.values()]
        .filter(({ resourceId }) => resourceId.split('/')[2]?.toLowerCase() === subscriptionId.toLowerCase())
        .flatMap(entriesOf)
        .filter(({ eventTimestamp: at }) => Date.parse(at) >= since && Date.parse(at) <= until)
        .filter((each) => field === undefined || `${each[field]}`.toLowerCase() === value?.toLowerCase())
        .toSorted((a, b) => b.eventTimestamp.localeCompare(a.eventTimestamp));
    },
  };
}

/** `GET …/Microsoft.Insights/eventtypes/management/values` */
export function activityLogRoutes(log: ActivityLog, page: Pager): Route<ArmHandle>[] {
  return [
    {
      method: 'GET',
      pattern: '/subscriptions/:sub/providers/Microsoft.Insights/eventtypes/management/values',
      handle: {
        call: 'activity-log',
        handle(request) {
          const filter = request.query.get('$filter');
          if (filter === null) throw badFilter('a $filter with eventTimestamp is required');
          return { ...page(request, log.find(param(request, 'sub'), filter)), contentType: JSON_PLAIN };
        },
      },
    },
  ];
}

/** `managedClusters` and `agentPools` of `managedClusters/one/agentPools/gpu`; what is asked of a resource counts as well. */
function typesOf(path: string[]): string[] {
  return path.filter((_, index) => index % 2 === 0);
}

const FIELDS = {
  resourcegroupname: 'resourceGroupName',
  correlationid: 'correlationId',
  resourceuri: 'resourceId',
} as const;
type Field = (typeof FIELDS)[keyof typeof FIELDS];

/** The filters that the service documents, and no others: a time, and one of three fields; quoted, or bare as azure-cli has them. */
function parse(filter: string) {
  const parts = filter.split(/\s+and\s+/i).map((part) => /^(\w+)\s+(ge|le|eq)\s+('?)([^']*)\3$/i.exec(part.trim()));
  let [since, until] = [Number.NaN, Number.POSITIVE_INFINITY];
  let field: Field | undefined;
  let value: string | undefined;
  for (const part of parts) {
    const [, name = '', operator = '', , operand = ''] = part ?? [];
    const known = Object.entries(FIELDS).find(([key]) => key === name.toLowerCase())?.[1];
    if (/^eventTimestamp$/i.test(name) && operator === 'ge') since = instant(operand);
    else if (/^eventTimestamp$/i.test(name) && operator === 'le') until = instant(operand);
    else if (known !== undefined && operator === 'eq' && field === undefined) [field, value] = [known, operand];
    else throw badFilter(`it does not understand ${filter}`);
  }
  if (Number.isNaN(since) || Number.isNaN(until)) throw badFilter('eventTimestamp ge is required');
  return { since, until, field, value };
}

/** A time that names no zone is UTC. */
const instant = (time: string) => Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);

function badFilter(why: string) {
  return armError(400, 'BadRequest', `The activity log cannot be read: ${why}.`);
}

/** Refusals stand in the log as JSON in a string, in the shape in which they were answered. */
function statusMessage(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

function httpWord(status: number): string {
  const words: Record<number, string> = { 400: 'BadRequest', 403: 'Forbidden', 404: 'NotFound', 409: 'Conflict' };
  return words[status] ?? (status < 300 ? 'Conflict' : `${status}`);
}
