import { type Cluster, timestamp } from '../cluster.ts';
import { defined } from '../json.ts';
import { jobs, pods } from '../store/resources.ts';
import type { Condition } from '../types/object.ts';
import type { Job } from '../types/workloads.ts';
import { deleteObject } from '../write/remove.ts';
import { isTrue, withCondition } from './conditions.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { controlled, createPod, deletePods, isLeaving, isOver, isReady, ownersConcerned, putStatus } from './pods.ts';

// How long a job waits before it tries again, in milliseconds of Azure's time; doubled each time.
const backoff = 10_000;

/** `restarts` are those of containers that are started again in their pods; they count as tries, too. */
type Counts = { active: number; ready: number; succeeded: number; failed: number; restarts: number };

function finished(job: Job, type: 'Complete' | 'Failed', now: string): Condition[] {
  const why: Record<typeof type, [string, string]> = {
    Complete: ['CompletionsReached', 'Reached expected number of succeeded pods'],
    Failed: ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'],
  };
  const [reason, message] = why[type];
  const criterion = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  const first = withCondition(
    job.status?.conditions,
    { type: criterion, status: 'True', reason, message, lastProbeTime: now },
    now,
  );
  return withCondition(first, { type, status: 'True', reason, message, lastProbeTime: now }, now);
}

function outcomeOf(job: Job, counts: Counts): 'Complete' | 'Failed' | undefined {
  if (counts.succeeded >= (job.spec.completions ?? 1)) return 'Complete';
  return counts.failed + counts.restarts > (job.spec.backoffLimit ?? 6) ? 'Failed' : undefined;
}

function report(cluster: Cluster, job: Job, counts: Counts): void {
  const now = timestamp(cluster.clock);
  const outcome = outcomeOf(job, counts);
  const { active, ready, succeeded, failed } = counts;
  const status = defined({
    startTime: job.status?.startTime ?? now,
    active: active || undefined,
    ready,
    terminating: 0,
    succeeded: succeeded || undefined,
    failed: failed || undefined,
    uncountedTerminatedPods: {},
    completionTime: outcome === 'Complete' ? now : undefined,
    conditions: outcome === undefined ? job.status?.conditions : finished(job, outcome, now),
  });
  putStatus(cluster, jobs, job, status);
  if (outcome === 'Complete') recordEvent(cluster, job, 'Normal', 'Completed', 'Job completed', 'job-controller');
  if (outcome === 'Failed') {
    const message = 'Job has reached the specified backoff limit';
    recordEvent(cluster, job, 'Warning', 'BackoffLimitExceeded', message, 'job-controller');
  }
}

function expire(cluster: Cluster, job: Job): void {
  const seconds = job.spec.ttlSecondsAfterFinished;
  if (seconds === undefined) return;
  cluster.timers.later(`expire ${job.metadata.uid}`, seconds * 1000, () => {
    const live = cluster.store.get(jobs, ...splitKey(keyOf(job)));
    if (live?.metadata.uid === job.metadata.uid) deleteObject(cluster, jobs, live, 'Background');
  });
}

function reconcileJob(cluster: Cluster, job: Job): void {
  const conditions = job.status?.conditions;
  if (isTrue(conditions, 'Complete') || isTrue(conditions, 'Failed')) {
    expire(cluster, job);
    return;
  }
  if (job.spec.suspend === true || isLeaving(job)) return;
  const all = controlled(cluster, job, pods).filter((pod) => !isLeaving(pod));
  const running = all.filter((pod) => !isOver(pod));
  const succeeded = all.filter((pod) => pod.status.phase === 'Succeeded').length;
  const failed = all.length - running.length - succeeded;
  const statuses = running.flatMap(({ status }) => status.containerStatuses ?? []);
  const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const counts = { active: running.length, ready: running.filter(isReady).length, succeeded, failed, restarts };
  const missing = Math.min(job.spec.parallelism ?? 1, (job.spec.completions ?? 1) - succeeded) - running.length;
  if (outcomeOf(job, counts) !== undefined) {
    deletePods(cluster, job, running);
  } else if (missing > 0 && failed === 0) {
    for (let left = missing; left > 0; left -= 1) createPod(cluster, job, job.spec.template, {});
    counts.active += missing;
  } else if (missing > 0) {
    retryLater(cluster, job, failed);
  }
  report(cluster, job, counts);
}

function retryLater(cluster: Cluster, job: Job, failed: number): void {
  cluster.timers.later(`retry ${job.metadata.uid} ${failed}`, backoff * 2 ** (failed - 1), () => {
    const live = cluster.store.get(jobs, ...splitKey(keyOf(job)));
    if (live?.metadata.uid !== job.metadata.uid || isLeaving(live) || live.spec.suspend === true) return;
    if (controlled(cluster, live, pods).some((pod) => !isOver(pod))) return;
    createPod(cluster, live, live.spec.template, {});
  });
}

/** Runs the pods of Jobs to their end. */
export const jobController: Controller = {
  name: 'jobs',
  concerns: (_, change) => ownersConcerned(change, jobs, 'Job', pods.key),
  reconcile: (cluster, key) => {
    const job = cluster.store.get(jobs, ...splitKey(key));
    if (job !== undefined) reconcileJob(cluster, job);
  },
};
