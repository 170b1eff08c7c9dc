import { createHash } from 'node:crypto';
import { seeded } from '../e2e/seeded.ts';

/** Seeded chance. Each part of a script has its own, so that a change of one part leaves the others as they were. */
export interface Chance {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  happens(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Goes round: each item once, in seeded order, before one comes again. */
  deal<T>(items: readonly T[]): () => T;
  /** So many moments, one in each equal part of the time: chance without heaps and gaps. */
  moments(count: number, from: number, to: number): number[];
}

export function chanceOf(seed: number, part: string): Chance {
  const random = seeded(createHash('sha256').update(`${seed} ${part}`).digest().readInt32LE(0));
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  function pick<T>(from: readonly T[]): T {
    const item = from[between(0, from.length - 1)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
  return {
    between,
    pick,
    happens: (share) => random() < share,
    deal<T>(items: readonly T[]) {
      let left: T[] = [];
      return () => {
        if (left.length === 0) left = [...items];
        const item = pick(left);
        left.splice(left.indexOf(item), 1);
        return item;
      };
    },
    moments: (count, from, to) =>
      Array.from({ length: count }, (_, index) => Math.round(from + ((to - from) * (index + random())) / count)),
  };
}
