import type { Command } from 'commander';
import type { OrphanInAzure, OrphanRecord, Orphans } from '../usecases/operator/list-orphans.ts';
import type { Unread } from '../usecases/operator/managed-resources.ts';
import { addVerb, type Ops, show } from './verb.ts';

/** The command waits as long as Azure asks for, within reason. */
export const patienceMs = 10 * 60_000;

/** `ops orphans`: what Azure and the store do not agree on, and what to do about it. */
export function addOrphans(program: Command, ops: Ops): void {
  const verb = addVerb(
    program,
    'orphans',
    'List clusters and resource groups with our tag and no record, and records of clusters that are not in Azure',
  )
    .option('--delete <arm id>', 'delete this cluster, by an ordinary job of its tenant')
    .option('--forget <cluster id>', 'end the record of this cluster, by an ordinary job that finds nothing')
    .option('--yes', 'do it; without, --delete and --forget are refused')
    .action(async (options: { delete?: string; forget?: string; yes?: true; json?: true }) => {
      const { delete: armId, forget: clusterId } = options;
      if (armId && clusterId) verb.error('Name one: --delete or --forget.');
      if ((armId || clusterId) && !options.yes) verb.error('This cannot be taken back: add --yes to do it.');
      const operator = await ops.operator();
      const resolving = { by: ops.by, patienceMs };
      if (armId || clusterId) {
        const { record } = armId
          ? await operator.deleteOrphan(armId, resolving)
          : await operator.forgetOrphan(clusterId ?? '', resolving);
        const { id, tenant } = record.job;
        show(ops, options, record.job, () => `Job ${id} of tenant ${tenant} deletes ${record.job.clusterId}.`);
        return;
      }
      show(ops, options, await operator.listOrphans({ patienceMs }), describe);
    });
}

function describe({ clusters, groups, records, unread }: Orphans): string {
  const found = [
    ...clusters.map((orphan) => inAzure('cluster', orphan)),
    ...groups.map((orphan) => inAzure('resource group', orphan)),
    ...records.map(record),
    ...unread.map(unreadLine),
  ];
  return found.length > 0 ? found.join('\n') : 'No orphans.';
}

function inAzure(kind: string, orphan: OrphanInAzure): string {
  const tags = Object.entries(orphan.tags).map(([name, value]) => `${name}=${value}`);
  return [
    `${kind} ${orphan.armId} (${orphan.provisioningState}, ${orphan.location})`,
    `  tenant:  ${orphan.tenant ?? 'unknown'}`,
    `  ordered: ${orphan.orderedAt ?? 'unknown'}`,
    `  tags:    ${tags.join(' ')}`,
    `  ${orphan.reason} ${orphan.remedy}`,
  ].join('\n');
}

function record({ clusterId, tenant, name, state, armId, createdAt, reason, remedy }: OrphanRecord): string {
  return [
    `record ${clusterId} (${name}, ${state})`,
    `  tenant:  ${tenant}`,
    `  ordered: ${createdAt}`,
    `  was:     ${armId}`,
    `  ${reason} ${remedy}`,
  ].join('\n');
}

/** Of a subscription that could not be read. */
export function unreadLine({ subscriptionId, reason }: Unread): string {
  return `subscription ${subscriptionId} could not be read: ${reason}`;
}
