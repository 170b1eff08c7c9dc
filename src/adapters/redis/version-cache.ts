import type { ArmScope, OfferedVersion, VersionCache } from '../../ports.ts';
import type { RedisClient } from './client.ts';

/** Regions gain and lose versions every few weeks. */
const keptSeconds = 60 * 60;

/** What each region offers a subscription, shared by all processes. */
export function createVersionCache(redis: RedisClient): VersionCache {
  const key = ({ subscriptionId }: ArmScope, location: string) =>
    `slipway:{versions}:${subscriptionId.toLowerCase()}:${location}`;
  return {
    async known(scope, location) {
      const list = await redis.get(key(scope, location));
      return list === null ? undefined : (JSON.parse(list) as OfferedVersion[]);
    },
    async remember(scope, location, offered) {
      await redis.set(key(scope, location), JSON.stringify(offered), 'EX', keptSeconds);
    },
  };
}
