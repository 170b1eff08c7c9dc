import { done, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { kubeTarget, minutes } from '../target.ts';
import { describeNodes, describeShortage, inside, shortPools } from './inside.ts';

/**
 * Waits until as many nodes have registered as were ordered (of a scaled pool, its least), and records what each says of itself: NotReady, for want of
 * a CNI. ARM's `Succeeded` says nothing of this.
 */
export function nodesRegistered(deps: ProvisioningDeps): Step {
  const { kube, intervals } = deps;
  return {
    name: 'nodes-registered',
    deadlineMs: minutes(20),
    overdue: 'nodes-missing',
    run(context) {
      const { cluster, learn } = context;
      return inside(deps, context, async () => {
        const nodes = await kube.nodes(kubeTarget(cluster));
        learn({ nodes });
        const short = shortPools(cluster.order, nodes);
        if (short.length > 0) return snooze(intervals.kubeMs, `${describeShortage(context, nodes, short)}.`);
        learn({ nodesBeforeCni: nodes });
        return done(`${nodes.length} nodes registered. ${describeNodes(nodes, nodes.length)}`);
      });
    },
  };
}
