import type { Reply } from '../http/reply.ts';
import { isObject, list, object, text } from '../json.ts';
import type { CatalogueEntry } from './entry.ts';

const operationHeaders = ['azure-asyncoperation', 'location', 'retry-after'];
const elsewhere = 'https://elsewhere.example';

/** Faults of an answer: what was asked has been done. */
export const bends = {
  'lost-response': {
    what: 'the create is accepted and the connection cut before the 201',
    source: 'pulumi/pulumi-azure#155',
    on: ['put'],
    timesByTag: 1,
    bend: ({ status }) => ({ status, hangUp: true }),
  },
  'lost-delete-response': {
    what: 'the delete is accepted and the connection cut before the 202',
    source: 'pulumi/pulumi-azure#155',
    on: ['delete', 'group-delete'],
    timesByTag: 1,
    bend: ({ status }) => ({ status, hangUp: true }),
  },
  'late-answer': {
    what: 'it is done at once and answered late (`params.seconds`, 60, of the wall clock)',
    source: 'Azure/azure-cli#7211',
    on: ['put'],
    timesByTag: 1,
    bend: (reply, params) => ({ ...reply, lateMs: Number(params['seconds'] ?? 60) * 1000 }),
  },
  'no-async-header': {
    what: '201 without `Azure-AsyncOperation`',
    source: 'ours: the header is optional in the specification',
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
    source: 'ours: a token must not follow',
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
    source: 'ours: a token must not follow',
    on: ['list', 'list-in-group', 'group-resources'],
    bend: (reply, params) => ({
      ...reply,
      body: { ...object(reply.body), nextLink: `${text(params['origin']) ?? elsewhere}/next?api-version=2021-04-01` },
    }),
  },
  'empty-body': {
    what: 'the status alone, without a body',
    source: 'ours: proxies cut bodies',
    on: ['put', 'get'],
    timesByTag: 2,
    bend: ({ body: _, ...reply }) => reply,
  },
  'strange-state': {
    what: 'a cluster in the making calls its state `Reconciling` (`params.state`)',
    source: 'the specification: the state is a free text',
    on: ['put', 'get'],
    bend: (reply, params) => {
      const body = object(reply.body);
      const properties = object(body['properties']);
      if (properties['provisioningState'] !== 'Creating') return reply;
      const provisioningState = text(params['state']) ?? 'Reconciling';
      return { ...reply, body: { ...body, properties: { ...properties, provisioningState } } };
    },
  },
  'strange-status': {
    what: 'an operation under way calls its status `ProvisionNetworkResources` (`params.status`)',
    source: 'hashicorp/terraform-provider-azurerm#27839',
    on: ['poll'],
    bend: (reply, params) => {
      const body = object(reply.body);
      if (body['status'] !== 'InProgress') return reply;
      return { ...reply, body: { ...body, status: text(params['status']) ?? 'ProvisionNetworkResources' } };
    },
  },
  'operation-stuck': {
    what: 'the operation stays `InProgress` for ever, though the cluster has long been made',
    source: 'Azure/AKS#1968',
    on: ['poll'],
    bend: (reply) => {
      const { endTime: _, error: __, ...body } = object(reply.body);
      return 'status' in body ? { ...reply, body: { ...body, status: 'InProgress' } } : reply;
    },
  },
  'tags-dropped': {
    what: 'a policy (`modify`) takes all tags but the sandbox’s own off the cluster',
    source: 'Azure/AKS#3832',
    on: ['put', 'get', 'list-in-group'],
    bend: (reply) => ({ ...reply, body: withoutTags(reply.body) }),
  },
  'list-lags': {
    what: 'lists do not have what was made last',
    source: 'hashicorp/terraform-provider-azurerm#25758',
    on: ['list', 'list-in-group', 'group-resources'],
    bend: (reply) => {
      const body = object(reply.body);
      return Array.isArray(body['value']) ? { ...reply, body: { ...body, value: body['value'].slice(0, -1) } } : reply;
    },
  },
  'credentials-empty': {
    what: 'the credentials of the cluster are an empty list',
    source: 'Azure/azure-sdk-for-go#17648',
    on: ['credentials'],
    timesByTag: 3,
    bend: (reply) => ({ ...reply, body: { kubeconfigs: [] } }),
  },
  'api-server-nowhere': {
    what: 'the kubeconfig names an API server where nobody is (`params.host`, `localhost:1`)',
    source: 'Azure/AKS#2171',
    on: ['credentials'],
    bend: (reply, params) => {
      const host = text(params['host']) ?? 'localhost:1';
      const kubeconfigs = list(object(reply.body)['kubeconfigs']).map((one) => {
        const { value, ...rest } = object(one);
        const config = Buffer.from(`${value}`, 'base64').toString();
        const elsewhere = config.replace(/(server: https:\/\/)[^/\n]+/, `$1${host}`);
        return { ...rest, value: Buffer.from(elsewhere).toString('base64') };
      });
      return { ...reply, body: { kubeconfigs } };
    },
  },
  'activity-log-late': {
    what: 'the activity log has nothing yet; Azure gives it up to twenty minutes',
    source: 'learn.microsoft.com/azure/azure-monitor/platform/activity-log',
    on: ['activity-log'],
    bend: (reply) => ({ ...reply, body: { value: [] } }),
  },
  'no-etag': {
    what: 'the cluster reads back without `eTag`',
    source: 'api-versions before 2024-09 have none',
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

/** The sandbox's own tag stays, or it would not be known what to do. */
function withoutTags(body: unknown): unknown {
  const { tags, ...rest } = object(body);
  if (Array.isArray(rest['value'])) return { ...rest, value: rest['value'].map(withoutTags) };
  if (tags === undefined) return body;
  const own = Object.entries(object(tags)).filter(([name]) => name.toLowerCase() === 'sandbox-fault');
  return { ...rest, tags: Object.fromEntries(own) };
}
