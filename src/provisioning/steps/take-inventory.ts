import type { Inventory } from '../../model/job.ts';
import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, groupId, isOurs, minutes } from '../target.ts';

/** Says what exists in Azure at the end of the job, what was deleted, and what was kept and why. */
export function takeInventory({ arm, instance }: ProvisioningDeps): Step {
  return {
    name: 'take-inventory',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    budget: drawsOn('reads'),
    async run({ cluster, report }) {
      const scope = armScope(cluster);
      const { name, resourceGroup } = cluster.order;
      const { createdByUs, groupCreatedByUs } = cluster.observed;
      const inventory: Inventory = { exists: [], deleted: [], kept: [] };
      const seen = await arm.cluster(scope, resourceGroup.name, name);
      if (!seen) {
        if (createdByUs) inventory.deleted.push(cluster.armId);
      } else if (isOurs(seen.tags, cluster, instance) || createdByUs) {
        inventory.exists.push(cluster.armId);
      } else {
        inventory.kept.push({ id: cluster.armId, reason: 'Slipway did not make it' });
      }
      const group = await arm.resourceGroup(scope, resourceGroup.name);
      if (!group) {
        if (groupCreatedByUs) inventory.deleted.push(groupId(cluster));
      } else if (isOurs(group.tags, cluster, instance)) {
        inventory.exists.push(groupId(cluster));
      } else {
        inventory.kept.push({ id: groupId(cluster), reason: 'it was not made for this cluster' });
      }
      report({ inventory });
      return done(`${inventory.exists.length} of our resources exist, ${inventory.deleted.length} were deleted.`);
    },
  };
}
