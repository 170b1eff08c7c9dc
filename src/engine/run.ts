import type { Cluster } from '../model/cluster.ts';
import type { SlipwayEvent } from '../model/event.ts';
import type { JobRecord, Signals } from '../model/job.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { StepState } from '../model/step.ts';

/** Whether the same worker goes on with the job. */
export type Turn = 'go-on' | 'stop';

/** One job in one worker's hands, from claim to park or end. */
export interface Run {
  readonly jobId: string;
  readonly epoch: number;
  record: JobRecord;
  cluster: Cluster;
  signals: Signals;
  signalCount: number;
  /** When the lease ends, as far as this worker knows. */
  leaseUntil: number;
  /** Events made since the last save. */
  events: SlipwayEvent[];
  /** Another worker holds the job: stop quietly. */
  lost: boolean;
}

/** From here on only the `ending` steps run; the first problem stays the job's. */
export function beginEnding(record: JobRecord, status: 'Failed' | 'Canceled', cause: Problem, at: string): void {
  const { job } = record;
  record.ending = { status, phase: status === 'Failed' ? 'RollingBack' : 'Canceling' };
  job.error = cause;
  for (const step of job.steps.filter((candidate) => candidate.stage === 'main')) {
    if (step.status === 'Running')
      closeStep(record, step, status === 'Failed' ? 'Failed' : 'Skipped', cause.detail, at);
    if (step.status === 'NotStarted') step.status = 'Skipped';
  }
}

/** A step is over: its private notes go. */
export function closeStep(
  record: JobRecord,
  step: StepState,
  status: StepState['status'],
  message: string,
  at: string,
): void {
  step.status = status;
  step.message = message;
  step.finishedAt = at;
  delete record.memos[step.name];
  delete record.tries[step.name];
  delete record.excused?.[step.name];
  delete record.slots[step.name];
}

/** The main steps after this one are to be done, whatever a job before this one did. */
export function reopenAfter({ job }: JobRecord, state: StepState): void {
  for (const step of job.steps.slice(job.steps.indexOf(state) + 1)) {
    if (step.stage !== 'main' || step.status !== 'Skipped') continue;
    step.status = 'NotStarted';
    delete step.message;
    delete step.finishedAt;
  }
}

/** Turns a signal into the end of the job, unless it is ending already. */
export function heedSignals(run: Run, at: string): 'superseded' | undefined {
  const { record, signals } = run;
  if (signals.supersede) {
    // A job that was failing already keeps its first problem.
    const cause = problem('superseded', `Superseded by ${signals.supersede.by}.`);
    if (!record.ending) beginEnding(record, 'Canceled', cause, at);
    return 'superseded';
  }
  if (signals.cancel && !record.ending) {
    beginEnding(record, 'Canceled', problem('canceled', `Canceled by ${signals.cancel.by}.`), at);
  }
  return undefined;
}

/** Time in which nothing can be done does not count. */
export function prolong(timed: { deadlineAt?: string }, ms: number): void {
  if (timed.deadlineAt) timed.deadlineAt = new Date(Date.parse(timed.deadlineAt) + ms).toISOString();
}
