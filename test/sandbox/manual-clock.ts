import type { SandboxClock } from '../../sandbox/clock.ts';

export type ManualClock = SandboxClock & {
  advance(ms: number): void;
  /** The same, and lets everything come to rest before each thing that comes due. */
  pass(ms: number): Promise<void>;
};

/** So many turns of the event loop, and controllers have nothing left to do. */
const TURNS_TO_REST = 20;

/** Azure's own speed, and no time passes unless a test says so. */
export function createManualClock(): ManualClock {
  const waiting = new Set<{ at: number; callback: () => void }>();
  let now = Date.now();

  /** Runs what comes due first, if anything does until then. */
  function step(end: number): boolean {
    const [timer] = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (timer === undefined) return false;
    waiting.delete(timer);
    now = Math.max(now, timer.at);
    timer.callback();
    return true;
  }

  return {
    speed: 1,
    now: () => now,
    scaled: (durationMs) => durationMs,
    after(durationMs, callback) {
      const timer = { at: now + durationMs, callback };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    /** What has come due runs in the order in which it came due. */
    advance(ms) {
      const end = now + ms;
      while (step(end));
      now = end;
    },
    async pass(ms) {
      const end = now + ms;
      do {
        for (let turn = 0; turn < TURNS_TO_REST; turn += 1) await new Promise(setImmediate);
      } while (step(end));
      now = end;
    },
  };
}
