import { object } from './json.ts';

export type Counters = ReturnType<typeof createCounters>;

/** One request to Resource Manager and what it came to. */
export interface Answered {
  /** Wall-clock milliseconds. */
  at: number;
  method: string;
  path: string;
  status: number;
}

/** How many answers are remembered. */
const RECENT = 20;

/**
 * What tests ask afterwards: how many creates Azure really accepted, how often it was called and how often it said no.
 * Every request is counted, so only accepted writes ask for the counts to be kept.
 */
export function createCounters(changed: () => void) {
  const creates = new Map<string, number>();
  const overwrites = new Map<string, number>();
  const requests = new Map<string, number>();
  const throttle = new Map<string, { taken: number; refused: number }>();
  let throttled = 0;
  let recent: Answered[] = [];
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);

  return {
    createAccepted(clusterKey: string): void {
      add(creates, clusterKey);
      changed();
    },
    /** A PUT without a precondition was accepted for a cluster that existed: nobody had looked. */
    overwriteAccepted(clusterKey: string): void {
      add(overwrites, clusterKey);
      changed();
    },
    request: (route: string) => add(requests, route),
    /** A request was answered, by a provider, Resource Manager, a bucket or a fault. */
    answered(answer: Answered): void {
      if (answer.status === 429) throttled += 1;
      recent = [...recent.slice(1 - RECENT), answer];
    },
    /** The newest answers, oldest first; a restart forgets them. */
    recent: () => recent,
    /** A bucket was asked for a token. */
    drawn(bucket: string, refused: boolean): void {
      const { taken, refused: before } = throttle.get(bucket) ?? { taken: 0, refused: 0 };
      throttle.set(bucket, refused ? { taken, refused: before + 1 } : { taken: taken + 1, refused: before });
    },
    /** Creates accepted for one cluster id (in any case) since the state began. */
    createsOf: (clusterId: string) => creates.get(clusterId.toLowerCase()) ?? 0,
    snapshot: () => ({
      creates: { total: sum(creates), byCluster: Object.fromEntries(creates) },
      overwrites: { total: sum(overwrites), byCluster: Object.fromEntries(overwrites) },
      requests: { total: sum(requests), byRoute: Object.fromEntries([...requests].sort()) },
      throttle: Object.fromEntries(throttle),
      throttled,
    }),
    restore(snapshot: unknown): void {
      const saved = object(snapshot);
      for (const [key, count] of Object.entries(object(object(saved['creates'])['byCluster'])))
        creates.set(key, Number(count));
      for (const [key, count] of Object.entries(object(object(saved['overwrites'])['byCluster'])))
        overwrites.set(key, Number(count));
      for (const [key, count] of Object.entries(object(object(saved['requests'])['byRoute'])))
        requests.set(key, Number(count));
      for (const [bucket, count] of Object.entries(object(saved['throttle'])))
        throttle.set(bucket, { taken: Number(object(count)['taken']), refused: Number(object(count)['refused']) });
      throttled = Number(saved['throttled'] ?? 0);
    },
  };
}
