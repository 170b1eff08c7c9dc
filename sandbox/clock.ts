/**
 * Sandbox time. Durations are written as Azure's (milliseconds of real time) and are divided by the speed;
 * time stamps that clients read stay wall-clock time.
 */
export interface SandboxClock {
  /** How many times faster than Azure this sandbox is; 1 is real time. */
  readonly speed: number;
  /** Wall-clock time in milliseconds since the epoch. */
  now(): number;
  /** Wall-clock milliseconds that `durationMs` of Azure's time take here. */
  scaled(durationMs: number): number;
  /** Runs `callback` once `durationMs` of Azure's time have passed; the function returned calls it off. */
  after(durationMs: number, callback: () => void): () => void;
}

/** Real time, that many times faster. Its timers keep no process alive. */
export function createSandboxClock(speed: number): SandboxClock {
  const scaled = (durationMs: number) => durationMs / speed;
  return {
    speed,
    now: () => Date.now(),
    scaled,
    after(durationMs, callback) {
      const timer = setTimeout(callback, scaled(durationMs));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** `Retry-After` for a wait of `durationMs` of Azure's time: whole seconds of the wall clock, and at least one. */
export function retryAfter(clock: SandboxClock, durationMs: number): string {
  return `${Math.max(1, Math.ceil(clock.scaled(durationMs) / 1000))}`;
}
