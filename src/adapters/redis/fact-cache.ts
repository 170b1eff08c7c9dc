import type { ArmScope, FactCache, FactKind, KeptFacts } from '../../ports.ts';
import type { RedisClient } from './client.ts';

/** Sizes, versions and roles change every few weeks; a subscription gains a right within the hour. */
const keptSeconds = 60 * 60;

/** What Azure has told of a subscription, shared by all processes. */
export function createFactCache(redis: RedisClient): FactCache {
  const key = ({ account, subscriptionId }: ArmScope, kind: FactKind, of: string) =>
    `slipway:{facts:${account}:${subscriptionId.toLowerCase()}}:${kind}:${of.toLowerCase()}`;
  return {
    async known<Kind extends FactKind>(scope: ArmScope, kind: Kind, of: string) {
      const fact = await redis.get(key(scope, kind, of));
      return fact === null ? undefined : (JSON.parse(fact) as KeptFacts[Kind]);
    },
    async remember(scope, kind, of, fact) {
      await redis.set(key(scope, kind, of), JSON.stringify(fact), 'EX', keptSeconds);
    },
  };
}
