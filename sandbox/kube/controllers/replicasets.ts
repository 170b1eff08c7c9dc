import type { Cluster } from '../cluster.ts';
import { defined } from '../json.ts';
import { pods, replicaSets } from '../store/resources.ts';
import type { Pod } from '../types/pod.ts';
import type { ReplicaSet } from '../types/workloads.ts';
import { type Controller, splitKey } from './engine.ts';
import { controlled, createPod, deletePods, isLeaving, isOver, isReady, ownersConcerned, putStatus } from './pods.ts';

// Which pods go first when there are too many: those that are of least use.
const usefulness = (pod: Pod) => (isReady(pod) ? 2 : pod.spec.nodeName === undefined ? 0 : 1);

function reconcileSet(cluster: Cluster, set: ReplicaSet): void {
  const present = controlled(cluster, set, pods).filter((pod) => !isLeaving(pod) && !isOver(pod));
  const wanted = set.spec.replicas ?? 1;
  for (let missing = wanted - present.length; missing > 0 && !isLeaving(set); missing -= 1) {
    present.push(createPod(cluster, set, set.spec.template, {}));
  }
  const surplus = [...present]
    .sort((a, b) => usefulness(a) - usefulness(b))
    .slice(0, Math.max(0, present.length - wanted));
  deletePods(cluster, set, surplus);
  const kept = present.filter((pod) => !surplus.includes(pod));
  const ready = kept.filter(isReady).length;
  const counts = { readyReplicas: ready || undefined, availableReplicas: ready || undefined };
  const status = defined({
    replicas: kept.length,
    fullyLabeledReplicas: kept.length || undefined,
    ...counts,
    observedGeneration: set.metadata.generation ?? 1,
  });
  putStatus(cluster, replicaSets, set, status);
}

/** Keeps as many pods as a ReplicaSet wants. */
export const replicaSetController: Controller = {
  name: 'replicasets',
  concerns: (_, change) => ownersConcerned(change, replicaSets, 'ReplicaSet', pods.key),
  reconcile: (cluster, key) => {
    const set = cluster.store.get(replicaSets, ...splitKey(key));
    if (set !== undefined) reconcileSet(cluster, set);
  },
};
