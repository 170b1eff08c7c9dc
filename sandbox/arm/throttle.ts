import type { SandboxClock } from '../clock.ts';

/** A token bucket: how many at once, and how many a second of Azure's time come back. */
export interface Bucket {
  burst: number;
  perSecond: number;
}

/** The documented buckets of the AKS resource provider, per region, and of Resource Manager, per principal and subscription. */
export const BUCKETS = {
  listInSubscription: { burst: 500, perSecond: 1 },
  listInGroup: { burst: 60, perSecond: 1 },
  putCluster: { burst: 20, perSecond: 1 / 60 },
  getCluster: { burst: 60, perSecond: 1 },
  operationStatus: { burst: 200, perSecond: 2 },
  other: { burst: 60, perSecond: 1 },
  armReads: { burst: 250, perSecond: 25 },
  armWrites: { burst: 200, perSecond: 10 },
  armDeletes: { burst: 200, perSecond: 10 },
} satisfies Record<string, Bucket>;

export type BucketName = keyof typeof BUCKETS;

export interface Taken {
  remaining: number;
  /** Set when the bucket was empty: whole wall-clock seconds until it holds a token, at least 1. */
  retryAfterSeconds?: number;
}

/** Buckets refill on sandbox time; `Retry-After` is wall-clock time, because the client waits on a wall clock. */
export function createThrottle(
  clock: Pick<SandboxClock, 'now' | 'speed'>,
  drawn: (bucket: BucketName, refused: boolean) => void = () => undefined,
) {
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    take(name: BucketName, key: string): Taken {
      const { burst, perSecond } = BUCKETS[name];
      const perMs = (perSecond * clock.speed) / 1000;
      const now = clock.now();
      const id = `${name} ${key}`;
      const level = levels.get(id) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, level.tokens + (now - level.at) * perMs);
      drawn(name, tokens < 1);
      if (tokens < 1) {
        levels.set(id, { tokens, at: now });
        return { remaining: 0, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)) };
      }
      levels.set(id, { tokens: tokens - 1, at: now });
      return { remaining: Math.floor(tokens - 1) };
    },
  };
}
export type Throttle = ReturnType<typeof createThrottle>;
