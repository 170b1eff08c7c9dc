import type { Clock, ReachStore } from '../../src/ports.ts';

/** Reach in memory: passes the same contract as that on Redis. */
export function createMemoryReachStore(clock: Pick<Clock, 'now'>): ReachStore {
  const until = new Map<string, number>();
  return {
    async publish(places, forMs) {
      for (const place of places) until.set(place, Math.max(until.get(place) ?? 0, clock.now() + forMs));
    },
    async published() {
      return [...until].filter(([, end]) => end > clock.now()).map(([place]) => place);
    },
  };
}
