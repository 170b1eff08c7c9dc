import type { EventType } from '../model/event.ts';
import { countedTries, currentStep } from '../model/job.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-catalogue.ts';
import type { StepState } from '../model/step.ts';
import type { Step } from '../ports.ts';
import { attemptStep, logFields, stepContext, type Verdict } from './attempt.ts';
import type { EngineDeps } from './deps.ts';
import { finish } from './finish.ts';
import { hold } from './hold.ts';
import { emit, renew, save, stamp } from './persist.ts';
import { beginEnding, closeStep, heedSignals, prolong, type Run, type Turn } from './run.ts';

/** How long a job rests that an older worker does not understand. */
const unknownStepRestMs = 30_000;

/**
 * Moves one job on: claims it, runs step after step, and leaves off when the job ends, has to wait, or belongs to
 * another worker. Any process may die after any line of this: what comes next is in the record.
 *
 * @param wake the number of the wake-up that calls
 * @returns when this wake-up has to come again, if it came too early: the clock by which it was queued is ahead of ours
 */
export async function advance(deps: EngineDeps, jobId: string, wake?: number): Promise<number | undefined> {
  const now = deps.clock.now();
  const leaseUntil = now + deps.lease.durationMs;
  const claimed = await deps.store.claim(jobId, now, leaseUntil);
  if (claimed.type === 'not-due' && claimed.wake === wake) return claimed.dueAt;
  if (claimed.type !== 'claimed') return undefined;
  const run: Run = { jobId, events: [], lost: false, leaseUntil, ...claimed };
  const stopRenewing = deps.clock.every(deps.lease.renewMs, () => void renew(deps, run));
  try {
    while ((await turn(deps, run)) === 'go-on');
  } finally {
    stopRenewing();
  }
  return undefined;
}

async function turn(deps: EngineDeps, run: Run): Promise<Turn> {
  const { record } = run;
  if (heedSignals(run, stamp(deps)) === 'superseded') return finish(deps, run);
  const state = currentStep(record);
  if (!state) return finish(deps, run);
  const heldByPause = await hold(deps, run, state);
  if (heldByPause) return park(deps, run, heldByPause);
  const now = deps.clock.now();
  // A step under way has its last look first (see `settle`); only a further one is not begun.
  if (!record.ending && state.status === 'NotStarted' && now >= jobDeadline(run)) {
    beginEnding(record, 'Failed', problem('deadline-exceeded', overdueSentence(run)), stamp(deps));
    return 'go-on';
  }
  if (deps.stopping.asked.aborted) return park(deps, run, now);
  const step = deps.steps.get(state.name);
  if (!step) {
    state.message = 'Waits for a worker that knows this step.';
    return park(deps, run, now + unknownStepRestMs);
  }
  // Tries are cleared by whatever comes back alive: so many in a row have killed their worker.
  if (countedTries(record, step.name) >= deps.retry.maxTries) {
    return failStep(deps, run, state, problem('internal', 'The step ended its worker again and again; see the log.'));
  }
  const heldUntil = await slot(deps, run, step, state);
  if (heldUntil) return park(deps, run, heldUntil);

  begin(deps, run, step, state);
  // The attempt is written before it is made: a crash in the middle of it counts.
  const saved = await save(deps, run, undefined);
  if (saved === 'lost') return 'stop';
  if (run.signals.supersede || (run.signals.cancel && !record.ending)) return 'go-on';
  const verdict = await attemptStep(deps, run, step, state);
  if (run.lost) return 'stop';
  return settle(deps, run, step, state, verdict);
}

/** Reserves the attempt's place in Azure's budget. @returns when to come back, if that is later than now */
async function slot(deps: EngineDeps, run: Run, step: Step, state: StepState): Promise<number | undefined> {
  const budget = step.budget?.(stepContext(deps, run, state));
  if (!budget) return undefined;
  const now = deps.clock.now();
  const { slots } = run.record;
  const reserved = slots[step.name];
  if (reserved !== undefined) {
    // Woken too early: the place is still ours, and a second one would be at the end of the line.
    if (reserved > now) return reserved;
    delete slots[step.name];
    return undefined;
  }
  const waitMs = await deps.budgets.reserve(budget.scope, budget.kind, budget.slots);
  if (waitMs === 0) return undefined;
  slots[step.name] = now + waitMs;
  state.message = "Waits for a place in the subscription's request budget.";
  prolong(state, waitMs);
  return now + waitMs;
}

