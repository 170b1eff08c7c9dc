import { defined } from './json.ts';
import type { Fields } from './types/object.ts';

/** One reason why an object was refused. */
export interface Cause {
  reason: string;
  field: string;
  message: string;
}

/** `details` of a `Status`. */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: Cause[];
  retryAfterSeconds?: number;
}

/** A refusal, answered as a Kubernetes `Status`. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** The `Status` body of a refusal. */
export function statusBody(error: ApiError): Fields {
  return defined({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: error.reason === '' ? undefined : error.reason,
    details: error.details,
    code: error.code,
  });
}

/** The `Status` body of a success, such as a finished delete. */
export function successBody(details: StatusDetails): Fields {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** What names a kind in an error: its plural and group. */
export interface Named {
  plural: string;
  group: string;
  kind: string;
}

const qualified = (word: string, group: string) => (group === '' ? word : `${word}.${group}`);
const detailsOf = (kind: Named, name: string): StatusDetails =>
  defined({ name, group: kind.group === '' ? undefined : kind.group, kind: kind.plural });

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function notFound(kind: Named, name: string): ApiError {
  return new ApiError(
    404,
    'NotFound',
    `${qualified(kind.plural, kind.group)} "${name}" not found`,
    detailsOf(kind, name),
  );
}

/** 404 for a path that names no kind; `notFound` is for an object that is not there. */
export function noSuchResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(kind: Named, name: string): ApiError {
  const message = `${qualified(kind.plural, kind.group)} "${name}" already exists`;
  return new ApiError(409, 'AlreadyExists', message, detailsOf(kind, name));
}

/** 409 for a write to another version of the object than the one that is there, or for what forbids it now. */
export function conflict(kind: Named, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(kind.plural, kind.group)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(kind, name));
}

export function forbidden(kind: Named, name: string, why: string): ApiError {
  const message = `${qualified(kind.plural, kind.group)} "${name}" is forbidden: ${why}`;
  return new ApiError(403, 'Forbidden', message, detailsOf(kind, name));
}

/** 422 that names every field that is wrong. */
export function invalid(kind: Named, name: string, causes: Cause[]): ApiError {
  const said = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const list = said.length === 1 ? said[0] : `[${said.join(', ')}]`;
  const message = `${qualified(kind.kind, kind.group)} "${name}" is invalid: ${list}`;
  const details = defined({ name, group: kind.group === '' ? undefined : kind.group, kind: kind.kind, causes });
  return new ApiError(422, 'Invalid', message, details);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function unsupportedMediaType(supported: string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`;
  return new ApiError(415, 'UnsupportedMediaType', message, {});
}

/** 410 for a watch or a page from before what is remembered; clients then list anew. */
export function expired(asked: number, oldest: number): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${asked} (${oldest})`);
}
