import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import { wantedCni } from '../change-cni.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { drawsOn, minutes } from '../target.ts';
import { goneInAzure } from './gone.ts';

const awaiting = 'and awaits the CNI that you install';

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
      const has = cni ? `with ${cni.plugin} ${cni.version}` : wantedCni(context.job) ? 'with your CNI' : awaiting;
      return done(`${fqdn} runs ${nodes?.length ?? 0} nodes ${has}.`);
    },
  };
}
