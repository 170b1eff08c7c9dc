import { Ajv, type ErrorObject } from 'ajv';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { type FieldError, ProblemError, problem } from '../../../model/problem.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { explain, type Fault } from './explain.ts';
import { chooseBranches } from './union.ts';

/** What Fastify throws when a part of a request does not follow its schema. */
export interface ValidationError extends Error {
  validation: ErrorObject[];
  validationContext: string;
}

/** Bodies are taken literally; paths and queries, which can only be text, are read as what they should be. */
export function useStrictValidation(app: FastifyInstance): void {
  const options = { allErrors: true, verbose: true, strict: true, allowUnionTypes: true };
  const body = new Ajv({ ...options, keywords: ['discriminator'] });
  const text = new Ajv({ ...options, coerceTypes: true });
  app.addHook('onRoute', (route) => {
    const noQuery = { type: 'object', properties: {}, additionalProperties: false };
    if (route.url.startsWith('/v1/')) route.schema = { querystring: noQuery, ...route.schema };
  });
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    if (httpPart !== 'body') return text.compile(schema);
    for (const [id, shared] of Object.entries(app.getSchemas())) {
      if (!(id in body.schemas)) body.addSchema(shared as TSchema, id);
    }
    return body.compile(schema);
  });
  // Its result is never validated against: the answer to a caller is JSON as it is.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

export function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && 'validation' in error && Array.isArray(error.validation);
}

/**
 * What breaks the schema of the body, for a route with `attachValidation` that has more to say of it.
 * @throws ProblemError for a faulty query, path or header
 */
export function bodyFaults({ validationError: error }: FastifyRequest): Fault[] {
  if (!isValidationError(error)) return [];
  if (error.validationContext !== 'body') throw problemOf(error);
  return faultsOf(error);
}

/** The faults of a request, one sentence each. */
function faultsOf(error: ValidationError): Fault[] {
  return chooseBranches(error.validation).map(explain);
}

/** The problem to answer when a part of a request does not follow its schema. */
export function problemOf(error: ValidationError): ProblemError {
  const faults = faultsOf(error);
  switch (error.validationContext) {
    case 'params':
      return new HttpProblem('not-found', 'There is no resource of this id.');
    case 'querystring':
      return refusal('invalid-parameter', faults.map(asParameter));
    default:
      return refusal(faults.every((fault) => fault.kind === 'text') ? 'validation-failed' : 'invalid-request', faults);
  }
}

/** A problem that lists its faults and whose sentence is the first of them. */
export function refusal(code: Parameters<typeof problem>[0], errors: readonly FieldError[]): ProblemError {
  const first = errors[0]?.detail ?? 'The request is not valid.';
  const more = errors.length > 1 ? ` And ${errors.length - 1} more, see errors.` : '';
  return new ProblemError(problem(code, `${first}${more}`, { errors: errors.map(withoutKind) }));
}

function withoutKind(error: FieldError & { kind?: unknown }): FieldError {
  const { kind: _, ...rest } = error;
  return rest;
}

function asParameter({ pointer, code, detail }: Fault): FieldError {
  return { parameter: (pointer ?? '').slice(1), code, detail: detail.replace(/^\//, '') };
}
