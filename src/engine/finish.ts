import { isWell, stateAfter } from '../model/cluster.ts';
import type { EventType } from '../model/event.ts';
import type { JobKind } from '../model/job.ts';
import { logFields } from './attempt.ts';
import type { RunDeps } from './deps.ts';
import { emit, save, stamp, wakeForEvents } from './persist.ts';
import { closeStep, type Run, type Turn } from './run.ts';

/** Ends the job: what became of it and of its cluster, and the events that say so, in one write. */
export async function finish(deps: RunDeps, run: Run): Promise<Turn> {
  const { record, cluster } = run;
  const { job } = record;
  const status = record.ending?.status ?? 'Succeeded';
  const superseded = run.signals.supersede !== undefined;
  const before = structuredClone({ record, cluster, events: run.events });
  for (const step of job.steps) {
    if (step.status === 'Running') closeStep(record, step, 'Skipped', 'The job was superseded.', stamp(deps));
    if (step.status === 'NotStarted') step.status = 'Skipped';
  }
  job.status = status;
  job.phase = 'Done';
  job.finishedAt = stamp(deps);
  delete job.held;
  if (!superseded) {
    cluster.state = stateAfter(job.operation, status, cluster);
    cluster.updatedAt = job.finishedAt;
    if (isWell(cluster.state)) delete cluster.error;
    else if (job.error) cluster.error = job.error;
    delete cluster.activeJob;
  }
  emit(deps, run, `job.${status.toLowerCase()}` as 'job.succeeded' | 'job.failed' | 'job.canceled');
  const { well, badly } = resourceEvents[job.operation];
  const resource = status === 'Succeeded' ? well : badly;
  if (resource && !superseded) emit(deps, run, resource);
  const { events } = run;
  // With nothing left in Azure the name is free again, however the job ended.
  const gone = cluster.state === 'Deleted' || job.inventory?.exists.length === 0;
  const ended = await deps.store.finish(run.jobId, run.epoch, {
    record,
    cluster,
    gone,
    events,
    signalCount: run.signalCount,
    now: deps.clock.now(),
  });
  if (ended === 'signaled') {
    // A cancel or a delete was accepted in this very moment: it is heeded before the job may end.
    Object.assign(run, before);
    return (await save(deps, run, undefined)) === 'lost' ? 'stop' : 'go-on';
  }
  if (ended === 'lost') run.lost = true;
  if (ended === 'finished') {
    deps.log.info({ ...logFields(record), status, code: job.error?.code }, 'job ended');
    await wakeForEvents(deps, run);
  }
  return 'stop';
}

/** What the end of a job means for its cluster, as an event of its own. */
const resourceEvents: Record<JobKind, { well: EventType; badly?: EventType }> = {
  'cluster.create': { well: 'cluster.provisioned', badly: 'cluster.provisioning_failed' },
  'cluster.delete': { well: 'cluster.deleted' },
  'cluster.change-cni': { well: 'cluster.cni_changed' },
};
