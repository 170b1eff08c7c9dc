import type { ArmScope, FactCache, FactKind, KeptFacts } from '../../src/ports.ts';

/** Facts in memory, which forgets nothing: passes the same contract as those on Redis. */
export function createMemoryFactCache(): FactCache {
  const facts = new Map<string, string>();
  const key = ({ account, subscriptionId }: ArmScope, kind: FactKind, of: string) =>
    [account, subscriptionId, kind, of].join(' ').toLowerCase();
  return {
    async known<Kind extends FactKind>(scope: ArmScope, kind: Kind, of: string) {
      const fact = facts.get(key(scope, kind, of));
      return fact === undefined ? undefined : (JSON.parse(fact) as KeptFacts[Kind]);
    },
    async remember(scope, kind, of, fact) {
      facts.set(key(scope, kind, of), JSON.stringify(fact));
    },
  };
}
