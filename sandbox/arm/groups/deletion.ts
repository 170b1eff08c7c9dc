import { retryAfter, type SandboxClock } from '../../clock.ts';
import type { Durations } from '../../durations.ts';
import type { Faults } from '../../faults/faults.ts';
import type { Reply } from '../../http/reply.ts';
import type { Timeline } from '../../timeline.ts';
import type { Lifecycle } from '../clusters/lifecycle.ts';
import { armError } from '../errors.ts';
import type { Operations } from '../operations.ts';
import { type ArmRequest, param } from '../request.ts';
import type { UrlSigner } from '../signed-url.ts';
import type { GroupContents } from './contents.ts';
import type { Groups, ResourceGroup } from './groups.ts';

/** How often it is looked whether the clusters in it are gone. */
const LOOK_MS = 15_000;
/** Recorded: `Retry-After: 15` (Azure's time). */
const RETRY_AFTER_MS = 15_000;

export interface GroupDeletionParts {
  clock: SandboxClock;
  durations: Durations;
  timeline: Timeline;
  groups: Groups;
  contents: GroupContents;
  lifecycle: Lifecycle;
  operations: Operations;
  faults: Faults;
  signer: UrlSigner;
}

export type GroupDeletion = ReturnType<typeof createGroupDeletion>;

/** Deleting a resource group with all that is in it: `location` and `Retry-After` only, 202 until 200 with an empty body (recording of 2026). */
export function createGroupDeletion(parts: GroupDeletionParts) {
  const { clock, durations, timeline, groups, contents, lifecycle, operations, faults, signer } = parts;
  const targetOf = ({ subscriptionId, name }: ResourceGroup) => `group ${subscriptionId}/${name}`.toLowerCase();

  /** The path segment of the operation URL: base64url JSON that names the group, as recorded; dashes in names are escaped. */
  function jobOf({ name, location }: ResourceGroup): string {
    const jobId = `RESOURCEGROUPDELETIONJOB-${name.toUpperCase().replaceAll('-', ':2D')}-${location.toUpperCase()}`;
    const job = { jobId, jobLocation: location, jobStorageAccount: '/csm/storageaccounts/global/rpfdljob00sandbox' };
    return Buffer.from(JSON.stringify(job)).toString('base64url');
  }

  function pending(subscriptionId: string, job: string): Reply {
    const location = signer.sign(`/subscriptions/${subscriptionId}/operationresults/${job}`, '2020-06-01');
    return { status: 202, headers: { location, 'retry-after': retryAfter(clock, RETRY_AFTER_MS) } };
  }

  /** Sends the delete of every cluster in it that is not on its way out; tells how many there are. */
  function deleteClusters(group: ResourceGroup): number {
    const inside = contents.clusters(group);
    for (const cluster of inside) {
      if (operations.find(cluster.operationId ?? '')?.kind !== 'delete') lifecycle.remove(cluster);
    }
    return inside.length;
  }

  timeline.on('group-deleted', (step) => {
    const group = groups.all().find((one) => targetOf(one) === step.target);
    if (group === undefined) return;
    if (deleteClusters(group) > 0) {
      timeline.schedule(LOOK_MS, 'group-deleted', step.target, '');
      return;
    }
    durations.forget(step.target);
    contents.removeOthers(group);
    groups.remove(group.subscriptionId, group.name);
  });

  return {
    begin(group: ResourceGroup): Reply {
      const job = jobOf(group);
      if (group.provisioningState !== 'Deleting') {
        groups.put({ ...group, provisioningState: 'Deleting' });
        deleteClusters(group);
        const { name, tags = {} } = group;
        const key = `${group.subscriptionId}/${name}`.toLowerCase();
        if (faults.strike('group-delete-hangs', { key, name: '', group: name, tags }))
          return pending(group.subscriptionId, job);
        timeline.schedule(durations.draw('groupDelete', targetOf(group)), 'group-deleted', targetOf(group), '');
      }
      return pending(group.subscriptionId, job);
    },
    result(request: ArmRequest): Reply {
      const [subscriptionId, job] = [param(request, 'sub'), param(request, 'job')];
      if (!signer.verify(request.path, request.query)) {
        throw armError(404, 'JobNotFound', `The job '${job}' could not be found.`);
      }
      const group = groups.all().find((one) => one.subscriptionId === subscriptionId && jobOf(one) === job);
      return group?.provisioningState === 'Deleting' ? pending(subscriptionId, job) : { status: 200 };
    },
  };
}
