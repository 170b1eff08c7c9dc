import type { Command } from 'commander';
import type { Rebuilt } from '../usecases/operator/rebuild.ts';
import { patienceMs, unreadLine } from './orphans.ts';
import { addVerb, type Ops, show } from './verb.ts';

/** `ops rebuild`: records made anew out of what Azure says. */
export function addRebuild(program: Command, ops: Ops): void {
  addVerb(program, 'rebuild', 'Make records anew of the clusters in Azure that have none, as after the loss of Redis')
    .option('--dry-run', 'only say what would be done')
    .action(async ({ dryRun = false, json }: { dryRun?: boolean; json?: true }) => {
      const result = await (await ops.operator()).rebuild({ dryRun, patienceMs, by: ops.by });
      show(ops, json ? { json } : {}, result, describe);
    });
}

function describe({ dryRun, restored, skipped, refused, unread }: Rebuilt): string {
  const would = dryRun ? 'would be restored' : 'restored';
  return [
    ...restored.map(({ clusterId, tenant, name, state, note }) =>
      [`${would} ${clusterId} ${name} of ${tenant}: ${state}`, ...(note ? [note] : [])].join('. '),
    ),
    ...skipped.map(({ clusterId, armId, reason }) => `skipped ${clusterId} (${armId}): ${reason}`),
    ...refused.map(({ armId, reason }) => `refused ${armId}: ${reason}`),
    ...unread.map(unreadLine),
    `${restored.length} ${would}, ${skipped.length} skipped, ${refused.length} refused, ${unread.length} subscriptions unread.`,
  ].join('\n');
}
