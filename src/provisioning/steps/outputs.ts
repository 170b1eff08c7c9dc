import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import { minutes } from '../target.ts';

/** Says in one sentence what the caller now has. */
export function outputs(): Step {
  return {
    name: 'outputs',
    deadlineMs: minutes(1),
    overdue: 'deadline-exceeded',
    async run({ cluster }) {
      const { fqdn, nodes, cni } = cluster.observed;
      const count = nodes?.length ?? 0;
      return done(
        cni
          ? `${fqdn} runs ${count} nodes with ${cni.plugin} ${cni.version}.`
          : `${fqdn} runs ${count} nodes and awaits the CNI that you install.`,
      );
    },
  };
}
