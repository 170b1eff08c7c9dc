import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

export const by = 'ops:test';
export const asked = { by, patienceMs: 60_000 };

/** A world, and a way to lose its store: the same Azure and the same clock, with nothing known. */
export function createLosable() {
  const world = createWorld(createMemoryJobStore());
  return {
    ...world,
    operator: () => world.operator(),
    /** What an operator and a worker find on an empty store. */
    afterTheLoss() {
      const around = { ...world.plain, store: createMemoryJobStore() };
      world.pending.length = 0;
      return { around, store: around.store, operator: world.operator(around) };
    },
  };
}
