import type { Job } from '../../model/job.ts';
import { ProblemError } from '../../model/problem.ts';
import type { StepContext } from '../../ports.ts';
import { armBody } from '../arm-body.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { ownRights } from '../preflight/own-rights.ts';
import { armScope, ownTags } from '../target.ts';

/** Sends the create, or with an ETag sends it once more; the group, which an earlier step has seen, may not be known to AKS yet. */
export async function sendCreate({ arm, instance }: ProvisioningDeps, { job, cluster }: StepContext, etag?: string) {
  const { name, resourceGroup } = cluster.order;
  const body = armBody(cluster.order, ownTags(cluster, instance));
  try {
    return await arm.createCluster(armScope(cluster), resourceGroup.name, name, body, etag);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const code = error.problem.azure?.code;
    if (code === 'ResourceGroupNotFound') return { type: 'too-early' as const, error };
    // Preflight has just seen the right: it is known in one place of Azure, and not yet in another.
    if (code === 'AuthorizationFailed' && sawOwnRights(job)) {
      return { type: 'propagating' as const, problem: error.problem };
    }
    throw error;
  }
}

function sawOwnRights({ findings = [] }: Job): boolean {
  return findings.some(({ check, verdict }) => check === ownRights.name && verdict === 'Passed');
}
