import { linkedAuthorizationFailed } from '../arm/clusters/failures.ts';
import { aksError, armError, groupNotFound, resourceNotFound } from '../arm/errors.ts';
import type { Reply } from '../http/reply.ts';
import { type JsonObject, text } from '../json.ts';
import type { CatalogueEntry, FaultSubject } from './entry.ts';

const seconds = (params: JsonObject, fallback: number) => Number(params['retryAfter'] ?? fallback);

function throttled({ subscriptionId }: FaultSubject, wait: number, headers: Record<string, string>): Reply {
  const message = `The PutManagedClusterHandler.PUT request limit has been exceeded for SubID='${subscriptionId}', please retry again in ${wait} seconds. For more information, please visit aka.ms/aks/throttling`;
  return aksError(429, 'Throttled', message, { headers }).reply;
}

/** Faults that answer in the handler's place. */
export const refusals = {
  throttled: {
    what: '429 `Throttled` with `Retry-After` (`params.retryAfter` seconds, 1)',
    on: ['put'],
    timesByTag: 2,
    answer: (subject, params) => {
      const wait = seconds(params, 1);
      return throttled(subject, wait, { 'retry-after': `${wait}` });
    },
  },
  'throttled-without-retry-after': {
    what: '429 `Throttled` without the header; only the text names the seconds',
    on: ['put'],
    timesByTag: 2,
    answer: (subject, params) => throttled(subject, seconds(params, 1), {}),
  },
  busy: {
    what: '409 `OperationNotAllowed`, as if another operation were in progress',
    on: ['put', 'delete'],
    timesByTag: 2,
    answer: ({ operationId }) =>
      aksError(
        409,
        'OperationNotAllowed',
        `Operation is not allowed because there's an in progress update managed cluster operation (operation ID: ${operationId}) on the managed cluster started on UTC ${new Date().toISOString().slice(0, 19)}Z. Please wait for it to finish before starting a new operation. You can also use 'az aks operation-abort ...' to abort the ongoing operation.`,
      ).reply,
  },
  'etag-mismatch': {
    what: '409 `EtagMismatch` with the text of an operation in progress, though no ETag was sent',
    on: ['put', 'delete'],
    timesByTag: 2,
    answer: () =>
      aksError(409, 'EtagMismatch', 'Operation is not allowed: Another operation is in progress', {
        details: [{ code: 'Unspecified', message: 'rpc error: code = FailedPrecondition desc = Etag mismatched' }],
        subcode: 'PutManagedClusterAndComponents_FailedPrecondition',
      }).reply,
  },
  'service-unavailable': {
    what: '503 `ServiceUnavailable`',
    on: ['put'],
    timesByTag: 2,
    answer: () =>
      armError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please try again later.').reply,
  },
  'gateway-page': {
    what: 'a page of HTML from a gateway, 502 or `params.status`',
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
    on: ['put', 'get'],
    timesByTag: 2,
    answer: () => ({ status: 503, hangUp: true }),
  },
  redirected: {
    what: '307 to another host (`params.to`, `https://elsewhere.example`)',
    on: ['get'],
    timesByTag: 2,
    answer: ({ path }, params) => ({
      status: 307,
      headers: { location: `${text(params['to']) ?? 'https://elsewhere.example'}${path}` },
    }),
  },
  'reads-lag': {
    what: '404 `ResourceNotFound` on a GET of a cluster that has just been made',
    on: ['get'],
    timesByTag: 2,
    answer: ({ name, group }) => resourceNotFound('Microsoft.ContainerService/managedClusters', name, group).reply,
  },
  'group-lag': {
    what: '404 `ResourceGroupNotFound` on the PUT of a cluster in a group that has just been made',
    on: ['put'],
    timesByTag: 2,
    answer: ({ group }) => groupNotFound(group).reply,
  },
  'right-spreading': {
    what: '403 `LinkedAuthorizationFailed` on the PUT, as while a role that was just given spreads',
    on: ['put'],
    timesByTag: 2,
    answer: ({ path }) => {
      const { code, message } = linkedAuthorizationFailed(path);
      return armError(403, code, message).reply;
    },
  },
  quota: {
    what: '400 `ErrCode_InsufficientVCPUQuota` on the PUT',
    on: ['put'],
    answer: ({ location }) =>
      aksError(
        400,
        'ErrCode_InsufficientVCPUQuota',
        `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota 0, requested quota 6`,
      ).reply,
  },
  'subnet-delegated': {
    what: '400 `SubnetIsDelegated` on the PUT',
    on: ['put'],
    answer: () =>
      aksError(
        400,
        'SubnetIsDelegated',
        'Subnet aks-nodes is delegated to Microsoft.ContainerInstance/containerGroups and cannot be used by AKS. Please use a subnet without delegation.',
        { target: 'agentPoolProfile.vnetSubnetID' },
      ).reply,
  },
  locked: {
    what: '409 `ScopeLocked` on the DELETE of a cluster or of a resource group (`CanNotDelete`)',
    on: ['delete', 'group-delete'],
    answer: ({ path, subscriptionId, group }) => {
      const scope = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
      return armError(
        409,
        'ScopeLocked',
        `The scope '${path}' cannot perform delete operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
      ).reply;
    },
  },
  'poll-404': {
    what: '404 on the operation status URL',
    on: ['poll'],
    answer: ({ operationId }) =>
      armError(404, 'OperationNotFound', `The operation '${operationId}' was not found.`).reply,
  },
} satisfies Record<string, CatalogueEntry>;
