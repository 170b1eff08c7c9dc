import { type CatalogueEntry, caller, internal, platform } from './entry.ts';

/** What an HTTP request can be told at once. */
export const requestProblems = {
  'malformed-json': caller(400, 'The body is not valid JSON', 'Send what a JSON library writes, in UTF-8.'),
  'invalid-request': caller(
    400,
    'The body does not follow the schema',
    'Correct each place that errors points at; /openapi.json has the schema.',
  ),
  'invalid-parameter': caller(
    400,
    'A path or query parameter is not valid',
    'Correct the parameter that errors names; use nextCursor unchanged.',
  ),
  'invalid-header': caller(400, 'A header is not valid', 'Correct the header that errors names.'),
  'bad-url': caller(400, 'The URL cannot be decoded', 'Encode the path: a % is written %25.'),
  unauthenticated: caller(
    401,
    'No valid credential was given',
    'Send Authorization: Bearer with a key that is valid; the operator gives out keys.',
  ),
  'insufficient-scope': caller(
    403,
    'The credential lacks a scope',
    'Use a key with the scope that requiredScope names, or ask the operator for one.',
  ),
  'account-not-allowed': caller(
    403,
    'This account is not open to the caller',
    'Name an account and a subscription that are open to your tenant, or ask the operator to open this one.',
  ),
  'not-found': caller(404, 'There is no such resource', 'Check the id, and that the key is one of its tenant.'),
  'method-not-allowed': caller(405, 'The resource does not support this method', 'Use a method that Allow lists.'),
  'not-acceptable': caller(
    406,
    'None of the accepted media types can be served',
    'Accept application/json and application/problem+json.',
  ),
  'request-timeout': caller(
    408,
    'The request did not arrive in time',
    'Send it again; if it lasts, look for a slow or broken network path.',
  ),
  'cluster-already-exists': caller(
    409,
    'A cluster of this name exists',
    'Follow the job that existing links to, choose another name, or delete the cluster first.',
  ),
  'operation-in-progress': caller(
    409,
    'Another job is active on the cluster',
    'Wait for the job that activeJob links to, then send the request again.',
    { retryable: 'now' },
  ),
  'invalid-state': caller(
    409,
    'The resource is not in a state that allows this',
    'Read the resource: its state says what can be asked of it.',
  ),
  'cni-migration-refused': caller(
    409,
    'The cluster has another CNI, which is not replaced in place',
    'Order a cluster with the other CNI, move the workloads there and delete this one. To upgrade the CNI that is there, name its own plug-in.',
    { retryable: 'never' },
  ),
  declared: caller(
    409,
    'The resource is declared by whoever runs Slipway',
    'Ask whoever runs Slipway to change it in the declaration file.',
    { actionBy: 'operator' },
  ),
  'deletion-protected': caller(
    409,
    'The cluster is protected from being deleted',
    'If it is to go, set deletionProtection to false (PATCH /v1/clusters/{id}), then delete it.',
  ),
  'limit-reached': caller(409, 'A limit of this tenant is reached', 'Remove what is no longer used.'),
  gone: caller(410, 'The resource is gone', 'Nothing brings it back; lastJob links to its deletion.', {
    retryable: 'never',
  }),
  'precondition-failed': caller(
    412,
    'The resource has changed since it was read',
    'Read it again, decide again, and send its new ETag.',
  ),
  'content-too-large': caller(
    413,
    'The body is too large',
    'Send less: large values of a CNI belong into a chart of your own.',
  ),
  'uri-too-long': caller(414, 'The URL is too long', 'Shorten the URL.'),
  'unsupported-media-type': caller(
    415,
    'The body is of a type that is not understood',
    'Send application/json in UTF-8, not compressed.',
  ),
  'expectation-failed': caller(417, 'The Expect header cannot be met', 'Leave the Expect header out.'),
  'validation-failed': caller(422, 'The order breaks a rule', 'Correct each place that errors points at.'),
  'network-conflict': caller(
    422,
    'Address ranges collide',
    'Choose ranges that overlap neither each other nor what they are said to collide with.',
  ),
  'unsupported-version': caller(
    422,
    'The Kubernetes version is not offered',
    'Choose a version that the region offers (az aks get-versions -l <region>), or leave it out for the default.',
  ),
  'idempotency-key-reused': caller(
    422,
    'The idempotency key belongs to another request',
    'Use a new key for a new request.',
  ),
  'url-not-allowed': caller(
    422,
    'The destination address is not allowed by the administrator',
    'Use https on a public address, or ask the operator to allow this one.',
  ),
  'headers-too-large': caller(
    431,
    'The headers are too large',
    'Look for a cookie or a token that does not belong here.',
  ),
  internal: internal(
    500,
    'Something failed inside Slipway',
    'Try again later; the operator finds the rest in the log, under the request or job id.',
  ),
  paused: platform(503, 'The operator has paused this', 'Send it again after Retry-After, with the same key.', {
    retryable: 'now',
    actionBy: 'operator',
  }),
  'dependency-unavailable': internal(
    503,
    'Something Slipway needs does not answer',
    'Send it again after Retry-After, with the same idempotency key; if it lasts, the operator looks after Redis.',
  ),
  'store-full': platform(
    503,
    'There is no room for new orders',
    'Order again after Retry-After; what was accepted goes on. If it lasts, the operator gives Redis more memory.',
    { retryable: 'now', actionBy: 'operator' },
  ),
} as const satisfies Record<string, CatalogueEntry>;
