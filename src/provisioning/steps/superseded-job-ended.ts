import { isTerminal } from '../../model/job.ts';
import { done, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { minutes } from '../target.ts';

/** A delete that took the place of a job waits until no worker holds that job any more. */
export function supersededJobEnded({ jobs, intervals }: ProvisioningDeps): Step {
  return {
    name: 'superseded-job-ended',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    async run({ job }) {
      const superseded = job.supersedes ? await jobs.job(job.tenant, job.supersedes) : undefined;
      if (!superseded || isTerminal(superseded.record.job.status)) return done('The superseded job has ended.');
      return snooze(intervals.kubeMs, 'The superseded job is still in a worker’s hands.');
    },
  };
}
