import type { Pause } from '../../src/model/pause.ts';
import type { PauseStore } from '../../src/ports.ts';

/** Pauses in memory: passes the same contract as those on Redis. */
export function createMemoryPauseStore(): PauseStore {
  const pauses = new Map<string, Pause>();
  return {
    all: async () => [...pauses.values()].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)),
    async add(pause, most) {
      if (pauses.size >= most) return false;
      pauses.set(pause.id, pause);
      return true;
    },
    remove: async (id) => pauses.delete(id),
  };
}
