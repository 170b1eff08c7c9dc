import type { JobKind } from '../model/job.ts';
import type { ResolvedOrder } from '../model/order.ts';
import type { StepState } from '../model/step.ts';

/** What a plan depends on, beside the kind of job. */
export interface PlanInput {
  order: Pick<ResolvedOrder, 'cni' | 'onFailure'>;
  /** A delete that takes the place of a running create. */
  supersedes?: boolean;
}

/** The steps of a job, in order. `ending` steps run only once the job has failed or was canceled. */
export interface Plan {
  main: string[];
  ending: string[];
  /** How long the job may take in all, in minutes. */
  deadlineMinutes: number;
}

/** What is done to a cluster, as recipes. The names are frozen into a job when it is accepted. */
export const plans: Record<JobKind, (input: PlanInput) => Plan> = {
  'cluster.create': ({ order }) => ({
    main: [
      'preflight',
      'resource-group',
      'managed-cluster',
      'api-server-answers',
      'nodes-registered',
      ...(order.cni.plugin === 'external' ? [] : ['install-cni', 'nodes-ready']),
      'outputs',
    ],
    ending: [
      'stop-azure-operation',
      ...(order.onFailure === 'delete' ? ['delete-cluster', 'delete-resource-group'] : []),
      'take-inventory',
    ],
    deadlineMinutes: 120,
  }),

  'cluster.delete': ({ supersedes }) => ({
    main: [
      ...(supersedes ? ['superseded-job-ended', 'stop-azure-operation'] : []),
      'delete-cluster',
      ...(supersedes ? ['stays-gone'] : []),
      'delete-resource-group',
      'take-inventory',
    ],
    ending: ['take-inventory'],
    deadlineMinutes: 150,
  }),
};

/** Freezes a plan into the steps of a new job. A step that stands in both stages runs once in each. */
export function freeze(plan: Plan, titles: ReadonlyMap<string, string>): StepState[] {
  const state = (name: string, stage: StepState['stage']): StepState => ({
    name,
    title: titles.get(name) ?? name,
    stage,
    status: 'NotStarted',
    attempts: 0,
  });
  return [...plan.main.map((name) => state(name, 'main')), ...plan.ending.map((name) => state(name, 'ending'))];
}
