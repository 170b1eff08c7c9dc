import type { Budgets, Clock, Ids, JobStore, Log, PauseStore, Step, Stopping, WakeUps } from '../ports.ts';

/** What it takes to write a job down, and to end it. */
export interface RunDeps {
  store: JobStore;
  wakeUps: WakeUps;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Base of the links in events. */
  publicUrl: string;
  /** How long a claim lasts, and how often it is renewed, in milliseconds. */
  lease: { durationMs: number; renewMs: number };
}

/** What it takes to move a job on. */
export interface EngineDeps extends RunDeps {
  budgets: Budgets;
  /** What an operator has paused; asked before every attempt. */
  pauses: Pick<PauseStore, 'all'>;
  steps: ReadonlyMap<string, Step>;
  stopping: Stopping;
  /** For what a step throws: tries in a row, then the job fails. `busyMs` is the pause while Azure is busy itself. */
  retry: { baseMs: number; capMs: number; busyMs: number; maxTries: number };
}
