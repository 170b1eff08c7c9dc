import { type Static, Type } from 'typebox';
import type { JobKind } from './job.ts';
import type { ResolvedOrder, Ticket } from './order.ts';
import { type Problem, ProblemError, problem } from './problem.ts';

/** Where a cluster stands, as one word. */
export const clusterStates = [
  'Creating',
  'AwaitingCni',
  'Ready',
  'ChangingCni',
  'CniFailed',
  'Failed',
  'Canceled',
  'Deleting',
  'DeleteFailed',
  'Deleted',
] as const;
export const ClusterStateSchema = Type.Enum([...clusterStates]);
export type ClusterState = Static<typeof ClusterStateSchema>;

/** A node as `kubectl get nodes` would show it. */
export const NodeSchema = Type.Object({
  name: Type.String(),
  pool: Type.Optional(Type.String()),
  ready: Type.Boolean(),
  reason: Type.String(),
  message: Type.String({ description: "The message of the node's Ready condition" }),
  version: Type.String(),
  internalIP: Type.Optional(Type.String()),
  osImage: Type.Optional(Type.String()),
  containerRuntime: Type.Optional(Type.String()),
  createdAt: Type.Optional(Type.String()),
});
export type Node = Static<typeof NodeSchema>;

/** What Slipway has learnt of the cluster in Azure and inside it. */
export interface Observed {
  fqdn?: string;
  nodeResourceGroup?: string;
  networkPlugin?: string;
  /** When the cluster was registered by ARM as created; a delete ends what this names. */
  createdByUs?: boolean;
  /** The resource group was made by Slipway for this cluster. */
  groupCreatedByUs?: boolean;
  /** What helm installed last, and wholly; behind `order.cni` while a change of it has not ended well. */
  cni?: { plugin: string; chart: string; version: string; release: string; namespace: string };
  /** The nodes when they had just registered, before any CNI: NotReady, saying why. */
  nodesBeforeCni?: Node[];
  nodes?: Node[];
}

/** The AKS cluster that is wanted, and its state. */
export interface Cluster {
  schema: 1;
  id: string;
  tenant: string;
  name: string;
  state: ClusterState;
  origin: 'created';
  /** The ARM id, chosen at acceptance: intent is saved before the act. */
  armId: string;
  order: ResolvedOrder;
  ticket?: Ticket;
  labels: Record<string, string>;
  metadata: Record<string, string>;
  /** A delete is refused until this is taken back. */
  deletionProtection?: boolean;
  requestedBy: string;
  createdAt: string;
  updatedAt: string;
  observed: Observed;
  error?: Problem;
  /** The job that owns the cluster now. */
  activeJob?: string;
  /** Empty if it was lost. */
  lastJob: string;
  /** When the record was made anew from what Azure says of the cluster. */
  rebuiltAt?: string;
}

/** What a caller may change of a cluster; kept beside its document, which belongs to the job at work. */
export type Amendment = Required<Pick<Cluster, 'deletionProtection' | 'labels' | 'metadata'>> & { at: string };

/** The cluster with what was changed beside it. */
export function layOver(cluster: Cluster, { at, ...changed }: Amendment): Cluster {
  return { ...cluster, ...changed, updatedAt: at > cluster.updatedAt ? at : cluster.updatedAt };
}

/** What may be asked of a cluster from outside. */
export type ClusterVerb = 'delete' | 'cancel' | 'retry' | 'change-cni' | 'amend' | 'credentials' | 'nodes';

type Verdict = 'allowed' | { refused: string };
const no = (refused: string): Verdict => ({ refused });
const gone = no('The cluster has been deleted');
const leaving = no('The cluster is being deleted');
const idle = no('No job is running');
const working = no('A job is at work on the cluster');
const unmade = no('The create has not ended well; retry it');
const halfGone = no('A delete of the cluster has not ended well');
const open = { delete: 'allowed', amend: 'allowed', credentials: 'allowed', nodes: 'allowed' } as const;
/** Its CNI can be changed; until helm begins the state stays what it is, so that there may be a job to cancel or retry. */
const standing = { ...open, cancel: 'allowed', retry: 'allowed', 'change-cni': 'allowed' } as const;

/** The one table of what may be asked of a cluster in each state. A delete supersedes whatever job is at work. */
export const clusterVerbs: Record<ClusterState, Record<ClusterVerb, Verdict>> = {
  Creating: { ...open, cancel: 'allowed', retry: working, 'change-cni': working },
  AwaitingCni: standing,
  Ready: standing,
  ChangingCni: { ...open, cancel: 'allowed', retry: working, 'change-cni': working },
  CniFailed: standing,
  Failed: { ...open, cancel: idle, retry: 'allowed', 'change-cni': unmade },
  Canceled: { ...open, cancel: idle, retry: 'allowed', 'change-cni': unmade },
  Deleting: {
    delete: leaving,
    cancel: no('A delete cannot be canceled'),
    retry: working,
    'change-cni': leaving,
    amend: leaving,
    credentials: leaving,
    nodes: leaving,
  },
  DeleteFailed: { ...open, cancel: idle, retry: 'allowed', 'change-cni': halfGone },
  Deleted: {
    delete: gone,
    cancel: gone,
    retry: gone,
    'change-cni': gone,
    amend: gone,
    credentials: gone,
    nodes: gone,
  },
};

/** @throws ProblemError `invalid-state` if the table does not allow the verb */
export function assertAllowed(state: ClusterState, verb: ClusterVerb): void {
  const verdict = clusterVerbs[state][verb];
  if (verdict !== 'allowed') {
    throw new ProblemError(problem('invalid-state', `${verdict.refused} (state ${state}).`));
  }
}

/** The state in which the end of a job leaves its cluster. */
export function stateAfter(
  operation: JobKind,
  status: 'Succeeded' | 'Failed' | 'Canceled',
  { state, order }: Pick<Cluster, 'order' | 'state'>,
): ClusterState {
  switch (operation) {
    case 'cluster.delete':
      return status === 'Succeeded' ? 'Deleted' : 'DeleteFailed';
    case 'cluster.change-cni':
      if (status === 'Succeeded') return 'Ready';
      // Until the change has begun the cluster is what it was.
      return state === 'ChangingCni' ? 'CniFailed' : state;
    case 'cluster.create':
      if (status === 'Succeeded') return order.cni.plugin === 'external' ? 'AwaitingCni' : 'Ready';
      return status;
    default:
      return operation satisfies never;
  }
}

/** Whether a cluster in this state is all right, so that it shows no problem: what a job failed of is the job's. */
export function isWell(state: ClusterState): boolean {
  return state === 'Ready' || state === 'AwaitingCni' || state === 'Deleted';
}
