import { setImmediate as turn } from 'node:timers/promises';
import type { SandboxClock } from '../../sandbox/clock.ts';
import type { FakeClock } from '../fakes/clock.ts';

/** One time for Slipway and the sandbox, which moves only when Slipway waits: a deadline of an hour costs no hour. */
export interface SharedTime extends FakeClock, SandboxClock {
  advanceTo(time: number): Promise<void>;
  advance(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  act: () => void;
  /** Milliseconds; for what comes again. */
  every?: number;
}

/** @param start milliseconds since the epoch */
export function createSharedTime(start: number): SharedTime {
  let time = start;
  const timers = new Set<Timer>();
  const add = (timer: Timer) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };

  /** Runs what is due in the order of its times; what one thing sets off is over before the next begins. */
  async function advanceTo(target: number): Promise<void> {
    for (;;) {
      let next: Timer | undefined;
      for (const timer of timers)
        if (timer.at <= target && timer.at < (next?.at ?? Number.POSITIVE_INFINITY)) next = timer;
      if (next === undefined) break;
      time = Math.max(time, next.at);
      if (next.every === undefined) timers.delete(next);
      else next.at += next.every;
      next.act();
      await turn();
      await turn();
    }
    time = Math.max(time, target);
  }

  return {
    speed: 1,
    // A fraction of a millisecond is no time.
    now: () => Math.floor(time),
    scaled: (durationMs) => durationMs,
    after: (durationMs, act) => add({ at: time + durationMs, act }),
    every: (intervalMs, act) => add({ at: time + intervalMs, act, every: intervalMs }),
    advanceTo,
    advance: (ms) => advanceTo(time + ms),
  };
}
