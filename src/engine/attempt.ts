import { backoffMs } from '../model/backoff.ts';
import { countedTries, type JobRecord } from '../model/job.ts';
import { type Problem, ProblemError, problem } from '../model/problem.ts';
import type { Outcome, StepState } from '../model/step.ts';
import { fail } from '../model/step.ts';
import type { Step, StepContext } from '../ports.ts';
import type { EngineDeps } from './deps.ts';
import { type Run, reopenAfter } from './run.ts';

/**
 * What came of an attempt: the step's own answer, a retry because it threw, or nothing because the worker had to end. A
 * retry with `overdue` is for an outage, which is outlasted until the step's deadline and is the reason if it does not pass.
 */
export type Verdict =
  | Outcome
  | { type: 'retry'; afterMs: number; message: string; overdue?: Problem }
  | { type: 'interrupted' };

/** Runs a step once, for as long as the worker may wait for it. A step that answers later is not heard. */
export async function attemptStep(deps: EngineDeps, run: Run, step: Step, state: StepState): Promise<Verdict> {
  const { over } = deps.stopping;
  const interruption = Promise.withResolvers<Verdict>();
  const interrupt = () => interruption.resolve({ type: 'interrupted' });
  over.addEventListener('abort', interrupt, { once: true });
  if (over.aborted) interrupt();
  try {
    return await Promise.race([interruption.promise, runStep(deps, run, step, state)]);
  } finally {
    over.removeEventListener('abort', interrupt);
  }
}

/** Turns whatever a step throws into an outcome. */
async function runStep(deps: EngineDeps, run: Run, step: Step, state: StepState): Promise<Verdict> {
  const context = stepContext(deps, run, state);
  try {
    return await step.run(context);
  } catch (error) {
    return outcomeOfThrown(deps, run, step, error);
  }
}

/** What a step may see and tell. */
export function stepContext(deps: EngineDeps, run: Run, state: StepState): StepContext {
  const { record, cluster } = run;
  return {
    job: record.job,
    cluster,
    memo: record.memos[state.name] ?? {},
    ...(record.ending ? { ending: record.ending.status } : {}),
    attempt: record.tries[state.name] ?? 1,
    now: deps.clock.now(),
    holds: () => !run.lost && !deps.stopping.over.aborted && deps.clock.now() < run.leaseUntil,
    redoLater: () => reopenAfter(record, state),
    stopping: deps.stopping.over,
    learn({ kubernetesVersion, cniInChange, ...observed }) {
      Object.assign(cluster.observed, observed);
      if (kubernetesVersion) cluster.order.kubernetesVersion = kubernetesVersion;
      if (cniInChange) {
        cluster.state = 'ChangingCni';
        cluster.order.cni = cniInChange;
      }
    },
    report(facts) {
      Object.assign(record.job, facts);
    },
  };
}

function outcomeOfThrown(deps: EngineDeps, run: Run, step: Step, error: unknown): Verdict {
  if (error instanceof ProblemError && error.problem.code === 'azure-throttled') {
    return throttled(deps, error);
  }
  if (error instanceof ProblemError && error.problem.code === 'azure-busy') {
    // Azure is at work on the resource and will be for minutes: that is waiting, until the step's deadline.
    const afterMs = Math.max(deps.retry.busyMs, error.retryAfterMs ?? 0);
    const message = `Waiting until Azure is free: ${error.problem.detail}`;
    return { type: 'snooze', afterMs, message, overdue: error.problem };
  }
  if (error instanceof ProblemError && error.problem.retryable !== 'now') return fail(error.problem);
  if (!(error instanceof ProblemError)) {
    deps.log.error({ ...logFields(run.record, step.name), err: error }, 'a step threw a fault');
  }
  const said = error instanceof ProblemError ? error.problem : problem('internal', 'An unexpected fault; see the log.');
  const outage = isOutage(said);
  if (!outage && countedTries(run.record, step.name) >= deps.retry.maxTries) return fail(said);
  const count = run.record.tries[step.name] ?? 1;
  const waitMs = backoffMs(count, deps.retry.baseMs, deps.retry.capMs, deps.ids.random());
  const asked = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
  return {
    type: 'retry',
    afterMs: Math.max(waitMs, asked),
    message: `${said.detail} Trying again (${count}).`,
    ...(outage ? { overdue: said } : {}),
  };
}

/** Something outside that does not answer will again. A fault of ours, or a want of room, may last for good. */
function isOutage({ retryable, class: kind }: Problem): boolean {
  return retryable === 'now' && (kind === 'azure-transient' || kind === 'platform');
}

/** A 429 is no attempt and no error: one waits as long as Azure says. */
function throttled(deps: EngineDeps, error: ProblemError): Verdict {
  const waitMs = error.retryAfterMs ?? deps.retry.capMs;
  const spreadMs = waitMs * 0.2 * deps.ids.random();
  return { type: 'snooze', afterMs: waitMs + spreadMs, message: 'Azure asks for fewer requests; waiting.', held: true };
}

export function logFields({ job }: JobRecord, step?: string) {
  return { job: job.id, cluster: job.clusterId, tenant: job.tenant, ...(step ? { step } : {}) };
}
