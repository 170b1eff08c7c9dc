import { JSON_PLAIN, JSON_UTF8, type Reply, ReplyError } from '../http/reply.ts';

/** An error of Resource Manager itself: wrapped in `error`, with a charset and the failure cause (recordings of 2023 to 2026). */
export function armError(
  status: number,
  code: string,
  message: string,
  more: { headers?: Record<string, string>; details?: unknown[]; target?: string; additionalInfo?: unknown[] } = {},
): ReplyError {
  const { headers = {}, ...rest } = more;
  const reply: Reply = {
    status,
    headers: { 'x-ms-failure-cause': 'gateway', ...headers },
    contentType: JSON_UTF8,
    body: { error: { code, message, ...rest } },
  };
  return new ReplyError(reply, message);
}

/** An error of AKS: bare, keys in alphabetical order, `details` null and `subcode` empty when there is nothing to say. */
export function aksError(
  status: number,
  code: string,
  message: string,
  more: { headers?: Record<string, string>; details?: unknown[]; subcode?: string; target?: string } = {},
): ReplyError {
  const { headers = {}, details = null, subcode = '', target } = more;
  const body = { code, details, message, subcode, ...(target === undefined ? {} : { target }) };
  return new ReplyError({ status, headers, contentType: JSON_PLAIN, body }, message);
}

/** The gateway's answer for what is not there (recorded). */
export function resourceNotFound(type: string, name: string, group: string): ReplyError {
  return armError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** What a caller hears who may not do that there. */
export function authorizationFailed(objectId: string, action: string, scope: string): ReplyError {
  return armError(
    403,
    'AuthorizationFailed',
    `The client '${objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** 400 of whatever is in a region, and does not say in which. */
export function locationRequired(): ReplyError {
  return armError(400, 'LocationRequired', 'The location property is required for this definition.');
}

/** Resource Manager's 404 for a resource group. */
export function groupNotFound(group: string): ReplyError {
  return armError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
}
