import type { Job } from '../model/job.ts';
import type { StepState } from '../model/step.ts';
import type { StepName } from './plans.ts';

/**
 * What a retry looks at again although it was done: somebody may have taken the group or the cluster away since. Both
 * only look where nothing is to do.
 */
const lookedAtAgain: readonly string[] = ['resource-group', 'managed-cluster'] satisfies StepName[];
const removes: readonly string[] = ['delete-cluster', 'delete-resource-group'] satisfies StepName[];

/** Whether the clean-up of a job that ended badly has taken away, or begun to take away, what the job had made. */
export function wasCleanedUp({ steps, inventory }: Job): boolean {
  return (
    inventory?.exists.length === 0 ||
    steps.some(({ stage, name, startedAt }) => stage === 'ending' && removes.includes(name) && startedAt !== undefined)
  );
}

/**
 * The steps of the job that goes on from this one: the same plan, of which the step that failed, and what comes after it,
 * is still to do. What was done stays done, unless a clean-up has undone it.
 */
export function stepsOfRetry(job: Job): StepState[] {
  const main = job.steps.filter(({ stage }) => stage === 'main');
  const stoppedAt = main.findLast(({ startedAt }) => startedAt !== undefined);
  const undone = job.operation === 'cluster.create' && wasCleanedUp(job);
  const isDone = (step: StepState) =>
    !undone &&
    step.stage === 'main' &&
    !lookedAtAgain.includes(step.name) &&
    (step.status === 'Succeeded' || (step.status === 'Skipped' && step.finishedAt !== undefined && step !== stoppedAt));
  return job.steps.map((step) => (isDone(step) ? carriedOver(step, job.id) : anew(step)));
}

function anew({ name, title, stage }: StepState): StepState {
  return { name, title, stage, status: 'NotStarted', attempts: 0 };
}

/** Done by this job; or by one before it, whose name then stands there already. */
function carriedOver(step: StepState, jobId: string): StepState {
  const message = step.startedAt === undefined && step.message ? step.message : `Done by ${jobId}.`;
  const { finishedAt } = step;
  return { ...anew(step), status: 'Skipped', message, ...(finishedAt ? { finishedAt } : {}) };
}
