import { done, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { kubeTarget, minutes } from '../target.ts';
import { describeNodes, whenReachable } from './inside.ts';

/**
 * Waits until as many nodes have registered as were ordered, and records what each says of itself: NotReady, for want of
 * a CNI. ARM's `Succeeded` says nothing of this.
 */
export function nodesRegistered({ kube, intervals }: ProvisioningDeps): Step {
  return {
    name: 'nodes-registered',
    deadlineMs: minutes(20),
    overdue: 'nodes-missing',
    run({ cluster, learn }) {
      const wanted = cluster.order.nodePools.reduce((sum, pool) => sum + pool.count, 0);
      return whenReachable(intervals.kubeMs, async () => {
        const nodes = await kube.nodes(kubeTarget(cluster));
        learn({ nodes });
        if (nodes.length < wanted) return snooze(intervals.kubeMs, `${nodes.length} of ${wanted} nodes registered.`);
        learn({ nodesBeforeCni: nodes });
        return done(`${nodes.length} nodes registered. ${describeNodes(nodes, wanted)}`);
      });
    },
  };
}
