import { aksError, armError } from '../arm/errors.ts';
import type { CallKind } from '../arm/request.ts';
import type { ReplyError } from '../http/reply.ts';
import type { JsonObject } from '../json.ts';

/** What a fault's answer may speak of. */
export interface FaultSubject {
  clusterName: string;
  subscriptionId: string;
  location: string;
  operationId: string;
}

export interface CatalogueEntry {
  what: string;
  /** For faults that answer in the handler's place: the calls they meet unless `params.on` names others. */
  on?: CallKind[];
  /** How often a tag switches it on for one cluster; for ever when absent. */
  timesByTag?: number;
  answer?(subject: FaultSubject, params: JsonObject): ReplyError;
}

const seconds = (params: JsonObject, fallback: number) => Number(params['retryAfter'] ?? fallback);

function throttled({ subscriptionId }: FaultSubject, wait: number, headers: Record<string, string>): ReplyError {
  const message = `The PutManagedClusterHandler.PUT request limit has been exceeded for SubID='${subscriptionId}', please retry again in ${wait} seconds. For more information, please visit aka.ms/aks/throttling`;
  return aksError(429, 'Throttled', message, { headers });
}

/** Everything that can be made to go wrong, by name. Those without `answer` bend the course of a create or of the cluster's inside. */
export const CATALOGUE: Record<string, CatalogueEntry> = {
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
    what: '429 `Throttled` without the header',
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
      ),
  },
  'service-unavailable': {
    what: '503 `ServiceUnavailable`',
    on: ['put'],
    timesByTag: 2,
    answer: () =>
      armError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please try again later.'),
  },
  quota: {
    what: '400 `ErrCode_InsufficientVCPUQuota` on the PUT',
    on: ['put'],
    answer: ({ location }) =>
      aksError(
        400,
        'ErrCode_InsufficientVCPUQuota',
        `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota 0, requested quota 6`,
      ),
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
      ),
  },
  'poll-404': {
    what: '404 on the operation status URL',
    on: ['poll'],
    answer: ({ operationId }) => armError(404, 'OperationNotFound', `The operation '${operationId}' was not found.`),
  },
  'create-fails': { what: 'the operation and the cluster end `Failed`, the cause nested in `details` with a SubCode' },
  'succeeded-but-failed': { what: 'the operation ends `Succeeded`, the cluster `Failed`' },
  'failed-but-exists': { what: 'the operation ends `Failed`, the cluster turns `Succeeded` two minutes later' },
  'lost-response': { what: 'the create is accepted and the connection cut before the 201', timesByTag: 1 },
  'no-async-header': { what: '201 without `Azure-AsyncOperation`' },
  slow: { what: 'operations take ten times as long (`params.factor`)' },
  'plugin-replaced': { what: 'the cluster reads back with `networkPlugin: kubenet`' },
  'nodes-never-ready': { what: 'no node turns Ready, whatever CNI is installed' },
  'pod-network-broken': { what: 'pods run and cannot reach each other' },
  'api-server-down': { what: 'the API server answers 503' },
};
