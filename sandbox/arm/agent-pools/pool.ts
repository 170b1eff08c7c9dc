import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json.ts';
import { poolAsOf } from '../clusters/as-of.ts';
import type { Cluster, PoolBody } from '../clusters/cluster.ts';
import { CLUSTER_TYPE, type ClusterStore } from '../clusters/store.ts';
import { resourceNotFound } from '../errors.ts';
import { type ArmRequest, param } from '../request.ts';

export const POOL_TYPE = `${CLUSTER_TYPE}/agentPools`;

/** A pool's id without case: what its operations and its steps are about. */
export function poolKey(cluster: Cluster, name: string): string {
  return `${cluster.key}/agentpools/${name}`.toLowerCase();
}

/** Names of pools are compared without case; undefined when the cluster has none of that name. */
export function findPool({ body }: Cluster, name: string): PoolBody | undefined {
  return body.properties.agentPoolProfiles.find((pool) => pool.name === name.toLowerCase());
}

/** The cluster that a request's path names, and its pool. */
export function needPool(request: ArmRequest, clusters: ClusterStore): { cluster: Cluster; pool: PoolBody } {
  const cluster = parentOf(request, clusters);
  const pool = findPool(cluster, param(request, 'pool'));
  if (pool !== undefined) return { cluster, pool };
  throw resourceNotFound(
    `${CLUSTER_TYPE}/${param(request, 'name')}/agentPools`,
    param(request, 'pool'),
    cluster.resourceGroup,
  );
}

/** The cluster that a request's path names, or the gateway's words for a child of nothing. */
export function parentOf(request: ArmRequest, clusters: ClusterStore, child = 'agentPools', verb = 'read'): Cluster {
  return clusters.needParent(param(request, 'sub'), param(request, 'rg'), param(request, 'name'), child, verb);
}

/** A pool as a GET with this api-version shows it; its ETag appears once it has been made, as a cluster's does. */
export function poolResource({ apiVersion }: ArmRequest, cluster: Cluster, { name, ...rest }: PoolBody) {
  const properties = poolAsOf(apiVersion, shownPool(rest));
  return { id: `${cluster.body.id}/agentPools/${name}`, name, type: POOL_TYPE, properties };
}

/** A pool as it is shown: its ETag only once it has been made. */
export function shownPool(pool: JsonObject): JsonObject {
  const { eTag: _, ...rest } = pool;
  return pool['provisioningState'] === 'Creating' ? rest : pool;
}

/** A pool has another ETag after each change. */
export function touch(pool: PoolBody): void {
  pool.eTag = randomUUID();
}
