import { stateAfter } from '../model/cluster.ts';
import type { EventType } from '../model/event.ts';
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
    if (job.error) cluster.error = job.error;
    else delete cluster.error;
    delete cluster.activeJob;
  }
  emit(deps, run, `job.${status.toLowerCase()}` as 'job.succeeded' | 'job.failed' | 'job.canceled');
  const resource = resourceEvent(job.operation, status);
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

function resourceEvent(operation: string, status: string): EventType | undefined {
  if (operation === 'cluster.delete') return status === 'Succeeded' ? 'cluster.deleted' : undefined;
  return status === 'Succeeded' ? 'cluster.provisioned' : 'cluster.provisioning_failed';
}
