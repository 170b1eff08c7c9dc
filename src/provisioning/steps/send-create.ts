import type { Cluster } from '../../model/cluster.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { fail, type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { StepContext } from '../../ports.ts';
import { armBody } from '../arm-body.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, ownTags } from '../target.ts';

/** Every how many looks a create is sent once more that wanted for a right: AKS takes one a minute. */
const grantEvery = 3;

interface Progress extends Memo {
  /** When Azure first said that a right or an identity is wanting, in milliseconds. */
  deniedAt?: number;
}

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

/**
 * Comes back for as long as a right may be on its way: what was granted a moment ago is not known everywhere in Azure at
 * once, which Microsoft says takes up to ten minutes. Then nobody has granted it.
 */
export function awaitRight(
  { intervals }: Pick<ProvisioningDeps, 'intervals'>,
  { memo, now }: Pick<StepContext, 'memo' | 'now'>,
  denied: Problem,
): Outcome {
  const { deniedAt = now }: Progress = memo;
  if (now - deniedAt >= intervals.patienceMs) return fail(denied);
  const message = `Azure says ${denied.azure?.code ?? denied.title}; a right may still be on its way, trying again.`;
  return snooze(intervals.armMs * grantEvery, message, { ...memo, deniedAt });
}
