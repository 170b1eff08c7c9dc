import type { Played } from './replay.ts';
import { createSameness } from './sameness.ts';

/** What Azure and the sandbox answered otherwise, at one place of one answer. */
export interface Difference {
  /** `status`, `header location`, `body properties.agentPoolProfiles[].count`. */
  place: string;
  kind: 'missing in the sandbox' | 'only in the sandbox' | 'another value' | 'not the same as elsewhere';
  azure: unknown;
  sandbox: unknown;
}

/** Azure sends them or not, and a client may rely on either. */
const TELLING = [
  'azure-asyncnotification',
  'azure-asyncoperation',
  'content-type',
  'etag',
  'location',
  'retry-after',
  'x-ms-failure-cause',
];

/**
 * Compares recorded answers of one scenario with the sandbox's, in their order: the status, the headers and every member
 * of the body, those that only one of them has included. What is another one each time is compared by its form, and by
 * whether it comes back where it did at Azure.
 */
export function createComparison() {
  const sameness = createSameness();

  function compare(place: string, azure: unknown, sandbox: unknown): Difference[] {
    if (azure === undefined && sandbox === undefined) return [];
    if (sandbox === undefined) return [{ place, kind: 'missing in the sandbox', azure, sandbox }];
    if (azure === undefined) return [{ place, kind: 'only in the sandbox', azure, sandbox }];
    if (Array.isArray(azure) && Array.isArray(sandbox)) {
      const length = Math.max(azure.length, sandbox.length);
      return Array.from({ length }, (_, index) => compare(`${place}[]`, azure[index], sandbox[index])).flat();
    }
    if (isObject(azure) && isObject(sandbox)) {
      const names = new Set([...Object.keys(azure), ...Object.keys(sandbox)]);
      return [...names].flatMap((name) =>
        compare(`${place}${place === 'body' ? ' ' : '.'}${name}`, azure[name], sandbox[name]),
      );
    }
    if (typeof azure !== typeof sandbox || form(place, azure) !== form(place, sandbox)) {
      return [{ place, kind: 'another value', azure, sandbox }];
    }
    // Each request has ids of its own.
    return place.startsWith('header x-ms-') ? [] : sameness(place, `${azure}`, `${sandbox}`);
  }

  function ofHeaders(recorded: Record<string, string>, answered: Headers): Difference[] {
    const names = new Set([...Object.keys(recorded), ...TELLING]);
    const place = 'header x-ms-request-id = x-ms-correlation-request-id';
    return [
      ...[...names].flatMap((name) => compare(`header ${name}`, recorded[name], answered.get(name) ?? undefined)),
      ...compare(
        place,
        hasOneId(recorded),
        hasOneId(recorded) === undefined ? undefined : hasOneId(Object.fromEntries(answered)),
      ),
    ];
  }

  return ({ exchange, path, answer }: Pick<Played, 'exchange' | 'path' | 'answer'>): Difference[] => [
    ...compare(
      'body name = id in the URL',
      namesItself(exchange.path, exchange.responseBody),
      namesItself(path, answer.body),
    ),
    ...compare('status', exchange.status, answer.status),
    ...ofHeaders(exchange.headers, answer.headers),
    ...compare('body', exchange.responseBody ?? '', answer.body),
  ];
}

/** Whether the name of an operation is the id that it is asked for by; undefined of anything else. */
function namesItself(path: string, body: unknown): boolean | undefined {
  const id = /\/operations\/([0-9a-f-]+)\?/.exec(path)?.[1];
  return id === undefined || !isObject(body) || body['name'] === undefined ? undefined : body['name'] === id;
}

/** The gateway's own answers bear one id twice, those of a provider two; undefined where they were not recorded. */
function hasOneId(headers: Record<string, string>): boolean | undefined {
  const { 'x-ms-request-id': id, 'x-ms-correlation-request-id': correlation } = headers;
  return id === undefined ? undefined : id === correlation;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What differs from one answer to the next, and what is left of it. */
const VOLATILE: [what: RegExp, form: string][] = [
  [/^https:\/\/(management\.azure\.com|localhost:\d+)\//, '<host>/'],
  // The long parts of signed URLs are shortened in the recordings.
  [/&c=MIIH[\w-]+&s=[\w-]+&h=[\w-]{43}$/, '&c=<certificate>&s=<signature>&h=<hash>'],
  [/\bt=\d{18}\b/, 't=<ticks>'],
  [/(?<=\/rpfdljob00)\w+/, '<account>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<guid>'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/, '<time>'],
  [/^1\.\d{2}\.\d+$/, '<patch of a Kubernetes minor>'],
  [/^1\.\d{2}$/, '<Kubernetes minor>'],
  [/(?<=^AKS[\w-]+-)\d{6}\.\d\d\.\d$/, '<image>'],
  [/(?<=-)[0-9a-z]{8}(?=\.(portal\.)?hcp\.)/, '<8 characters>'],
  [/^[0-9a-f]{24}$/, '<24 hexadecimal digits>'],
  [/^([A-Z]+):\d{8}T\d{6}Z:/, '<region>:<time>:'],
  [/(?<=,objectId=<guid>\/)[a-z0-9]+/, '<region>'],
  [/^<base64 kubeconfig>$|^[\w+/]{400,}=*$/, '<base64>'],
];

/** In the URL by which a group's deletion is followed: JSON. */
const JOB = /(?<=operationresults\/)ey[\w-]+(?=\?)/;

function form(place: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (place.startsWith('header x-ms-ratelimit')) return value.replace(/^\d+$/, '<number>');
  const told = value.replace(JOB, (job) => Buffer.from(job, 'base64url').toString());
  return VOLATILE.reduce((text, [what, left]) => text.replace(what, left), told);
}
