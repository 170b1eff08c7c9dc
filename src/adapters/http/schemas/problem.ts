import { Type } from 'typebox';
import { ProblemSchema } from '../../../model/problem.ts';
import { type ProblemCode, problemCatalogue } from '../../../model/problem-catalogue.ts';
import { ref } from './ref.ts';

/** An error as callers see it: RFC 9457, and what Azure's pollers look for. */
export const ProblemView = Type.Object(
  {
    type: Type.String({ description: 'Where the code is explained' }),
    ...ProblemSchema.properties,
    instance: Type.Optional(Type.String({ description: '`urn:uuid:` and the request id' })),
    requestId: Type.Optional(Type.String({ description: 'Quote it to the operator' })),
  },
  { $id: 'Problem', description: 'An error. Members beside these (`activeJob`, `existing`) depend on the code.' },
);

/** One entry of the catalogue, as `GET /problems/{code}` explains it. */
export const ProblemEntryView = Type.Object(
  {
    type: Type.String(),
    code: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    class: Type.String({ description: 'caller, platform, azure-capacity, azure-transient or internal' }),
    retryable: Type.String({ description: 'Whether the same request may succeed: now, after-fix or never' }),
    actionBy: ProblemSchema.properties.actionBy,
    remedy: ProblemSchema.properties.remedy,
  },
  { $id: 'ProblemEntry' },
);

/** What every call under /v1 may answer. */
const everywhere: ProblemCode[] = [
  'invalid-parameter',
  'invalid-header',
  'bad-url',
  'unauthenticated',
  'insufficient-scope',
  'method-not-allowed',
  'not-acceptable',
  'uri-too-long',
  'headers-too-large',
  'internal',
  'dependency-unavailable',
];
/** What every call with a body may answer. */
const withBody: ProblemCode[] = ['malformed-json', 'invalid-request', 'content-too-large', 'unsupported-media-type'];

/** What a route may answer that asks Azure while its caller waits. */
export const azure = ['azure-throttled', 'azure-unavailable', 'azure-forbidden', 'azure-unauthenticated'] as const;

/** The error answers of a route that needs a key, by status; each says which codes it may carry. */
export function problems(...codes: (ProblemCode | 'body')[]) {
  return publicProblems(...everywhere, ...codes.flatMap((code) => (code === 'body' ? withBody : [code])));
}

/** The error answers of a route that needs none. */
export function publicProblems(...codes: ProblemCode[]) {
  const byStatus = Object.groupBy(codes, (code) => problemCatalogue[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: ref(ProblemView) } },
      },
    ]),
  );
}
