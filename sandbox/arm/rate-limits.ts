import type { ReplyError } from '../http/reply.ts';
import type { Match } from '../http/router.ts';
import { clusterKey } from './clusters/cluster.ts';
import { aksError, armError } from './errors.ts';
import type { ArmHandle } from './request.ts';
import type { BucketName, Throttle } from './throttle.ts';

const GLOBAL_FACTOR = 15;

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Who has to pay for a request, from which buckets, and what is said to whom has nothing left. */
export function createRateLimits(throttle: Throttle) {
  function take(bucket: BucketName, key: string, refusal: (seconds: number) => ReplyError): number {
    const taken = throttle.take(bucket, key);
    if (taken.retryAfterSeconds === undefined) return taken.remaining;
    throw refusal(taken.retryAfterSeconds);
  }

  return {
    /** Resource Manager's own buckets; answers the headers that tell what is left. */
    takeManager(method: string, oid: string, subscriptionId: string): Record<string, string> {
      const [bucket, word] = managerBucket(method);
      const remaining = take(bucket, `${oid} ${subscriptionId}`, (seconds) =>
        armError(
          429,
          'SubscriptionRequestsThrottled',
          `Number of requests for subscription '${subscriptionId}' and operation '${word}' exceeded the limit. Please try again after '${seconds}' seconds.`,
          { headers: { 'retry-after': `${seconds}` } },
        ),
      );
      return {
        [`x-ms-ratelimit-remaining-subscription-${word}`]: `${remaining}`,
        [`x-ms-ratelimit-remaining-subscription-global-${word}`]: `${remaining * GLOBAL_FACTOR}`,
      };
    },

    /** The bucket of the resource provider that the route belongs to, if it has one. */
    takeProvider(match: Match<ArmHandle>, method: string): void {
      const { bucket, call } = match.route.handle;
      if (bucket === undefined) return;
      const { sub = '' } = match.params;
      take(bucket, bucketKey(bucket, match.params), (seconds) =>
        aksError(
          429,
          'Throttled',
          `The ${call} (${method}) request limit has been exceeded for SubID='${sub}', please retry again in ${seconds} seconds. For more information, please visit aka.ms/aks/throttling`,
          { headers: { 'retry-after': `${seconds}` } },
        ),
      );
    },
  };
}

function managerBucket(method: string): [BucketName, string] {
  if (method === 'GET' || method === 'HEAD') return ['armReads', 'reads'];
  return method === 'DELETE' ? ['armDeletes', 'deletes'] : ['armWrites', 'writes'];
}

/** Whom a bucket of AKS is kept for: a cluster, a group, a region, or else the subscription. */
function bucketKey(
  bucket: BucketName,
  { sub = '', rg = '', name = '', location = '' }: Record<string, string>,
): string {
  if (bucket === 'putCluster' || bucket === 'getCluster') return clusterKey(sub, rg, name);
  if (bucket === 'listInGroup') return `${sub} ${rg.toLowerCase()}`;
  return bucket === 'operationStatus' ? `${sub} ${location.toLowerCase()}` : sub;
}
