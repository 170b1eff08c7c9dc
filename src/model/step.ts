import { type Static, Type } from 'typebox';
import type { Problem } from './problem.ts';
import type { ProblemCode } from './problem-catalogue.ts';

/** Where a step of a job stands. `Skipped`: the job ended before it, or there was nothing to do. */
const stepStatuses = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Skipped'] as const;

/** One named, resumable unit of a job's plan, as everybody may see it. */
export const StepSchema = Type.Object({
  name: Type.String(),
  title: Type.String(),
  /** `main`: the work; `ending`: what is done once the job has failed or was canceled. */
  stage: Type.Enum(['main', 'ending']),
  status: Type.Enum([...stepStatuses]),
  /** How often it was tried, looks at an Azure at work apart; a crash counts: the attempt is written before it is made. */
  attempts: Type.Integer(),
  message: Type.Optional(Type.String()),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  deadlineAt: Type.Optional(Type.String()),
});
export type StepState = Static<typeof StepSchema>;

/** A step's private note to its next attempt, such as the token of an Azure operation. Never public. */
export type Memo = Record<string, unknown>;

/**
 * What a step answers. Anything it throws instead is a retry, counted per step; a thrown problem that a retry cannot
 * mend is a `fail`.
 */
export type Outcome =
  | { type: 'done'; message: string; skipped?: boolean }
  /** Come back later. Costs no attempt: Azure is at work, there is nothing to do. */
  | {
      type: 'snooze';
      afterMs: number;
      message: string;
      memo?: Memo;
      /** The deadline stands still meanwhile. */
      held?: boolean;
      /** The problem that tells of a missed deadline, if not the step's own: a code, or what Azure said last. */
      overdue?: ProblemCode | Problem;
    }
  | { type: 'fail'; problem: Problem };

export function done(message: string): Outcome {
  return { type: 'done', message };
}

export function skipped(message: string): Outcome {
  return { type: 'done', message, skipped: true };
}

export function snooze(afterMs: number, message: string, memo?: Memo, overdue?: ProblemCode | Problem): Outcome {
  return { type: 'snooze', afterMs, message, ...(memo ? { memo } : {}), ...(overdue ? { overdue } : {}) };
}

export function fail(value: Problem): Outcome {
  return { type: 'fail', problem: value };
}
