import type { Cluster } from '../cluster.ts';
import { fieldsOf } from '../json.ts';
import { budgets, pods } from '../store/resources.ts';
import { selects } from '../store/selectors.ts';
import type { KubeObject, LabelSelector } from '../types/object.ts';
import type { Pod } from '../types/pod.ts';
import { deleteObject } from '../write/remove.ts';
import { isLeaving, isOver } from './pods.ts';

/** Asks a pod to go, as its `eviction` does; answers the disruption budget that forbids it, if one does. */
export function evict(cluster: Cluster, pod: Pod): KubeObject | undefined {
  const [budget, ...others] = cluster.store
    .list(budgets, pod.metadata.namespace)
    .filter((one) => selects(fieldsOf(one['spec'])['selector'] as LabelSelector | undefined, pod.metadata.labels));
  // A pod that does not run disrupts nobody.
  const isGuarded = budget !== undefined && !isLeaving(pod) && !isOver(pod) && pod.status.phase !== 'Pending';
  if (isGuarded) {
    const status = fieldsOf(budget['status']);
    const allowed = Number(status['disruptionsAllowed'] ?? 0);
    if (allowed <= 0 || others.length > 0) return budget;
    // The next eviction may come before the budget is counted anew.
    cluster.store.put(budgets, { ...budget, status: { ...status, disruptionsAllowed: allowed - 1 } });
  }
  deleteObject(cluster, pods, pod, 'Background');
  return undefined;
}
