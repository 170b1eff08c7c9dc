import { problem } from '../../model/problem.ts';
import { done, fail } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, isOurs, minutes, ownTags } from '../target.ts';

/** Finds the resource group, or makes it where the order allows that. */
export function resourceGroup({ arm, instance }: ProvisioningDeps): Step {
  return {
    name: 'resource-group',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run({ cluster, learn }) {
      const { name, create } = cluster.order.resourceGroup;
      const scope = armScope(cluster);
      const group = await arm.resourceGroup(scope, name);
      if (group) {
        // After a crash the tag tells that the group is the one we had just made.
        if (isOurs(group.tags, cluster, instance)) learn({ groupCreatedByUs: true });
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
      await arm.createResourceGroup(scope, name, cluster.order.location, ownTags(cluster, instance));
      learn({ groupCreatedByUs: true });
      return done(`Created resource group ${name}.`);
    },
  };
}