function begin(deps: EngineDeps, run: Run, step: Step, state: StepState): void {
  const { record } = run;
  const { job } = record;
  const at = stamp(deps);
  const news: EventType[] = [];
  if (job.status === 'NotStarted') {
    job.status = 'Running';
    job.startedAt = at;
    job.deadlineAt = new Date(deps.clock.now() + record.deadlineMs).toISOString();
    news.push('job.started');
  }
  if (state.status === 'NotStarted') {
    state.status = 'Running';
    state.startedAt = at;
    state.deadlineAt = new Date(deps.clock.now() + step.deadlineMs).toISOString();
    const phase = record.ending?.phase ?? step.name;
    if (phase !== job.phase) news.push('job.phase_changed');
    job.phase = phase;
  }
  for (const type of news) emit(deps, run, type);
  state.attempts += 1;
  record.tries[step.name] = (record.tries[step.name] ?? 0) + 1;
}

/** Applies what came of an attempt. */
async function settle(deps: EngineDeps, run: Run, step: Step, state: StepState, verdict: Verdict): Promise<Turn> {
  const { record } = run;
  const now = deps.clock.now();
  deps.log.info(
    {
      ...logFields(record, step.name),
      attempt: state.attempts,
      outcome: verdict.type,
      ms: now - Date.parse(state.startedAt ?? ''),
    },
    'step attempt',
  );
  switch (verdict.type) {
    case 'done':
      closeStep(record, state, verdict.skipped ? 'Skipped' : 'Succeeded', verdict.message, stamp(deps));
      return 'go-on';
    case 'fail':
      return failStep(deps, run, state, verdict.problem);
    case 'snooze':
    case 'retry': {
      state.message = verdict.message;
      if (verdict.type === 'snooze') {
        record.tries[step.name] = 0;
        delete record.excused?.[step.name];
        // Looking and finding Azure at work is no attempt.
        state.attempts -= 1;
        if (verdict.memo) record.memos[step.name] = verdict.memo;
        if (verdict.held) prolong(state, verdict.afterMs);
      } else if (verdict.overdue) {
        record.excused = { ...record.excused, [step.name]: record.tries[step.name] ?? 0 };
      }
      const deadline = record.ending
        ? Date.parse(state.deadlineAt ?? '')
        : Math.min(Date.parse(state.deadlineAt ?? ''), jobDeadline(run));
      // The attempt that follows the deadline is the last look; only what it finds counts as a failure.
      const overdue = verdict.overdue ?? step.overdue;
      if (now >= deadline) return failStep(deps, run, state, overdueProblem(run, overdue));
      return park(deps, run, Math.min(now + verdict.afterMs, deadline));
    }
    case 'interrupted':
      // A restart of ours is nobody's fault: it counts as no attempt, and another worker makes it anew at once.
      state.message = 'Interrupted by a restart.';
      state.attempts -= 1;
      record.tries[step.name] = (record.tries[step.name] ?? 1) - 1;
      return park(deps, run, now);
    default:
      return verdict satisfies never;
  }
}

function failStep(deps: EngineDeps, run: Run, state: StepState, cause: Problem): Turn {
  // A clean-up step that fails must not keep the next from running, nor hide the first problem.
  if (run.record.ending) closeStep(run.record, state, 'Failed', cause.detail, stamp(deps));
  else beginEnding(run.record, 'Failed', cause, stamp(deps));
  return 'go-on';
}

async function park(deps: EngineDeps, run: Run, dueAt: number): Promise<Turn> {
  const saved = await save(deps, run, dueAt);
  if (saved !== 'lost') await deps.wakeUps.job(run.jobId, saved.wake, saved.dueAt);
  return 'stop';
}

function jobDeadline({ record: { job } }: Run): number {
  return job.deadlineAt ? Date.parse(job.deadlineAt) : Number.POSITIVE_INFINITY;
}

function overdueProblem(run: Run, overdue: ProblemCode | Problem): Problem {
  const detail = overdueSentence(run);
  return typeof overdue === 'string' ? problem(overdue, detail) : { ...overdue, detail, message: detail };
}

function overdueSentence(run: Run): string {
  const state = currentStep(run.record);
  return state ? `${state.title}: not done in time. Last seen: ${state.message ?? 'nothing yet'}` : 'Not done in time.';
}
