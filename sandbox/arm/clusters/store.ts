import { text } from '../../json.ts';
import type { State } from '../../state/state.ts';
import { armError, resourceNotFound } from '../errors.ts';
import type { Groups } from '../groups/groups.ts';
import { type Cluster, clusterKey } from './cluster.ts';

export const CLUSTER_TYPE = 'Microsoft.ContainerService/managedClusters';

export type ClusterStore = ReturnType<typeof createClusterStore>;

/** The clusters, by id without case. Whoever gets one may change it; who finds it among `all` says so by `put`. */
export function createClusterStore(groups: Groups, state: State) {
  const all = state.map<Cluster>('clusters');
  const keys = new Map<string, string>();
  const hostsOf = ({ fqdn, body }: Cluster) => [fqdn, text(body.properties['privateFQDN']) ?? fqdn];
  for (const cluster of all.values()) for (const host of hostsOf(cluster)) keys.set(host, cluster.key);
  return {
    byKey: (key: string) => all.get(key),
    /** The cluster whose key this is, or that of one of its agent pools. */
    holding: (key: string) => all.get(key.replace(/\/agentpools\/[^/]+$/, '')),
    /** The operation that runs on a cluster or on an agent pool, by its path in any case. */
    operationAt(path: string): string | undefined {
      const key = path.toLowerCase();
      const cluster = this.holding(key);
      return cluster?.key === key ? cluster.operationId : cluster?.poolOperations?.[key.split('/').at(-1) ?? ''];
    },
    find: (subscriptionId: string, group: string, name: string) => all.get(clusterKey(subscriptionId, group, name)),
    /** The cluster, or the gateway's 404 for the group or for the cluster. */
    need(subscriptionId: string, group: string, name: string): Cluster {
      const cluster = all.get(clusterKey(subscriptionId, group, name));
      if (cluster !== undefined) return cluster;
      groups.need(subscriptionId, group);
      throw resourceNotFound(CLUSTER_TYPE, name, group);
    },
    /** The cluster as the parent of what is asked for (recording of 2026). */
    needParent(subscriptionId: string, group: string, name: string, child: string, verb = 'read'): Cluster {
      const cluster = all.get(clusterKey(subscriptionId, group, name));
      if (cluster !== undefined) return cluster;
      groups.need(subscriptionId, group);
      const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${CLUSTER_TYPE}/${name}`;
      throw armError(
        404,
        'ParentResourceNotFound',
        `Failed to perform '${verb}' on resource(s) of type 'managedClusters/${child}', because the parent resource '${id}' could not be found.`,
      );
    },
    put(cluster: Cluster): void {
      all.set(cluster.key, cluster);
      for (const host of hostsOf(cluster)) keys.set(host, cluster.key);
    },
    /** The cluster whose API server has this name, public or private. */
    byHost: (host: string) => all.get(keys.get(host) ?? ''),
    remove(key: string): void {
      const cluster = all.get(key);
      for (const host of cluster === undefined ? [] : hostsOf(cluster)) keys.delete(host);
      all.delete(key);
    },
    all: () => [...all.values()],
    inSubscription: (subscriptionId: string) =>
      [...all.values()].filter((one) => one.subscriptionId === subscriptionId),
    inGroup: (subscriptionId: string, group: string) =>
      [...all.values()].filter(
        (one) => one.subscriptionId === subscriptionId && one.resourceGroup.toLowerCase() === group.toLowerCase(),
      ),
  };
}
