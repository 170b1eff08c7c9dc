import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { drawsOn, minutes } from '../target.ts';
import { goneInAzure } from './gone.ts';

/**
 * Says in one sentence what the caller now has; having asked ARM once more, because an API server goes on answering for
 * a while after somebody has deleted its cluster.
 */
export function outputs(deps: ProvisioningDeps): Step {
  return {
    name: 'outputs',
    deadlineMs: minutes(30),
    overdue: 'deadline-exceeded',
    budget: drawsOn('reads'),
    async run(context) {
      const gone = await goneInAzure(deps, context);
      if (gone) return gone;
      const { fqdn, nodes, cni } = context.cluster.observed;
      const count = nodes?.length ?? 0;
      return done(
        cni
          ? `${fqdn} runs ${count} nodes with ${cni.plugin} ${cni.version}.`
          : `${fqdn} runs ${count} nodes and awaits the CNI that you install.`,
      );
    },
  };
}
