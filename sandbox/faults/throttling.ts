import { aksError, armError } from '../arm/errors.ts';
import { tooManyComputeCalls } from '../arm/limits/compute-throttling.ts';
import type { Reply } from '../http/reply.ts';
import type { JsonObject } from '../json.ts';
import type { CatalogueEntry, FaultSubject } from './entry.ts';

const DOCUMENTED = 'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/throttled-error';
const seconds = (params: JsonObject, fallback: number) => Number(params['retryAfter'] ?? fallback);

function throttled({ subscriptionId }: FaultSubject, wait: number, retryAfter?: string): Reply {
  const message = `The PutManagedClusterHandler.PUT request limit has been exceeded for SubID='${subscriptionId}', please retry again in ${wait} seconds. For more information, please visit aka.ms/aks/throttling`;
  return aksError(429, 'Throttled', message, {
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  }).reply;
}

/** Azure has had enough of us. */
export const throttling = {
  throttled: {
    what: '429 `Throttled` with `Retry-After` (`params.retryAfter` seconds, 1)',
    source: DOCUMENTED,
    on: ['put'],
    timesByTag: 2,
    answer: (subject, params) => {
      const wait = seconds(params, 1);
      return throttled(subject, wait, `${wait}`);
    },
  },
  'throttled-without-retry-after': {
    what: '429 `Throttled` without the header; only the text names the seconds',
    source: 'hashicorp/terraform-provider-azurerm#19146',
    on: ['put'],
    timesByTag: 2,
    answer: (subject, params) => throttled(subject, seconds(params, 1)),
  },
  'throttled-until': {
    what: '429 whose `Retry-After` is a date, `params.retryAfter` seconds (30) from now',
    source: 'RFC 9110, section 10.2.3; Azure/azure-sdk-for-net#5703',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: (subject, params) => {
      const wait = seconds(params, 30);
      return throttled(subject, wait, new Date(subject.now + wait * 1000).toUTCString());
    },
  },
  'throttled-for-nothing': {
    what: '429 with `Retry-After: 0`',
    source: 'Azure/azure-service-operator#2591',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: (subject) => throttled(subject, 0, '0'),
  },
  'throttled-backwards': {
    what: '429 with `Retry-After: -1`',
    source: 'ours: RFC 9110, section 10.2.3, knows no such value',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: (subject) => throttled(subject, -1, '-1'),
  },
  'throttled-for-long': {
    what: '429 with a penalty of 1235 seconds',
    source: 'Azure/aks-engine#2295',
    on: ['put'],
    timesByTag: 1,
    answer: (subject) => throttled(subject, 1235, '1235'),
  },
  'subscription-throttled': {
    what: "429 `SubscriptionRequestsThrottled`, Resource Manager's own",
    source:
      'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-code-toomanyrequestsreceived-subscriptionrequeststhrottled',
    on: ['put', 'get'],
    timesByTag: 2,
    answer: ({ subscriptionId }, params) => {
      const wait = seconds(params, 17);
      return armError(
        429,
        'SubscriptionRequestsThrottled',
        `Number of read requests for subscription '${subscriptionId}' exceeded the limit of '12000' for time interval '01:00:00'. Please try again after '${wait}' seconds.`,
        { headers: { 'retry-after': `${wait}` } },
      ).reply;
    },
  },
  'compute-throttled': {
    what: '429 `OperationNotAllowed` of Microsoft.Compute: the cause is JSON in a text, and there is no `Retry-After`',
    source: 'hashicorp/terraform-provider-azurerm#19146',
    on: ['put'],
    timesByTag: 2,
    answer: ({ now }) =>
      tooManyComputeCalls({
        policy: 'HighCostGetVMScaleSet3Min',
        from: now - 30_000,
        to: now,
        allowed: 162,
        measured: 191,
      }).reply,
  },
} satisfies Record<string, CatalogueEntry>;
