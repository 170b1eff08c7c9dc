import type { JobKind } from '../model/job.ts';
import type { CniOrder, ResolvedOrder } from '../model/order.ts';
import type { StepState } from '../model/step.ts';

/** Every step by name, with what it is called for people. Imperative names act, adjectives check. */
export const stepTitles = {
  preflight: 'Check what the order needs in Azure',
  'resource-group': 'Find or create the resource group',
  'managed-cluster': 'Create the managed cluster without a network plug-in',
  'maintenance-window': 'Say when AKS may upgrade by itself',
  'api-server-answers': 'Reach the API server',
  'nodes-registered': 'See the nodes register, NotReady for want of a CNI',
  'tag-cluster': 'Name the CNI in the tags of the cluster',
  'install-cni': 'Install the CNI',
  'nodes-ready': 'See the CNI cover all nodes and the nodes turn Ready',
  'pods-connect': 'See pods reach each other, Services and DNS',
  'remove-probe': 'Take away the pods that tried it',
  outputs: 'Sum up',
  diagnose: 'Ask Azure and the cluster what went wrong',
  'superseded-job-ended': 'Wait for the superseded job to let go',
  'stop-azure-operation': 'End what Azure is doing',
  'delete-cluster': 'Delete the managed cluster',
  'stays-gone': 'See that no late request has brought the cluster back',
  'delete-resource-group': 'Delete the resource group, if it is ours and empty',
  'take-inventory': 'Take an inventory of what is left in Azure',
} as const;
export type StepName = keyof typeof stepTitles;

/** What a plan depends on, beside the kind of job. */
export interface PlanInput {
  order: Pick<ResolvedOrder, 'cni' | 'onFailure' | 'verify' | 'maintenanceWindow'>;
  /** A delete that takes the place of a running job. */
  supersedes?: boolean;
  /** The CNI that a change leads to, in place of the one of the order. */
  cni?: CniOrder;
}

/** The steps of a job, in order. `ending` steps run only once the job has failed or was canceled. */
export interface Plan {
  main: StepName[];
  ending: StepName[];
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
      ...whenever(order.maintenanceWindow !== undefined, 'maintenance-window'),
      'api-server-answers',
      'nodes-registered',
      ...whenever(order.cni.plugin !== 'external', 'install-cni', 'nodes-ready'),
      ...whenever(provesPods(order), 'pods-connect', 'remove-probe'),
      'outputs',
    ],
    ending: [
      'diagnose',
      ...whenever(provesPods(order), 'remove-probe'),
      'stop-azure-operation',
      ...whenever(order.onFailure === 'delete', 'delete-cluster', 'stays-gone', 'delete-resource-group'),
      'take-inventory',
    ],
    deadlineMinutes: 120,
  }),

  'cluster.delete': ({ supersedes }) => ({
    main: [
      ...whenever(supersedes, 'superseded-job-ended', 'stop-azure-operation'),
      'delete-cluster',
      ...whenever(supersedes, 'stays-gone'),
      'delete-resource-group',
      'take-inventory',
    ],
    ending: ['take-inventory'],
    deadlineMinutes: 150,
  }),

  // Nothing in Azure is made, so that there is nothing to clean up; nor is helm undone: what went wrong may be mended.
  'cluster.change-cni': ({ order, cni = order.cni }) => ({
    main: [
      'preflight',
      ...whenever(cni.plugin !== order.cni.plugin, 'tag-cluster'),
      ...whenever(cni.plugin !== 'external', 'install-cni'),
      'nodes-ready',
      ...whenever(order.verify === 'pods', 'pods-connect', 'remove-probe'),
      'outputs',
    ],
    ending: ['diagnose', ...whenever(order.verify === 'pods', 'remove-probe')],
    deadlineMinutes: 120,
  }),
};

/** Without a CNI there is nothing to prove. */
function provesPods({ cni, verify }: PlanInput['order']): boolean {
  return verify === 'pods' && cni.plugin !== 'external';
}

function whenever(condition: boolean | undefined, ...names: StepName[]): StepName[] {
  return condition ? names : [];
}

/** Freezes a plan into the steps of a new job. A step that stands in both stages runs once in each. */
export function freeze(plan: Plan): StepState[] {
  const state = (name: StepName, stage: StepState['stage']): StepState => ({
    name,
    title: stepTitles[name],
    stage,
    status: 'NotStarted',
    attempts: 0,
  });
  return [...plan.main.map((name) => state(name, 'main')), ...plan.ending.map((name) => state(name, 'ending'))];
}
