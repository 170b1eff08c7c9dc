import { type Cluster, timestamp } from '../cluster.ts';
import { nodes, pods } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import type { Pod } from '../types/pod.ts';
import { withCondition } from './conditions.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { fitsLabels, quantity, requested, respectsAntiAffinity, toleratesTaints } from './fitting.ts';
import { isLeaving, isOver } from './pods.ts';

const component = 'default-scheduler';
const isPending = (pod: Pod) => pod.spec.nodeName === undefined && !isLeaving(pod) && pod.status.phase === 'Pending';

/** What runs where, as far as placing a pod goes. */
export interface View {
  all: Pod[];
  byNode: Map<string | undefined, Pod[]>;
  nodeLabels: (name: string) => Record<string, string>;
}

function viewOf(cluster: Cluster): View {
  const all = cluster.store.list(pods).filter((pod) => !isOver(pod));
  return {
    all,
    byNode: Map.groupBy(all, (pod) => pod.spec.nodeName),
    nodeLabels: (name) => cluster.store.get(nodes, undefined, name)?.metadata.labels ?? {},
  };
}

/** Why a pod cannot go to a node, in the scheduler's own words; nothing when it can. */
export function obstacle(pod: Pod, node: KubeNode, view: View): string | undefined {
  if (node.spec.unschedulable === true && !toleratesTaints(pod.spec, unschedulable))
    return 'node(s) were unschedulable';
  if (!fitsLabels(pod.spec, node)) return "node(s) didn't match Pod's node affinity/selector";
  if (!toleratesTaints(pod.spec, node)) return 'node(s) had untolerated taint(s)';
  const placed = view.byNode.get(node.metadata.name) ?? [];
  const { allocatable } = node.status;
  if (placed.length >= quantity(allocatable['pods'])) return 'Too many pods';
  for (const resource of ['cpu', 'memory']) {
    const used = placed.reduce((sum, other) => sum + requested(other.spec, resource), 0);
    const asked = requested(pod.spec, resource);
    if (asked > 0 && used + asked > quantity(allocatable[resource])) return `Insufficient ${resource}`;
  }
  if (!respectsAntiAffinity(pod, node, view.all, view.nodeLabels))
    return "node(s) didn't match pod anti-affinity rules";
  return undefined;
}

const unschedulable = {
  spec: { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
} as KubeNode;

function explain(reasons: string[]): string {
  const total = reasons.length;
  if (total === 0) return 'no nodes available to schedule pods';
  const counts = [...Map.groupBy(reasons, (reason) => reason)].map(([reason, list]) => `${list.length} ${reason}`);
  const hopeless = `preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
  return `0/${total} nodes are available: ${counts.sort().join(', ')}. no new claims to deallocate, ${hopeless}`;
}

function schedule(cluster: Cluster, pod: Pod): void {
  const view = viewOf(cluster);
  const now = timestamp(cluster.clock);
  const verdicts = cluster.store.list(nodes).map((node) => ({ node, why: obstacle(pod, node, view) }));
  const free = verdicts.filter(({ why }) => why === undefined).map(({ node }) => node);
  const load = (node: KubeNode) => view.byNode.get(node.metadata.name)?.length ?? 0;
  const [best] = free.sort((a, b) => load(a) - load(b));
  if (best === undefined) {
    const message = explain(verdicts.map(({ why }) => why ?? ''));
    const known = pod.status.conditions?.find((condition) => condition.type === 'PodScheduled');
    if (known?.message === message) return;
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    const conditions = withCondition(pod.status.conditions, condition, now);
    cluster.store.put(pods, { ...pod, status: { ...pod.status, conditions } });
    recordEvent(cluster, pod, 'Warning', 'FailedScheduling', message, component);
    return;
  }
  const nodeName = best.metadata.name;
  const conditions = withCondition(pod.status.conditions, { type: 'PodScheduled', status: 'True' }, now).map(
    (condition) => {
      const { reason: _, message: __, ...rest } = condition;
      return condition.type === 'PodScheduled' ? rest : condition;
    },
  );
  cluster.store.put(pods, { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, conditions } });
  const message = `Successfully assigned ${keyOf(pod)} to ${nodeName}`;
  recordEvent(cluster, pod, 'Normal', 'Scheduled', message, component);
}

/** Finds nodes for pods; one that fits nowhere is tried again when nodes or pods change. */
export const scheduler: Controller = {
  name: 'scheduler',
  concerns: (cluster, change) => {
    if (change.resource === pods.key && change.type !== 'DELETED') {
      const pod = change.object as Pod;
      return isPending(pod) && change.type === 'ADDED' ? [keyOf(pod)] : [];
    }
    const matters = change.resource === nodes.key || change.resource === pods.key;
    return matters ? cluster.store.list(pods).filter(isPending).map(keyOf) : [];
  },
  reconcile: (cluster, key) => {
    const pod = cluster.store.get(pods, ...splitKey(key));
    if (pod !== undefined && isPending(pod)) schedule(cluster, pod);
  },
};
