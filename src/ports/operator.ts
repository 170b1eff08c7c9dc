import type { JobRecord } from '../model/job.ts';

/** How an operator wants a job to end. */
export interface ForceOrder {
  status: 'Failed' | 'Canceled';
  by: string;
  /** Shown to whoever owns the job. */
  reason: string;
}

export type Forced =
  | { type: 'forced'; record: JobRecord }
  | { type: 'ended' }
  | { type: 'unknown' }
  /** Somebody else has taken the job in this very moment. */
  | { type: 'lost' };

/** Ends a job, whoever holds it: what the engine offers to operators. */
export type Force = (jobId: string, order: ForceOrder) => Promise<Forced>;
