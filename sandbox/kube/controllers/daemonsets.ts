import type { Cluster } from '../cluster.ts';
import { defined } from '../json.ts';
import { daemonSets, nodes, pods } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import type { Pod, PodSpec, Toleration } from '../types/pod.ts';
import type { DaemonSet } from '../types/workloads.ts';
import { shareOf } from './deployments.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { fitsLabels, toleratesTaints } from './fitting.ts';
import {
  controlled,
  createPod,
  deletePods,
  isLeaving,
  isOver,
  isReady,
  ownersConcerned,
  putStatus,
  templateHash,
} from './pods.ts';

const hashLabel = 'controller-revision-hash';

const tolerates = (condition: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect,
});

// What the DaemonSet controller adds to its pods.
const added: Toleration[] = [
  tolerates('not-ready', 'NoExecute'),
  tolerates('unreachable', 'NoExecute'),
  tolerates('disk-pressure', 'NoSchedule'),
  tolerates('memory-pressure', 'NoSchedule'),
  tolerates('pid-pressure', 'NoSchedule'),
  tolerates('unschedulable', 'NoSchedule'),
];

function tolerationsOf(spec: PodSpec): Toleration[] {
  const own = (spec.tolerations ?? []).filter((item) => item.tolerationSeconds !== 300);
  return [...own, ...added, ...(spec.hostNetwork === true ? [tolerates('network-unavailable', 'NoSchedule')] : [])];
}

const pinnedTo =
  (node: KubeNode) =>
  (spec: PodSpec): PodSpec => {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }];
    const required = { nodeSelectorTerms: [{ matchFields }] };
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: required };
    return { ...spec, tolerations: tolerationsOf(spec), affinity: { ...spec.affinity, nodeAffinity } };
  };

/** The node that a DaemonSet made a pod for. */
function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName !== undefined) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

function shouldRunOn(set: DaemonSet, node: KubeNode): boolean {
  const { spec } = set.spec.template;
  return fitsLabels(spec, node) && toleratesTaints({ ...spec, tolerations: tolerationsOf(spec) }, node);
}

function removeOutdated(cluster: Cluster, set: DaemonSet, current: Pod[], hash: string, desired: number): void {
  if (set.spec.updateStrategy?.type === 'OnDelete') return;
  const outdated = current.filter((pod) => pod.metadata.labels?.[hashLabel] !== hash && !isLeaving(pod));
  const most = Math.max(1, shareOf(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable, desired, Math.ceil));
  const running = current.filter((pod) => isReady(pod) && !isLeaving(pod)).length;
  const idle = outdated.filter((pod) => !isReady(pod));
  const ready = outdated.filter(isReady).slice(0, Math.max(0, most - (desired - running)));
  deletePods(cluster, set, [...idle, ...ready]);
}

function reconcileSet(cluster: Cluster, set: DaemonSet): void {
  const hash = templateHash(set.spec.template);
  const present = controlled(cluster, set, pods);
  const byNode = Map.groupBy(present, nodeOf);
  const eligible = cluster.store.list(nodes).filter((node) => shouldRunOn(set, node));
  const names = new Set(eligible.map((node) => node.metadata.name));
  const finished = present.filter((pod) => isOver(pod));
  deletePods(cluster, set, [...present.filter((pod) => !names.has(nodeOf(pod))), ...finished]);
  for (const node of isLeaving(set) ? [] : eligible) {
    // The next pod of a node is made when the last one is gone.
    if (byNode.has(node.metadata.name)) continue;
    const labels = { [hashLabel]: hash, 'pod-template-generation': String(set.metadata.generation ?? 1) };
    present.push(createPod(cluster, set, set.spec.template, { labels, spec: pinnedTo(node) }));
  }
  const current = present.filter((pod) => names.has(nodeOf(pod)) && !isOver(pod));
  removeOutdated(cluster, set, current, hash, eligible.length);
  const alive = controlled(cluster, set, pods).filter((pod) => names.has(nodeOf(pod)) && !isLeaving(pod));
  const ready = alive.filter(isReady).length;
  const updated = alive.filter((pod) => pod.metadata.labels?.[hashLabel] === hash).length;
  const status = defined({
    currentNumberScheduled: alive.length,
    desiredNumberScheduled: eligible.length,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready || undefined,
    numberUnavailable: eligible.length - ready || undefined,
    updatedNumberScheduled: updated || undefined,
    observedGeneration: set.metadata.generation ?? 1,
  });
  putStatus(cluster, daemonSets, set, status);
}

/** Keeps one pod of a DaemonSet on each node that it fits. */
export const daemonSetController: Controller = {
  name: 'daemonsets',
  concerns: (cluster, change) =>
    change.resource === nodes.key
      ? cluster.store.list(daemonSets).map(keyOf)
      : ownersConcerned(change, daemonSets, 'DaemonSet', pods.key),
  reconcile: (cluster, key) => {
    const set = cluster.store.get(daemonSets, ...splitKey(key));
    if (set !== undefined) reconcileSet(cluster, set);
  },
};
