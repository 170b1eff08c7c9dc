import type { Clock, ReachStore } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { reachKey } from './keys.ts';

/** Reach on Redis: one sorted set of all places, by the time until which they hold. */
export function createReachStore(redis: RedisClient, clock: Pick<Clock, 'now'>): ReachStore {
  return {
    async publish(places, forMs) {
      if (places.length === 0) return;
      const until = clock.now() + forMs;
      // Later wins: the shorter word of one worker does not end that of another.
      await redis.zadd(reachKey, 'GT', ...places.flatMap((place) => [until, place]));
      await redis.zremrangebyscore(reachKey, '-inf', clock.now());
    },
    published: () => redis.zrangebyscore(reachKey, `(${clock.now()}`, '+inf'),
  };
}
