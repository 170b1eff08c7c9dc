import { linkedAuthorizationFailed, writeForbidden } from '../arm/clusters/failures.ts';
import { aksError, armError, groupNotFound, resourceNotFound } from '../arm/errors.ts';
import { text } from '../json.ts';
import type { CatalogueEntry } from './entry.ts';

const TRANSIENT = 'learn.microsoft.com/azure/architecture/best-practices/transient-faults';

/** Answers in the handler's place that pass: Azure is busy, broken, or not yet of one mind. */
export const refusals = {
  busy: {
    what: '409 `OperationNotAllowed`, as if another operation were in progress',
    source: 'Azure/azure-cli-extensions#9855',
    on: ['put', 'delete'],
    timesByTag: 2,
    answer: ({ operationId, now }) =>
      aksError(
        409,
        'OperationNotAllowed',
        `Operation is not allowed because there's an in progress update managed cluster operation (operation ID: ${operationId}) on the managed cluster started on UTC ${new Date(now).toISOString().slice(0, 19)}Z. Please wait for it to finish before starting a new operation. You can also use 'az aks operation-abort ...' to abort the ongoing operation.`,
      ).reply,
  },
  'etag-mismatch': {
    what: '409 `EtagMismatch` with the text of an operation in progress, though no ETag was sent',
    source: 'Azure/terraform-azurerm-aks#604',
    on: ['put', 'delete'],
    timesByTag: 2,
    answer: () =>
      aksError(409, 'EtagMismatch', 'Operation is not allowed: Another operation is in progress', {
        details: [{ code: 'Unspecified', message: 'rpc error: code = FailedPrecondition desc = Etag mismatched' }],
        subcode: 'PutManagedClusterAndComponents_FailedPrecondition',
      }).reply,
  },
  'etag-changed': {
    what: '412 `PreconditionFailed` on a change of tags: somebody else changed the cluster a moment ago',
    source: 'kubernetes-sigs/cloud-provider-azure#9728',
    on: ['patch'],
    timesByTag: 2,
    answer: () =>
      aksError(412, 'PreconditionFailed', 'Etag provided in if-match header "2" does not match etag "3" of resource.')
        .reply,
  },
  'service-unavailable': {
    what: '503 `ServiceUnavailable`',
    source: 'Azure/azure-service-operator#4902',
    on: ['put'],
    timesByTag: 2,
    answer: () =>
      armError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please try again later.').reply,
  },
  'internal-error': {
    what: '500 `InternalServerError`',
    source: TRANSIENT,
    on: ['put', 'get', 'delete'],
    timesByTag: 2,
    answer: () => aksError(500, 'InternalServerError', 'Internal server error').reply,
  },
  'gateway-page': {
    what: 'a page of HTML from a gateway, 502 or `params.status`',
    source: 'Azure/azure-cli#7211',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: (_subject, params) => ({
      status: Number(params['status'] ?? 502),
      contentType: 'text/html; charset=utf-8',
      raw: '<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Our services are not available</h1></body></html>',
    }),
  },
  'connection-reset': {
    what: 'the connection is cut before anything is done',
    source: TRANSIENT,
    on: ['put', 'get'],
    timesByTag: 2,
    answer: () => ({ status: 503, hangUp: true }),
  },
  redirected: {
    what: '307 to another host (`params.to`, `https://elsewhere.example`)',
    source: 'ours: a token must not follow',
    on: ['get'],
    timesByTag: 2,
    answer: ({ path }, params) => ({
      status: 307,
      headers: { location: `${text(params['to']) ?? 'https://elsewhere.example'}${path}` },
    }),
  },
  'reads-lag': {
    what: '404 `ResourceNotFound` on a GET of a cluster that has just been made',
    source: 'Azure/azure-sdk-for-go#21608',
    on: ['get'],
    timesByTag: 2,
    answer: ({ name, group }) => resourceNotFound('Microsoft.ContainerService/managedClusters', name, group).reply,
  },
  'group-lag': {
    what: '404 `ResourceGroupNotFound` on the PUT of a cluster in a group that has just been made',
    source: 'hashicorp/terraform-provider-azurerm#18268',
    on: ['put'],
    timesByTag: 2,
    answer: ({ group }) => groupNotFound(group).reply,
  },
  'right-spreading': {
    what: '403 `LinkedAuthorizationFailed` on the PUT, as while a role that was just given spreads',
    source: 'Azure/AKS#357',
    on: ['put'],
    timesByTag: 2,
    answer: ({ path }) => {
      const { code, message } = linkedAuthorizationFailed(path);
      return armError(403, code, message).reply;
    },
  },
  'right-comes-and-goes': {
    what: '403 `AuthorizationFailed` now and then, as the copies of a role assignment differ',
    source: 'MicrosoftDocs/azure-docs#35586; learn.microsoft.com/azure/role-based-access-control/troubleshooting',
    on: ['put', 'get', 'credentials'],
    timesByTag: 2,
    answer: ({ path }) => writeForbidden(path).reply,
  },
  'token-refused': {
    what: '401 `ExpiredAuthenticationToken` for a token that is good for long yet',
    source: 'RFC 6750, section 3.1',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: ({ now }) => {
      const [expiry, current] = [now - 1000, now].map((at) => new Date(at).toISOString());
      const message = `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${current}'.`;
      const challenge = `Bearer error="invalid_token", error_description="${message}"`;
      return armError(401, 'ExpiredAuthenticationToken', message, { headers: { 'www-authenticate': challenge } }).reply;
    },
  },
  'claims-challenged': {
    what: '401 with a claims challenge: the token was revoked, a new one with those claims is asked for',
    source: 'learn.microsoft.com/entra/identity-platform/claims-challenge',
    on: ['put', 'get'],
    timesByTag: 1,
    answer: ({ now }) => {
      const claims = { access_token: { nbf: { essential: true, value: `${Math.floor(now / 1000)}` } } };
      const encoded = Buffer.from(JSON.stringify(claims)).toString('base64');
      const message =
        'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
      const challenge = `Bearer realm="", error="insufficient_claims", error_description="${message}", claims="${encoded}"`;
      return armError(401, 'InvalidAuthenticationToken', message, { headers: { 'www-authenticate': challenge } }).reply;
    },
  },
  'poll-404': {
    what: '404 on the operation status URL',
    source: 'Azure/azure-powershell#7119',
    on: ['poll'],
    answer: ({ operationId }) =>
      armError(404, 'OperationNotFound', `The operation '${operationId}' was not found.`).reply,
  },
  'poll-500': {
    what: '500 on the operation status URL, for a while',
    source: TRANSIENT,
    on: ['poll'],
    timesByTag: 3,
    answer: () => aksError(500, 'InternalServerError', 'Internal server error').reply,
  },
  'credentials-late': {
    what: '404 on the credentials of a cluster that is there',
    source: 'Azure/AKS#809',
    on: ['credentials'],
    timesByTag: 3,
    answer: ({ name }) =>
      aksError(404, 'NotFound', `Could not find the credential of the managed cluster resource: ${name}.`).reply,
  },
} satisfies Record<string, CatalogueEntry>;
