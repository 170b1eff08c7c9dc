import type { Faults } from '../../faults/faults.ts';
import { jittered } from '../../random.ts';
import type { Cluster } from './cluster.ts';
import { targetOf } from './target.ts';

const MINUTE_MS = 60_000;

/** How long operations of AKS take in Azure's time, by kind; where a date stands, as recorded then. */
const DURATIONS = {
  /** 10:33:31 to 10:42:01, with plugin none (June 2023). */
  create: 8.5 * MINUTE_MS,
  update: 1.5 * MINUTE_MS,
  tags: 10_000,
  delete: 4 * MINUTE_MS,
  /** May 2025. */
  abort: 5000,
  controlPlane: 6 * MINUTE_MS,
  start: 4 * MINUTE_MS,
  stop: 3 * MINUTE_MS,
  /** 07:52:28 to 07:56:26 (May 2022). */
  poolCreate: 4 * MINUTE_MS,
  /** From one to three nodes, 07:56:35 to 07:59 (May 2022). */
  poolScale: 2.3 * MINUTE_MS,
  /** Of tags alone, 07:59:09 to 07:59:17 (May 2022). */
  poolUpdate: 8_000,
  poolDelete: 3 * MINUTE_MS,
  /** One node of an upgrade, from its drain until it is back. */
  node: 4.5 * MINUTE_MS,
} as const;

export type Pace = ReturnType<typeof createPace>;

/** Draws how long an operation takes; a fault may slow it. */
export function createPace(faults: Faults, random: () => number) {
  return (cluster: Cluster, what: keyof typeof DURATIONS): number => {
    const slow = faults.strike('slow', targetOf(cluster));
    return jittered(random, DURATIONS[what]) * (slow === undefined ? 1 : Number(slow['factor'] ?? 10));
  };
}
