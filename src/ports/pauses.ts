import type { Pause } from '../model/pause.ts';

/** The pauses that are in force. */
export interface PauseStore {
  /** Oldest first. */
  all(): Promise<Pause[]>;
  /** @returns false if there are so many already */
  add(pause: Pause, most: number): Promise<boolean>;
  /** @returns false if there is no such pause */
  remove(id: string): Promise<boolean>;
}
