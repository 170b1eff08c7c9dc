import { done, skipped, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, heldUp, isOurs, minutes } from '../target.ts';

/**
 * Deletes the resource group only if it bears our tag and is empty once the cluster is gone. The tag is looked at last:
 * an order that enters the group takes it off, and then waits for as long as what follows that look can take.
 */
export function deleteResourceGroup({ arm, instance, intervals }: ProvisioningDeps): Step {
  return {
    name: 'delete-resource-group',
    deadlineMs: minutes(30),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run({ cluster, holds }) {
      const scope = armScope(cluster);
      const { name } = cluster.order.resourceGroup;
      const look = () => arm.resourceGroup(scope, name);
      const group = await look();
      if (!group) return done(`Resource group ${name} does not exist.`);
      if (!isOurs(group.tags, cluster, instance)) {
        return skipped(`Kept resource group ${name}: it was not made for this cluster alone.`);
      }
      // Not asked of a note: a gateway may have said yes in Azure's place.
      if (group.provisioningState !== 'Deleting') {
        const [other] = await arm.resourcesIn(scope, name);
        if (other !== undefined) return skipped(`Kept resource group ${name}: it still holds ${other}.`);
        const isStillOurs = isOurs((await look())?.tags ?? {}, cluster, instance);
        if (!isStillOurs || !holds()) return heldUp();
        await arm.deleteResourceGroup(scope, name);
      }
      return snooze(intervals.armMs, `Azure is deleting resource group ${name}.`);
    },
  };
}
