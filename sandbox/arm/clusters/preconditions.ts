import { text } from '../../json.ts';
import { aksError } from '../errors.ts';
import type { ArmRequest } from '../request.ts';

/** A thing with an ETag, as it stands now. */
export interface Tagged {
  name: string;
  eTag?: string | undefined;
}

/** `If-None-Match: *` makes a create exactly-once; `If-Match` guards an update (AKS documentation on ETags). */
export function checkPreconditions(
  { headers }: ArmRequest,
  existing: Tagged | undefined,
  what: 'managed cluster' | 'agent pool' = 'managed cluster',
): void {
  const [match, noneMatch] = [text(headers['if-match']), text(headers['if-none-match'])];
  if (match !== undefined && noneMatch !== undefined) {
    throw aksError(400, 'BadRequest', 'If-Match and If-None-Match cannot be used together.');
  }
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw aksError(400, 'BadRequest', "If-None-Match only accepts the value '*'.");
  }
  if (noneMatch === '*' && existing !== undefined) throw alreadyExists(existing.name, what);
  const eTag = existing?.eTag;
  if (match !== undefined && match !== '*' && match.replaceAll('"', '') !== eTag) {
    throw failed(`Etag provided in if-match header "${match}" does not match etag "${eTag ?? ''}" of resource.`);
  }
  if (match === '*' && existing === undefined) {
    throw failed(`The ${what} does not exist, so the If-Match condition is not met.`);
  }
}

/** 412 of a create that says `If-None-Match: *`. */
export function alreadyExists(name: string, what = 'managed cluster') {
  return failed(`The ${what} ${name} already exists, so the If-None-Match condition is not met.`);
}

function failed(message: string) {
  return aksError(412, 'PreconditionFailed', message);
}
