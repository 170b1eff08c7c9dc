import type { Cluster } from './cluster.ts';
import { currentStep, type JobRecord } from './job.ts';

/** A job that has not ended, as the store holds it. Times are in milliseconds since the epoch. */
export interface OpenJob {
  record: JobRecord;
  cluster: Cluster;
  /** When it is due; for one that a worker holds, the end of the lease. */
  dueAt: number;
  /** When the lease of the worker that holds it ends; 0 if nobody does. */
  leaseUntil: number;
  epoch: number;
}

/** How an open job is getting on, the worst first. */
export const jobConditions = ['overdue', 'stuck', 'held', 'waiting', 'running'] as const;
export type JobCondition = (typeof jobConditions)[number];

/** From when on an operator should look at a job. */
export interface ConditionLimits {
  /** How long a due time or a deadline may be past: the sweeper, and the last look, need a moment. */
  graceMs: number;
  /** How long a worker may hold a job without saving anything. */
  quietMs: number;
  /** Failed tries in a row. */
  tries: number;
}

/** Says how an open job is getting on, and by what one can tell. */
export function jobCondition(
  { record, cluster, dueAt, leaseUntil }: OpenJob,
  now: number,
  limits: ConditionLimits,
): { condition: JobCondition; reason: string } {
  const claimed = leaseUntil > now;
  if (!claimed && dueAt + limits.graceMs < now) {
    return { condition: 'overdue', reason: `Due since ${at(dueAt)}, and no worker has taken it.` };
  }
  const { held } = record.job;
  if (held) return { condition: 'held', reason: `Paused by the operator since ${held.since}: ${held.message}` };
  const stuck = stuckReason(record, now, limits);
  if (stuck) return { condition: 'stuck', reason: stuck };
  if (!claimed) return { condition: 'waiting', reason: `Due at ${at(dueAt)}.` };
  // Every save stamps the cluster, a prolonged lease does not.
  if (Date.parse(cluster.updatedAt) + limits.quietMs < now) {
    return { condition: 'stuck', reason: `A worker holds it, and has saved nothing since ${cluster.updatedAt}.` };
  }
  return { condition: 'running', reason: `A worker holds it until ${at(leaseUntil)}, and may prolong that.` };
}

function stuckReason(record: JobRecord, now: number, { graceMs, tries }: ConditionLimits): string | undefined {
  const isPast = (deadline: string | undefined) => deadline !== undefined && Date.parse(deadline) + graceMs < now;
  const step = currentStep(record);
  if (step && isPast(step.deadlineAt)) return `The step should have ended by ${step.deadlineAt}.`;
  if (!record.ending && isPast(record.job.deadlineAt)) return `The job should have ended by ${record.job.deadlineAt}.`;
  const failed = step ? (record.tries[step.name] ?? 0) : 0;
  return failed >= tries ? `${failed} tries in a row have come to nothing.` : undefined;
}

/** The one projection of an open job for operators: what it is, whose, where it stands, and what was last seen. */
export function presentOpenJob(open: OpenJob, now: number, limits: ConditionLimits) {
  const { record, cluster, dueAt, leaseUntil, epoch } = open;
  const { id, tenant, operation, status, phase, createdAt, startedAt, deadlineAt, requestedBy, ticket } = record.job;
  const step = currentStep(record);
  return {
    id,
    tenant,
    ...jobCondition(open, now, limits),
    operation,
    status,
    phase,
    createdAt,
    ...(startedAt ? { startedAt } : {}),
    ...(deadlineAt ? { deadlineAt } : {}),
    requestedBy,
    ...(ticket ? { ticket } : {}),
    cluster: { id: cluster.id, name: cluster.name, state: cluster.state, armId: cluster.armId },
    dueAt: at(dueAt),
    ...(leaseUntil > now ? { leaseUntil: at(leaseUntil) } : {}),
    epoch,
    lastSavedAt: cluster.updatedAt,
    ...(step
      ? {
          step: {
            name: step.name,
            title: step.title,
            status: step.status,
            attempts: step.attempts,
            triesInARow: record.tries[step.name] ?? 0,
            ...(step.message ? { message: step.message } : {}),
            ...(step.startedAt ? { startedAt: step.startedAt } : {}),
            ...(step.deadlineAt ? { deadlineAt: step.deadlineAt } : {}),
          },
        }
      : {}),
  };
}
export type OpenJobView = ReturnType<typeof presentOpenJob>;

function at(time: number): string {
  return new Date(time).toISOString();
}
