import type { Cluster } from '../../model/cluster.ts';
import type { Inventory, Job } from '../../model/job.ts';
import { ProblemError } from '../../model/problem.ts';
import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import type { StepName } from '../plans.ts';
import { armScope, drawsOn, groupId, isOurs, minutes } from '../target.ts';

const groupStep: StepName = 'delete-resource-group';

/** Says what exists in Azure at the end of the job, what was deleted, and what was kept and why. */
export function takeInventory(deps: ProvisioningDeps): Step {
  return {
    name: 'take-inventory',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    budget: drawsOn('reads'),
    async run({ job, cluster, report }) {
      const inventory: Inventory = { exists: [], deleted: [], kept: [] };
      await lookAtCluster(deps, cluster, inventory);
      await lookAtNodeGroup(deps, cluster, inventory);
      await lookAtGroup(deps, job, cluster, inventory);
      report({ inventory });
      return done(`${inventory.exists.length} of our resources exist, ${inventory.deleted.length} were deleted.`);
    },
  };
}

async function lookAtCluster({ arm, instance }: ProvisioningDeps, cluster: Cluster, inventory: Inventory) {
  const { createdByUs } = cluster.observed;
  const seen = await arm.cluster(armScope(cluster), cluster.order.resourceGroup.name, cluster.order.name);
  if (!seen) {
    if (createdByUs) inventory.deleted.push(cluster.armId);
  } else if (isOurs(seen.tags, cluster, instance) || createdByUs) {
    inventory.exists.push(cluster.armId);
  } else {
    inventory.kept.push({ id: cluster.armId, reason: 'Slipway did not make it' });
  }
}

/** The group that AKS makes for the nodes and removes with the cluster: while it is there, so is what costs most. */
async function lookAtNodeGroup({ arm }: ProvisioningDeps, cluster: Cluster, inventory: Inventory) {
  const { createdByUs, nodeResourceGroup } = cluster.observed;
  if (!createdByUs || !nodeResourceGroup) return;
  const id = groupId(cluster, nodeResourceGroup);
  try {
    const group = await arm.resourceGroup(armScope(cluster), nodeResourceGroup);
    inventory[group ? 'exists' : 'deleted'].push(id);
  } catch (error) {
    // An account may have rights on the cluster's own group only.
    if (!(error instanceof ProblemError) || error.problem.code !== 'azure-forbidden') throw error;
    inventory.kept.push({ id, reason: 'the account may not look at it; AKS removes it with the cluster' });
  }
}

async function lookAtGroup({ arm, instance }: ProvisioningDeps, job: Job, cluster: Cluster, inventory: Inventory) {
  const group = await arm.resourceGroup(armScope(cluster), cluster.order.resourceGroup.name);
  if (!group) {
    if (cluster.observed.groupCreatedByUs) inventory.deleted.push(groupId(cluster));
  } else if (isOurs(group.tags, cluster, instance)) {
    // With its own cluster gone, what it holds is somebody else's.
    if (wasKept(job) && inventory.exists.length === 0)
      inventory.kept.push({ id: groupId(cluster), reason: 'it holds something else' });
    else inventory.exists.push(groupId(cluster));
  } else {
    inventory.kept.push({ id: groupId(cluster), reason: 'it was not made for this cluster alone' });
  }
}

/** Whether this job was to delete the group, and found that it is not empty. */
function wasKept({ steps }: Job): boolean {
  return steps.some(
    ({ name, status, startedAt }) => name === groupStep && status === 'Skipped' && startedAt !== undefined,
  );
}
