import { tripwire } from '../crash/tripwire.ts';
import type { Surroundings } from './world.ts';

/** A worker that is stopped (SIGSTOP) just before one of its outside calls; wake-ups, which hint only, do not count. */
export function stoppable({ wakeUps, ...plain }: Surroundings, call: number) {
  const { around, ...wire } = tripwire(plain, { call, mishap: 'freeze' });
  return { ...wire, around: { ...around, wakeUps } };
}
