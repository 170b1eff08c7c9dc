import type { Cluster, Observed } from '../model/cluster.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Finding } from '../model/finding.ts';
import type { Inventory, Job } from '../model/job.ts';
import type { CniOrder } from '../model/order.ts';
import type { ProblemCode } from '../model/problem-catalogue.ts';
import type { Memo, Outcome } from '../model/step.ts';
import type { ArmScope } from './arm-scope.ts';
import type { BudgetKind } from './budgets.ts';

/** What a step learns about the cluster; kept whatever the outcome is, a crash excepted. */
export interface Learnt extends Observed {
  kubernetesVersion?: string;
  /** The CNI that the cluster is to have from now on. Its state then says that it is being changed. */
  cniInChange?: CniOrder;
}

/** All that a step is given for one attempt. */
export interface StepContext {
  readonly job: Job;
  readonly cluster: Cluster;
  /** What the last attempt left. */
  readonly memo: Memo;
  /** Why the job is ending, while its `ending` steps run. */
  readonly ending?: 'Failed' | 'Canceled';
  /** 1 for the first look, and 1 again after a snooze. */
  readonly attempt: number;
  readonly now: number;
  /** Aborted when the worker has to end: the attempt will be made anew elsewhere, and what it started ought to stop. */
  readonly stopping: AbortSignal;
  learn(facts: Learnt): void;
  /**
   * Whether the lease still stands by the clock. Asked last before an act that a worker must not make once another one
   * has taken over: a process that was stopped in between learns here that time has passed.
   */
  holds(): boolean;
  /** What later steps did, in a job before this one, was done to something that is no more: they run again. */
  redoLater(): void;
  /** Records what the job found out, or leaves behind. */
  report(facts: { inventory?: Inventory; findings?: Finding[]; diagnosis?: Diagnosis }): void;
}

/** One named, resumable unit of a plan. Imperative names act (`install-cni`), adjectives check (`nodes-ready`). */
export interface Step {
  name: string;
  /** How long the step may take from its first try, in milliseconds. */
  deadlineMs: number;
  /** The problem that tells of a missed deadline. */
  overdue: ProblemCode;
  /** Which of Azure's budgets an attempt draws on; `undefined` if it asks Azure nothing. */
  budget?(context: StepContext): { scope: ArmScope; kind: BudgetKind; slots?: number };
  /** Looks, acts, and says what came of it. Must bear being run again after a crash on any line. */
  run(context: StepContext): Promise<Outcome>;
}
