import type { Reply, ReplyError } from '../http/reply.ts';
import type { Match } from '../http/router.ts';
import { clusterKey } from './clusters/cluster.ts';
import { aksError, armError } from './errors.ts';
import { tooManyComputeCalls } from './limits/compute-throttling.ts';
import type { ArmHandle } from './request.ts';
import { BUCKETS, type BucketName, type Taken, type Throttle } from './throttle.ts';

type Headers = Record<string, string>;

const REMAINING = 'x-ms-ratelimit-remaining';

/** What AKS calls the handlers behind its buckets: those of the PUTs are quoted, the others follow their pattern. */
const HANDLERS: Partial<Record<BucketName, string>> = {
  putCluster: 'PutManagedClusterHandler',
  putPool: 'PutAgentPoolHandler',
  getCluster: 'GetManagedClusterHandler',
  listInGroup: 'ListManagedClustersByResourceGroupHandler',
  listInSubscription: 'ListManagedClustersBySubscriptionHandler',
  operationStatus: 'GetOperationStatusHandler',
};

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Who has to pay for a request, from which buckets, and what is said to those who have nothing left. */
export function createRateLimits(throttle: Throttle) {
  function take(bucket: BucketName, key: string, refusal: (taken: Required<Taken>) => ReplyError): number {
    const { remaining, retryAfterSeconds } = throttle.take(bucket, key);
    if (retryAfterSeconds === undefined) return remaining;
    throw refusal({ remaining, retryAfterSeconds });
  }

  /**
   * Resource Manager's buckets: a principal's in a subscription, then the whole subscription's; or a principal's in
   * the tenant. A quoted refusal of reads says ten seconds, in which an empty bucket is full again (250 at 25 a second).
   * @returns the headers that tell what is left
   */
  function takeManager(method: string, objectId: string, subscriptionId: string | undefined): Headers {
    const kind = kindOf(method);
    const headers: Headers = {};
    const draw = (bucket: BucketName, key: string, header: string, whose: string) => {
      const name = `${REMAINING}-${header}`;
      const remaining = take(bucket, key, () => {
        const wait = throttle.fillSeconds(bucket);
        const message = `Number of '${kind.word}' requests for ${whose} exceeded. Please try again after '${wait}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
        const told = { ...headers, [name]: '0', 'retry-after': `${wait}` };
        return armError(429, 'SubscriptionRequestsThrottled', message, { headers: told });
      });
      headers[name] = `${remaining}`;
    };
    if (subscriptionId === undefined) {
      draw(kind.own, objectId, `tenant-${kind.word}s`, `tenant actor '${objectId}'`);
      return headers;
    }
    const whose = `subscription '${subscriptionId}'`;
    draw(kind.own, `${objectId} ${subscriptionId}`, `subscription-${kind.word}s`, `${whose} actor '${objectId}'`);
    draw(kind.global, subscriptionId, `subscription-global-${kind.word}s`, whose);
    return headers;
  }

  /**
   * The bucket of the resource provider that the route belongs to, if it has one.
   * @param location region of the resource that the request is about; empty where it is about none
   * @returns the headers that tell what is left, of the one provider that tells it
   */
  function takeProvider({ route, params }: Match<ArmHandle>, method: string, location: string): Headers {
    const { sub = '' } = params;
    const region = `${sub} ${params['location']?.toLowerCase() ?? location}`;
    const { bucket } = route.handle;
    if (bucket !== undefined) {
      take(bucket, aksKey(bucket, params, region), ({ retryAfterSeconds }) => {
        const handler = `${HANDLERS[bucket] ?? 'OtherHandler'}.${method}`;
        const message = `The ${handler} request limit has been exceeded for SubID='${sub}', please retry again in ${retryAfterSeconds} seconds. For more information, please visit aka.ms/aks/throttling`;
        return aksError(429, 'Throttled', message, { headers: { 'retry-after': `${retryAfterSeconds}` } });
      });
    } else if (route.pattern.includes('/providers/Microsoft.Network/')) {
      take(isRead(method) ? 'networkReads' : 'networkWrites', region, ({ retryAfterSeconds }) =>
        tooManyNetworkCalls(sub, retryAfterSeconds),
      );
    } else if (route.pattern.includes('/providers/Microsoft.Compute/')) {
      return takeCompute(region);
    }
    return {};
  }

  function takeCompute(region: string): Headers {
    const told = (remaining: number) => ({ [`${REMAINING}-resource`]: `Microsoft.Compute/HighCostGet;${remaining}` });
    const remaining = take('computeReads', region, ({ retryAfterSeconds }) => {
      const [from, to] = throttle.drained('computeReads');
      const { burst } = BUCKETS.computeReads;
      return tooManyComputeCalls(
        { policy: 'HighCostGet', from, to, allowed: burst, measured: burst + 1 },
        { ...told(0), 'retry-after': `${retryAfterSeconds}` },
      );
    });
    return { ...told(remaining), 'x-ms-request-charge': '1' };
  }

  return { takeManager, takeProvider };
}

/** The headers that go with the reply. Recorded: the gateway's own 404 does not tell what is left. */
export function headersOf(reply: Reply, headers: Headers): Headers {
  if (reply.status !== 404 || reply.headers?.['x-ms-failure-cause'] !== 'gateway') return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(REMAINING)));
}

const isRead = (method: string) => method === 'GET' || method === 'HEAD';

function kindOf(method: string): { own: BucketName; global: BucketName; word: string } {
  if (isRead(method)) return { own: 'armReads', global: 'globalReads', word: 'read' };
  if (method === 'DELETE') return { own: 'armDeletes', global: 'globalDeletes', word: 'delete' };
  return { own: 'armWrites', global: 'globalWrites', word: 'write' };
}

/** Whom a bucket of AKS is kept for: a cluster, a pool, a group, a subscription, or a subscription in a region. */
function aksKey(bucket: BucketName, params: Record<string, string>, region: string): string {
  const { sub = '', rg = '', name = '', pool = '' } = params;
  if (bucket === 'putCluster' || bucket === 'getCluster') return clusterKey(sub, rg, name);
  if (bucket === 'putPool') return `${clusterKey(sub, rg, name)}/${pool.toLowerCase()}`;
  if (bucket === 'listInGroup') return `${sub} ${rg.toLowerCase()}`;
  return bucket === 'listInSubscription' ? sub : region;
}

function tooManyNetworkCalls(subscriptionId: string, seconds: number): ReplyError {
  const message = `Subscription '${subscriptionId}' was used to perform too many calls within last 5 minutes. The number of calls exceeds Microsoft.Network throttling limit. The call can be retried in ${seconds} seconds.`;
  return armError(429, 'RetryableError', 'A retryable error occurred.', {
    headers: { 'retry-after': `${seconds}` },
    details: [{ code: 'RetryableErrorDueToTooManyCalls', message }],
  });
}
