import { chanceOf } from './random.ts';

/** How long something takes at Azure, in milliseconds: lognormal with a short tail below, and never longer than `longest`. */
export interface Distribution {
  median: number;
  /** 99 of 100 take no longer. */
  p99: number;
  longest: number;
  what: string;
  /** Where the figures come from. */
  source: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
type Figures = [median: number, p99: number, longest: number];

function scaled(unit: number, [median, p99, longest]: Figures, what: string, source: string): Distribution {
  return { median: median * unit, p99: p99 * unit, longest: longest * unit, what, source };
}
const minutes = (figures: Figures, what: string, source = 'assumed') => scaled(MINUTE, figures, what, source);
const seconds = (figures: Figures, what: string, source = 'assumed') => scaled(SECOND, figures, what, source);

/** The kinds of operation. A month says when the median was recorded; the tails are what other tools wait for. */
export const DURATIONS = {
  create: minutes(
    [8.5, 25, 82],
    'create with plugin none',
    '8.5 min, June 2023; others give up after 15 to 25 min; 82 min was the worst of 18 clusters, 2018',
  ),
  createWithCni: minutes(
    [5, 18, 82],
    'create with a CNI of AKS',
    '5.0 min with kubenet, June 2023; 4.7 and 3.4 min with Azure CNI, 2022',
  ),
  update: minutes([1.5, 8, 45], 'update of a cluster'),
  tags: seconds([10, 40, 120], 'change of tags', '8 s for those of a pool, May 2022'),
  delete: minutes(
    [5.5, 15, 30],
    'delete of a cluster',
    'between 5.2 and 6.2 min, September 2026; 13 min in 2018; others give up after 25 to 30 min',
  ),
  abort: seconds([5, 20, 60], 'abort', '5 s, May 2025'),
  controlPlane: minutes([6, 15, 45], 'upgrade of the control plane', 'others give up after 45 min'),
  node: minutes([4.5, 12, 30], 'upgrade of one node, from its drain until it is back'),
  start: minutes([4, 12, 30], 'start of a stopped cluster'),
  stop: minutes([3, 10, 30], 'stop of a cluster'),
  poolCreate: minutes([4, 12, 20], 'new pool', '4.0 min, May 2022; 4 to 9 min over a bad week'),
  poolScale: minutes([2.5, 9, 20], 'scale of a pool', '2.5 min from one node to three, May 2022'),
  poolUpdate: seconds([8, 40, 120], 'update of a pool', '8 s for its tags, May 2022'),
  poolDelete: minutes([3, 10, 25], 'delete of a pool'),
  groupDelete: seconds([15, 60, 300], 'delete of an empty resource group', 'under 16 s, September 2026'),
} satisfies Record<string, Distribution>;

export type DurationKind = keyof typeof DURATIONS;

/** `typical` is the median of each, for tests that measure something else. */
export type DurationMode = 'drawn' | 'typical';

export type Durations = ReturnType<typeof createDurations>;

/**
 * Says how long each operation takes. What is drawn depends on the seed, the resource and how many operations it has
 * had, and not on what happens to others: a run repeats whatever the order of calls.
 * @param had how many each resource has had; to be kept over a restart
 */
export function createDurations(seed: number, mode: DurationMode, had: Map<string, number>) {
  return {
    /** Azure's milliseconds of the next operation of this resource. */
    draw(kind: DurationKind, resource: string): number {
      if (mode === 'typical') return DURATIONS[kind].median;
      const ordinal = had.get(resource) ?? 0;
      had.set(resource, ordinal + 1);
      return drawn(
        DURATIONS[kind],
        chanceOf(seed, `${resource} ${ordinal} size`),
        chanceOf(seed, `${resource} ${ordinal} sign`),
      );
    },
    /** A resource that is gone; one that gets its name begins anew. */
    forget: (resource: string) => void had.delete(resource),
  };
}

/** How many standard deviations above the median 99 of 100 lie. */
const P99_SIGMAS = 2.3263;
/** There is a least that has to be done: below the median it spreads less than above. */
const BELOW = 0.4;

/** Two even chances in [0, 1) make one normal deviate (Box and Muller). */
function drawn({ median, p99, longest }: Distribution, size: number, sign: number): number {
  const deviate = Math.sqrt(-2 * Math.log(1 - size)) * Math.cos(2 * Math.PI * sign);
  const spread = (Math.log(p99 / median) / P99_SIGMAS) * (deviate < 0 ? BELOW : 1);
  return Math.min(longest, median * Math.exp(deviate * spread));
}
