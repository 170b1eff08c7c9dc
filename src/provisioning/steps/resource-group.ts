import { problem } from '../../model/problem.ts';
import { done, fail, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, heldUp, isOurs, minutes, ownTags } from '../target.ts';

/** Finds the resource group, or makes it where the order allows that. */
export function resourceGroup({ arm, instance, intervals }: ProvisioningDeps): Step {
  return {
    name: 'resource-group',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run({ cluster, learn, holds }) {
      const { name, create } = cluster.order.resourceGroup;
      const scope = armScope(cluster);
      const group = await arm.resourceGroup(scope, name);
      if (group) {
        if (group.provisioningState === 'Deleting') {
          return snooze(intervals.armMs, `Azure is still deleting resource group ${name}.`);
        }
        // After a crash the tag tells that the group is the one we had just made.
        if (isOurs(group.tags, cluster, instance)) learn({ groupCreatedByUs: true });
        else if (group.tags['slipway-instance'] === instance && group.tags['slipway-cluster']) {
          // Made for another cluster of ours, whose delete would take the group from under this one: now it stays.
          const { 'slipway-cluster': _, ...shared } = group.tags;
          await arm.createResourceGroup(scope, name, group.location, shared);
        }
        return done(`Resource group ${name} exists in ${group.location}.`);
      }
      if (!create) {
        return fail(
          problem(
            'azure-not-found',
            `Resource group ${name} does not exist, and the order does not ask to create it.`,
            {
              remedy: `Create it (az group create -n ${name} -l ${cluster.order.location}), or order resourceGroup {"name": "${name}", "create": true}.`,
            },
          ),
        );
      }
      if (!holds()) return heldUp();
      await arm.createResourceGroup(scope, name, cluster.order.location, ownTags(cluster, instance));
      learn({ groupCreatedByUs: true });
      return done(`Created resource group ${name}.`);
    },
  };
}
