import type { Budgets, Clock, Ids, JobStore, Log, Step, Stopping, WakeUps } from '../ports.ts';

export interface EngineDeps {
  store: JobStore;
  wakeUps: WakeUps;
  budgets: Budgets;
  clock: Clock;
  ids: Ids;
  log: Log;
  steps: ReadonlyMap<string, Step>;
  stopping: Stopping;
  /** Base of the links in events. */
  publicUrl: string;
  /** How long a claim lasts, and how often it is renewed, in milliseconds. */
  lease: { durationMs: number; renewMs: number };
  /** For what a step throws: tries in a row, then the job fails. `busyMs` is the pause while Azure is busy itself. */
  retry: { baseMs: number; capMs: number; busyMs: number; maxTries: number };
}
