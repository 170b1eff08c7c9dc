import type { Cluster } from '../../model/cluster.ts';
import { ProblemError } from '../../model/problem.ts';
import { armBody } from '../arm-body.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, ownTags } from '../target.ts';

/** Sends the create, or with an ETag sends it once more; the group, which an earlier step has seen, may not be known to AKS yet. */
export async function sendCreate({ arm, instance }: ProvisioningDeps, cluster: Cluster, etag?: string) {
  const { name, resourceGroup } = cluster.order;
  const body = armBody(cluster.order, ownTags(cluster, instance));
  try {
    return await arm.createCluster(armScope(cluster), resourceGroup.name, name, body, etag);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.azure?.code !== 'ResourceGroupNotFound') throw error;
    return { type: 'too-early' as const, error };
  }
}
