import { problem } from '../../model/problem.ts';
import { done, fail, snooze } from '../../model/step.ts';
import type { ResourceGroup, Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, heldUp, isOurs, minutes, ownTags } from '../target.ts';

/** When a group that Slipway made for one cluster became one for several: from then on no delete removes it. */
const sharedTag = 'slipway-shared';

/** Finds the resource group, or makes it where the order allows that. */
export function resourceGroup({ arm, instance, intervals }: ProvisioningDeps): Step {
  // A delete may have seen the group's old tag just before: the longest look and the longest request, one after the other.
  const lateDeleteMs = 2 * intervals.lateActMs;
  return {
    name: 'resource-group',
    deadlineMs: minutes(10),
    overdue: 'deadline-exceeded',
    budget: drawsOn('writes'),
    async run({ cluster, learn, holds, now }) {
      const { name, create } = cluster.order.resourceGroup;
      const scope = armScope(cluster);
      const wait = (ms: number) =>
        snooze(ms, `Resource group ${name} was another cluster's; waiting out a delete that may be under way.`);
      const group = await arm.resourceGroup(scope, name);
      if (group) {
        if (group.provisioningState === 'Deleting') {
          return snooze(intervals.armMs, `Azure is still deleting resource group ${name}.`);
        }
        // After a crash the tag tells that the group is the one we had just made.
        if (isOurs(group.tags, cluster, instance)) learn({ groupCreatedByUs: true });
        else if (group.tags['slipway-instance'] === instance && group.tags['slipway-cluster']) {
          if (!holds()) return heldUp();
          await arm.tagResourceGroup(scope, name, shared(group, now));
          return wait(lateDeleteMs);
        }
        const settledAt = Date.parse(group.tags[sharedTag] ?? '') + lateDeleteMs;
        return now < settledAt ? wait(settledAt - now) : done(`Resource group ${name} exists in ${group.location}.`);
      }
      if (!create) {
        return fail(
          problem(
            'azure-not-found',
            `Resource group ${name} does not exist, and the order does not ask to create it.`,
            {
              remedy: `Create it (az group create -n ${name} -l ${cluster.order.location} --subscription ${cluster.order.subscriptionId}), or order resourceGroup {"name": "${name}", "create": true}.`,
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

/** The group's tags once it is no single cluster's any more. In the group itself, so that any worker knows since when. */
function shared({ tags }: ResourceGroup, now: number): Record<string, string> {
  const { 'slipway-cluster': _, ...rest } = tags;
  return { ...rest, [sharedTag]: new Date(now).toISOString() };
}
