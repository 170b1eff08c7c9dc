import type { Row } from './row.ts';

const overtaken =
  'A newer operation took the place of this one. See whose it was in the activity log, then retry the job.';
const fewer = 'Too many requests are made in the subscription, by whomever: retry the job in some minutes.';
const inside = 'Retry the job. If it fails so again, give Microsoft support the correlation id.';

/** What passes, or ought to. */
export const passingRows: readonly Row[] = [
  // conflicts in time
  ['OperationNotAllowed', 'R', 'azure-busy'],
  ['EtagMismatch', 'R', 'azure-busy'],
  ['ResourceGroupBeingDeleted', 'R', 'azure-busy', 'Wait until the resource group is gone, or order another one.'],
  ['AKSOperationPreempted', 'R', 'azure-busy', overtaken],
  ['AKSOperationPreemptedByDelete', 'R', 'azure-busy', overtaken],
  ['OperationPreempted', 'R', 'azure-busy', overtaken],
  ['OriginalEtagNotExpect', 'R', 'azure-busy', overtaken],
  // too many requests
  ['Throttled', 'R', 'azure-throttled', fewer],
  ['TooManyRequests', 'R', 'azure-throttled', fewer],
  ['TooManyRequestsReceived', 'R', 'azure-throttled', fewer],
  ['SubscriptionRequestsThrottled', 'R', 'azure-throttled', fewer],
  ['AKSRequestsThrottled', 'R', 'azure-throttled', fewer],
  // Azure itself
  ['VHDFileNotFound', 'R', 'azure-unavailable', inside],
  ['InternalOperationError', 'R', 'azure-unavailable', inside],
  ['InternalServerError', 'R', 'azure-unavailable', inside],
  ['ControlPlaneProvisioningTimeout', 'R', 'azure-unavailable', inside],
  ['ControlPlaneAddOnsNotReady', 'R', 'azure-unavailable', inside],
  ['ServerTimeout', 'R', 'azure-unavailable'],
  ['GatewayTimeout', 'R', 'azure-unavailable'],
];
