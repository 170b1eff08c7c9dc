import type { Target } from '../../faults/entry.ts';
import type { Cluster } from './cluster.ts';

/** What faults know a cluster by. */
export function targetOf(cluster: Cluster): Target {
  return { key: cluster.key, name: cluster.name, group: cluster.resourceGroup, tags: cluster.body.tags ?? {} };
}
