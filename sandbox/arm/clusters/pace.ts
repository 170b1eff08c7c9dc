import type { DurationKind, Durations } from '../../durations.ts';
import type { Faults } from '../../faults/faults.ts';
import type { Cluster } from './cluster.ts';
import { targetOf } from './target.ts';

export type Pace = ReturnType<typeof createPace>;

/** Draws how long an operation on a cluster or its pools takes; a fault may slow it. */
export function createPace(faults: Faults, durations: Durations) {
  return (cluster: Cluster, kind: DurationKind): number => {
    const slow = faults.strike('slow', targetOf(cluster));
    return durations.draw(kind, cluster.key) * (slow === undefined ? 1 : Number(slow['factor'] ?? 10));
  };
}
