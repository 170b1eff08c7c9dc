import type { Reply } from '../http/reply.ts';
import { isObject, object, text } from '../json.ts';
import type { CatalogueEntry } from './entry.ts';

const operationHeaders = ['azure-asyncoperation', 'location', 'retry-after'];
const elsewhere = 'https://elsewhere.example';

/** Faults of an answer: what was asked has been done. */
export const bends = {
  'lost-response': {
    what: 'the create is accepted and the connection cut before the 201',
    on: ['put'],
    timesByTag: 1,
    bend: ({ status }) => ({ status, hangUp: true }),
  },
  'lost-delete-response': {
    what: 'the delete is accepted and the connection cut before the 202',
    on: ['delete', 'group-delete'],
    timesByTag: 1,
    bend: ({ status }) => ({ status, hangUp: true }),
  },
  'late-answer': {
    what: 'it is done at once and answered late (`params.seconds`, 60, of the wall clock)',
    on: ['put'],
    timesByTag: 1,
    bend: (reply, params) => ({ ...reply, lateMs: Number(params['seconds'] ?? 60) * 1000 }),
  },
  'no-async-header': {
    what: '201 without `Azure-AsyncOperation`',
    on: ['put'],
    bend: (reply) => ({
      ...reply,
      headers: Object.fromEntries(
        Object.entries(reply.headers ?? {}).filter(([name]) => !operationHeaders.includes(name)),
      ),
    }),
  },
  'foreign-operation-url': {
    what: 'the operation URLs lead to another host (`params.origin`, `https://elsewhere.example`)',
    on: ['put', 'delete', 'abort', 'group-delete'],
    bend: (reply, params) => ({
      ...reply,
      headers: Object.fromEntries(
        Object.entries(reply.headers ?? {}).map(([name, value]) => [
          name,
          name === 'retry-after' ? value : moved(value, text(params['origin'])),
        ]),
      ),
    }),
  },
  'foreign-next-link': {
    what: 'the next page of a list is on another host (`params.origin`, `https://elsewhere.example`)',
    on: ['list', 'list-in-group', 'group-resources'],
    bend: (reply, params) => ({
      ...reply,
      body: { ...object(reply.body), nextLink: `${text(params['origin']) ?? elsewhere}/next?api-version=2021-04-01` },
    }),
  },
  'empty-body': {
    what: 'the status alone, without a body',
    on: ['put', 'get'],
    timesByTag: 2,
    bend: ({ body: _, ...reply }) => reply,
  },
  'strange-state': {
    what: 'a cluster in the making calls its state `Reconciling` (`params.state`)',
    on: ['put', 'get'],
    bend: (reply, params) => {
      const body = object(reply.body);
      const properties = object(body['properties']);
      if (properties['provisioningState'] !== 'Creating') return reply;
      const provisioningState = text(params['state']) ?? 'Reconciling';
      return { ...reply, body: { ...body, properties: { ...properties, provisioningState } } };
    },
  },
  'no-etag': {
    what: 'the cluster reads back without `eTag`',
    on: ['get'],
    bend: withoutEtag,
  },
} satisfies Record<string, CatalogueEntry>;

function moved(url: string, origin = elsewhere): string {
  const { pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`;
}

function withoutEtag(reply: Reply): Reply {
  if (!isObject(reply.body)) return reply;
  const { eTag: _, ...body } = reply.body;
  return { ...reply, body };
}
