import { type Cluster, timestamp } from '../cluster.ts';
import type { Blocked } from '../seam.ts';
import { nodes, pods } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import type { Pod } from '../types/pod.ts';
import { keyOf } from './engine.ts';
import { recordEvent } from './events.ts';
import { evict } from './eviction.ts';
import { controllerOf, isLeaving, isOver } from './pods.ts';

const unschedulable = 'node.kubernetes.io/unschedulable';

/** What runs on a node and has to go elsewhere before the node may go. */
export function movablePods(cluster: Cluster, node: KubeNode): Pod[] {
  return cluster.store
    .list(pods)
    .filter(
      (pod) => pod.spec.nodeName === node.metadata.name && !isOver(pod) && controllerOf(pod)?.kind !== 'DaemonSet',
    );
}

/** No pod is placed on the node any more. */
function cordon(cluster: Cluster, node: KubeNode): KubeNode {
  if (node.spec.taints?.some(({ key }) => key === unschedulable)) return node;
  const taint = { key: unschedulable, effect: 'NoSchedule', timeAdded: timestamp(cluster.clock) };
  const spec = { ...node.spec, unschedulable: true, taints: [...(node.spec.taints ?? []), taint] };
  const cordoned = cluster.store.put(nodes, { ...node, spec });
  const { name } = node.metadata;
  const message = `Node ${name} status is now: NodeNotSchedulable`;
  recordEvent(cluster, cordoned, 'Normal', 'NodeNotSchedulable', message, 'kubelet');
  recordEvent(cluster, cordoned, 'Normal', 'Drain', `Draining node: ${name}`, 'upgrader');
  return cordoned;
}

/** Whether no new pods may come to a node. */
export function isCordoned({ spec }: KubeNode): boolean {
  return spec.unschedulable === true;
}

/** Takes a step towards an empty node: `empty`, `moving`, or what stands in the way. */
export function drain(cluster: Cluster, node: KubeNode): 'empty' | 'moving' | Blocked {
  const { name } = node.metadata;
  const cordoned = cordon(cluster, node);
  const since = cordoned.spec.taints?.find(({ key }) => key === unschedulable)?.timeAdded;
  const movable = movablePods(cluster, cordoned);
  if (movable.length === 0) return 'empty';
  for (const pod of movable.filter((one) => !isLeaving(one))) {
    const budget = evict(cluster, pod);
    if (budget !== undefined) {
      return {
        node: name,
        pod: keyOf(pod),
        budget: keyOf(budget),
        since: Date.parse(since ?? '') || cluster.clock.now(),
      };
    }
  }
  return 'moving';
}
