import { type Static, Type } from 'typebox';
import { DiagnosisSchema } from './diagnosis.ts';
import { FindingSchema } from './finding.ts';
import { LabelsSchema, MetadataSchema, TicketSchema } from './order.ts';
import { ProblemSchema } from './problem.ts';
import { type Memo, StepSchema, type StepState } from './step.ts';

/** Azure's words exactly, so that Azure's own pollers can follow a job. */
export const jobStatuses = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled'] as const;
export const JobStatusSchema = Type.Enum([...jobStatuses]);
export type JobStatus = Static<typeof JobStatusSchema>;

export const jobKinds = ['cluster.create', 'cluster.delete', 'cluster.change-cni'] as const;
export type JobKind = (typeof jobKinds)[number];

/** What a failed or canceled job left in Azure. */
const InventorySchema = Type.Object({
  exists: Type.Array(Type.String(), { description: 'ARM ids of what exists now' }),
  deleted: Type.Array(Type.String()),
  kept: Type.Array(Type.Object({ id: Type.String(), reason: Type.String() })),
});
export type Inventory = Static<typeof InventorySchema>;

/** One accepted piece of long work on one cluster: the noun behind `GET /v1/jobs/{id}` and the data of its events. */
export const JobSchema = Type.Object({
  id: Type.String(),
  tenant: Type.String(),
  clusterId: Type.String(),
  operation: Type.Enum([...jobKinds]),
  status: JobStatusSchema,
  /** The current step's name, or `Queued`, `Canceling`, `RollingBack`, `Done`. */
  phase: Type.String(),
  createdAt: Type.String(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  /** When the job gives up, whatever its steps say; set when it starts. */
  deadlineAt: Type.Optional(Type.String()),
  requestedBy: Type.String(),
  ticket: Type.Optional(TicketSchema),
  labels: LabelsSchema,
  metadata: MetadataSchema,
  steps: Type.Array(StepSchema),
  error: Type.Optional(ProblemSchema),
  inventory: Type.Optional(InventorySchema),
  diagnosis: Type.Optional(DiagnosisSchema),
  /** By a pause of the operator's, since when. */
  held: Type.Optional(
    Type.Object(
      { since: Type.String(), message: Type.String() },
      { description: "The operator has paused such work; the job's deadlines stand still" },
    ),
  ),
  /** What the preflight checks said. */
  findings: Type.Optional(Type.Array(FindingSchema)),
  /** The job that this delete took the place of. */
  supersedes: Type.Optional(Type.String()),
  /** The failed or canceled job that this one goes on from. */
  retries: Type.Optional(Type.String()),
  /** The job that went on from this one. */
  retriedBy: Type.Optional(Type.String()),
  /** The request as it was accepted. */
  input: Type.Record(Type.String(), Type.Unknown()),
  traceparent: Type.Optional(Type.String()),
});
export type Job = Static<typeof JobSchema>;

/** A job with what only the engine sees. */
export interface JobRecord {
  schema: 1;
  job: Job;
  /** By step name. */
  memos: Record<string, Memo>;
  /** By step name: tries since its last snooze. */
  tries: Record<string, number>;
  /** By step name: how many of its tries do not count against it, because an outage was the last of them. */
  excused?: Record<string, number>;
  /** How long the job may take from its first step on, in milliseconds: an outage before that costs it nothing. */
  deadlineMs: number;
  /** By step name: the time at which a reserved slot of Azure's budget is ours. */
  slots: Record<string, number>;
  /** Events made so far: the next one's sequence number is one more. */
  events: number;
  /** Set once the job is to end other than well; from then on only its `ending` steps run. */
  ending?: { status: 'Failed' | 'Canceled'; phase: 'RollingBack' | 'Canceling' };
}

/** What was said to a job from outside since it was accepted. */
export interface Signals {
  /** Who asked for the job to be canceled, and when. */
  cancel?: { by: string; at: string };
  /** The delete that takes this job's place. */
  supersede?: { by: string; at: string };
}

/** The step to work on now: the first of the current stage that is not over. */
export function currentStep({ job, ending }: JobRecord): StepState | undefined {
  const stage = ending ? 'ending' : 'main';
  return job.steps.find((step) => step.stage === stage && (step.status === 'NotStarted' || step.status === 'Running'));
}

/** The tries in a row that may end a step: what it needs and does not get from outside costs it none. */
export function countedTries({ tries, excused }: JobRecord, step: string): number {
  return (tries[step] ?? 0) - (excused?.[step] ?? 0);
}

export function isTerminal(status: JobStatus): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Canceled';
}
