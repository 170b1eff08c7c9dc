import type { EventType } from '../model/event.ts';
import { makeEvent } from '../model/make-event.ts';
import { logFields } from './attempt.ts';
import type { RunDeps } from './deps.ts';
import type { Run } from './run.ts';

/** Now, as the records write it. */
export function stamp(deps: RunDeps): string {
  return new Date(deps.clock.now()).toISOString();
}

/** Adds an event to those that the next save, or the end, takes along. */
export function emit(deps: RunDeps, run: Run, type: EventType): void {
  const { record, cluster } = run;
  const id = deps.ids.next('evt', record.job.tenant);
  run.events.push(makeEvent(type, record, cluster, { id, at: stamp(deps), publicUrl: deps.publicUrl }));
}

/** Saves the run; with a due time the job is parked until then. `lost`: another worker holds the job. */
export async function save(deps: RunDeps, run: Run, dueAt: number | undefined) {
  const now = deps.clock.now();
  run.cluster.updatedAt = new Date(now).toISOString();
  const leaseUntil = now + deps.lease.durationMs;
  const saved = await deps.store.save(run.jobId, run.epoch, {
    record: run.record,
    cluster: run.cluster,
    events: run.events,
    dueAt,
    leaseUntil,
    signalCount: run.signalCount,
    now,
  });
  if (saved.type === 'lost') {
    run.lost = true;
    return 'lost';
  }
  run.leaseUntil = leaseUntil;
  run.signals = saved.signals;
  run.signalCount = saved.signalCount;
  await wakeForEvents(deps, run);
  return saved;
}

/** Prolongs the lease while a step is at work. */
export async function renew(deps: RunDeps, run: Run): Promise<void> {
  try {
    const leaseUntil = deps.clock.now() + deps.lease.durationMs;
    if (await deps.store.renew(run.jobId, run.epoch, leaseUntil)) run.leaseUntil = leaseUntil;
    else run.lost = true;
  } catch (error) {
    deps.log.warn({ ...logFields(run.record), err: error }, 'the lease could not be renewed');
  }
}

/** Tells that there are events to fan out; the outbox has them already. */
export async function wakeForEvents(deps: RunDeps, run: Run): Promise<void> {
  const events = run.events;
  run.events = [];
  for (const event of events) await deps.wakeUps.event(event.id);
}
