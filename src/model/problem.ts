import { type Static, Type } from 'typebox';
import { type ProblemCode, problemCatalogue } from './problem-catalogue.ts';
import { actionByWhom } from './problems/entry.ts';

/** One fault inside a request, pointed at as JSON Pointer (RFC 6901), query parameter or header. */
const FieldErrorSchema = Type.Object({
  pointer: Type.Optional(Type.String()),
  parameter: Type.Optional(Type.String()),
  header: Type.Optional(Type.String()),
  code: Type.String(),
  detail: Type.String(),
});
export type FieldError = Static<typeof FieldErrorSchema>;

/** What Azure said, for a support request to Microsoft. */
const AzureErrorSchema = Type.Object({
  code: Type.String(),
  message: Type.Optional(Type.String()),
  status: Type.Optional(Type.Integer()),
  requestId: Type.Optional(Type.String()),
  correlationId: Type.Optional(Type.String()),
  /** `x-ms-client-request-id`: ours, so that it is known even if no answer came. */
  clientRequestId: Type.Optional(Type.String()),
});
export type AzureError = Static<typeof AzureErrorSchema>;

/**
 * A catalogued, user-readable error: in an HTTP answer (RFC 9457), as the `error` of a job, and in events. It carries
 * `code` and `message` beside the RFC's members, because Azure's own pollers show nothing else of a failed operation.
 */
export const ProblemSchema = Type.Object({
  code: Type.String(),
  message: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  class: Type.String(),
  retryable: Type.String(),
  actionBy: Type.Enum([...actionByWhom], { description: 'Whose turn it is' }),
  remedy: Type.String({ description: 'What mends it' }),
  errors: Type.Optional(Type.Array(FieldErrorSchema)),
  azure: Type.Optional(AzureErrorSchema),
});
export type Problem = Static<typeof ProblemSchema>;

/** What a problem may carry beside its code and its sentence. */
export type ProblemExtras = { remedy?: string | undefined; errors?: FieldError[]; azure?: AzureError | undefined };

/** Most `errors` that one problem lists. */
const maxFieldErrors = 50;

/** Makes a problem from its catalogue entry and one sentence about this occurrence. */
export function problem(code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem {
  const { title, status, remedy, ...rest } = problemCatalogue[code];
  return {
    code,
    message: detail,
    title,
    status,
    detail,
    ...rest,
    remedy: extras.remedy || remedy,
    ...(extras.errors ? { errors: extras.errors.slice(0, maxFieldErrors) } : {}),
    ...(extras.azure ? { azure: extras.azure } : {}),
  };
}

/** A problem on its way to the caller. Whatever else is thrown is a fault: logged in full, shown as `internal`. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Members added to the HTTP answer, such as `activeJob`. */
  readonly members: Record<string, unknown>;
  /** How long the caller, or the engine, should wait before trying again, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    value: Problem,
    options: { members?: Record<string, unknown>; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(value.detail, { cause: options.cause });
    this.name = 'ProblemError';
    this.problem = value;
    this.members = options.members ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}
