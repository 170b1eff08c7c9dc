import type { KubePool } from '../../kube/seam.ts';
import type { Cluster } from './cluster.ts';

/** The pools as AKS has them, for the Kubernetes side. */
export function poolsOf(cluster: Cluster): KubePool[] {
  return cluster.body.properties.agentPoolProfiles.map(
    ({ name, mode, count, vmSize, maxPods, nodeLabels, nodeTaints, availabilityZones }) => ({
      name,
      mode: mode === 'System' ? 'System' : 'User',
      count,
      vmSize,
      maxPods,
      ...(nodeLabels === undefined ? {} : { labels: nodeLabels }),
      ...(nodeTaints === undefined ? {} : { taints: nodeTaints }),
      ...(availabilityZones === undefined ? {} : { zones: availabilityZones }),
    }),
  );
}
