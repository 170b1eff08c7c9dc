import { pauseOfWork } from '../model/pause.ts';
import type { StepState } from '../model/step.ts';
import { logFields } from './attempt.ts';
import type { EngineDeps } from './deps.ts';
import { stamp } from './persist.ts';
import { prolong, type Run } from './run.ts';

/** How long a held job rests: a resume needs to wake nobody, so nobody is forgotten if the one who resumes dies. */
const restMs = 4_000;

/**
 * Holds the job if an operator has paused such work, and lets it go on once that is over: its deadlines have stood still
 * meanwhile.
 * @returns when to look again, if it is held
 */
export async function hold(deps: EngineDeps, run: Run, state: StepState): Promise<number | undefined> {
  const { job } = run.record;
  const pause = pauseOfWork(await deps.pauses.all(), { job, cluster: run.cluster });
  if (pause) {
    if (!job.held) deps.log.info({ ...logFields(run.record, state.name), pause: pause.id }, 'job held by a pause');
    job.held = { since: job.held?.since ?? stamp(deps), message: pause.message };
    state.message = `Paused by the operator: ${pause.message}`;
    return deps.clock.now() + restMs * (1 + deps.ids.random());
  }
  if (job.held) {
    const ms = deps.clock.now() - Date.parse(job.held.since);
    deps.log.info({ ...logFields(run.record, state.name), ms }, 'job goes on after a pause');
    prolong(state, ms);
    prolong(job, ms);
    delete job.held;
    delete state.message;
  }
  return undefined;
}
