import type { SandboxClock } from '../../sandbox/clock.ts';

export type ManualClock = SandboxClock & { advance(ms: number): void };

/** Azure's own speed, and no time passes unless a test says so. */
export function createManualClock(): ManualClock {
  const waiting = new Set<{ at: number; callback: () => void }>();
  let now = Date.now();
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
      const next = () => [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      for (let timer = next(); timer !== undefined; timer = next()) {
        waiting.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
      }
      now = end;
    },
  };
}
