import type { SandboxClock } from '../clock.ts';

/** A token bucket: how many at once, and how many a second of Azure's time come back. */
export interface Bucket {
  burst: number;
  perSecond: number;
}

/** What Resource Manager gives all principals of a subscription together, of what it gives one. */
const GLOBAL_FACTOR = 15;
const reads: Bucket = { burst: 250, perSecond: 25 };
const writes: Bucket = { burst: 200, perSecond: 10 };
const everybody = ({ burst, perSecond }: Bucket): Bucket => ({
  burst: GLOBAL_FACTOR * burst,
  perSecond: GLOBAL_FACTOR * perSecond,
});

/** The documented buckets; all of them are kept for a region, and none for more than one subscription. */
export const BUCKETS = {
  // The AKS resource provider (aka.ms/aks/throttling): for a subscription, a group, a cluster or a pool.
  listInSubscription: { burst: 500, perSecond: 1 },
  listInGroup: { burst: 60, perSecond: 1 },
  putCluster: { burst: 20, perSecond: 1 / 60 },
  getCluster: { burst: 60, perSecond: 1 },
  putPool: { burst: 20, perSecond: 1 / 60 },
  operationStatus: { burst: 200, perSecond: 2 },
  other: { burst: 60, perSecond: 1 },
  // Microsoft.Network: so many in five minutes.
  networkReads: { burst: 10_000, perSecond: 10_000 / 300 },
  networkWrites: { burst: 1000, perSecond: 1000 / 300 },
  // Microsoft.Compute: its High Cost Get, of what it reads for a whole subscription.
  computeReads: { burst: 900, perSecond: 300 / 60 },
  // Resource Manager (aka.ms/arm-throttling): for a principal in a subscription or in the tenant …
  armReads: reads,
  armWrites: writes,
  armDeletes: writes,
  // … and for all principals of a subscription.
  globalReads: everybody(reads),
  globalWrites: everybody(writes),
  globalDeletes: everybody(writes),
} satisfies Record<string, Bucket>;

/** The kind of bucket that a call draws from. */
export type BucketName = keyof typeof BUCKETS;

/** What came of taking a token. */
export interface Taken {
  /** Whole tokens left. */
  remaining: number;
  /** Set when the bucket was empty: whole wall-clock seconds until it holds a token, at least 1. */
  retryAfterSeconds?: number;
}

interface Level {
  bucket: Bucket;
  tokens: number;
  /** Wall-clock milliseconds at which it held so many. */
  at: number;
}

/** How many levels are kept before those of full buckets are looked for and forgotten. */
const MANY = 1000;

export type Throttle = ReturnType<typeof createThrottle>;

/** Buckets refill on sandbox time; `Retry-After` is wall-clock time, because the client waits on a wall clock. */
export function createThrottle(
  clock: Pick<SandboxClock, 'now' | 'speed'>,
  drawn: (bucket: BucketName, refused: boolean) => void = () => undefined,
) {
  const levels = new Map<string, Level>();
  let sweepAt = MANY;

  const perMs = ({ perSecond }: Bucket) => (perSecond * clock.speed) / 1000;
  const held = ({ bucket, tokens, at }: Level, now: number) =>
    Math.min(bucket.burst, tokens + (now - at) * perMs(bucket));

  /** A full bucket is as good as one that was never drawn from. */
  function forgetFull(now: number): void {
    for (const [id, level] of levels) if (held(level, now) === level.bucket.burst) levels.delete(id);
    sweepAt = Math.max(MANY, 2 * levels.size);
  }

  const fillMs = (name: BucketName) => BUCKETS[name].burst / perMs(BUCKETS[name]);
  const wholeSeconds = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

  return {
    /** Draws one token of the bucket that is kept for `key`. */
    take(name: BucketName, key: string): Taken {
      const bucket = BUCKETS[name];
      const now = clock.now();
      if (levels.size >= sweepAt) forgetFull(now);
      const id = `${name} ${key}`;
      const level = levels.get(id);
      const tokens = level === undefined ? bucket.burst : held(level, now);
      const refused = tokens < 1;
      drawn(name, refused);
      const left = refused ? tokens : tokens - 1;
      levels.set(id, { bucket, tokens: left, at: now });
      if (!refused) return { remaining: Math.floor(left) };
      return { remaining: 0, retryAfterSeconds: wholeSeconds((1 - tokens) / perMs(bucket)) };
    },
    /** When a bucket that is empty now was full, if it has been drawn from without a pause; and now. */
    drained: (name: BucketName) => [clock.now() - fillMs(name), clock.now()] as const,
    /** Whole wall-clock seconds in which an empty bucket is full. */
    fillSeconds: (name: BucketName) => wholeSeconds(fillMs(name)),
    /** How many buckets are not known to be full. */
    size: () => levels.size,
  };
}
