import { done, snooze } from '../../model/step.ts';
import type { Kube, KubeTarget, Step, Workload } from '../../ports.ts';
import { declareChange, wantedCni } from '../change-cni.ts';
import { cniPlugin } from '../cni/index.ts';
import type { Readiness, StatusRule } from '../cni/plugin.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { kubeTarget, minutes } from '../target.ts';
import { describeNodes, describeShortage, inside, shortPools } from './inside.ts';

/** Waits until the CNI covers every node and every node is Ready, as the API server tells it. */
export function nodesReady(deps: ProvisioningDeps): Step {
  const { kube, catalogue, intervals } = deps;
  return {
    name: 'nodes-ready',
    deadlineMs: minutes(20),
    overdue: 'cni-not-ready',
    async run(context) {
      const begun = declareChange(context);
      if (begun) return begun;
      const { job, cluster, learn } = context;
      const target = kubeTarget(cluster);
      const readiness = cniPlugin(catalogue, cluster.order.cni.plugin).readiness(cluster.order.cni);
      return inside(deps, context, async () => {
        const nodes = await kube.nodes(target);
        learn({ nodes });
        const missing = await unready(kube, target, readiness, nodes.length);
        // Of a cluster that has stood for a while the pools are no longer what was ordered: people scale them.
        const short = wantedCni(job) ? [] : shortPools(cluster.order, nodes);
        if (short.length > 0) {
          // Some have gone since they registered: that is not the CNI's doing.
          const message = [describeShortage(context, nodes, short), ...missing].join('; ');
          return snooze(intervals.kubeMs, message, undefined, 'nodes-missing');
        }
        if (nodes.length === 0) return snooze(intervals.kubeMs, 'There is no node.', undefined, 'nodes-missing');
        const isReady = nodes.every((node) => node.ready);
        if (isReady && missing.length === 0) return done(`${nodes.length} of ${nodes.length} nodes Ready.`);
        return snooze(intervals.kubeMs, [describeNodes(nodes, nodes.length), ...missing].join('; '));
      });
    },
  };
}

/** What of the CNI is not up yet, one phrase each. */
async function unready(kube: Kube, target: KubeTarget, readiness: Readiness, nodes: number): Promise<string[]> {
  const looks = await Promise.all([
    ...readiness.daemonSets.map(async ({ namespace, name }) =>
      lacking(`DaemonSet ${name}`, await kube.daemonSet(target, namespace, name), nodes),
    ),
    ...readiness.deployments.map(async ({ namespace, name }) =>
      lacking(`Deployment ${name}`, await kube.deployment(target, namespace, name), 1),
    ),
    ...(readiness.statuses ?? []).map(async (rule) => unsaid(rule, await kube.customStatus(target, rule))),
  ]);
  return looks.filter((look) => look !== undefined);
}

function lacking(what: string, workload: Workload | undefined, atLeast: number): string | undefined {
  if (!workload) return `${what} does not exist yet`;
  return workload.ready >= atLeast
    ? undefined
    : `${what} ${workload.ready}/${Math.max(workload.desired, atLeast)} ready`;
}

/** What a custom resource does not say yet. */
function unsaid(rule: StatusRule, status: Record<string, unknown> | undefined): string | undefined {
  const { resource, name, condition, field } = rule;
  const what = `${resource}/${name}`;
  if (!status) return `${what} does not exist yet`;
  if (condition) {
    const conditions = Array.isArray(status['conditions']) ? status['conditions'] : [];
    const said = conditions.find((one) => one?.type === condition);
    if (!said) return `${what} does not say yet whether it is ${condition}`;
    if (said.status !== 'True') return `${what} is not ${condition}${said.message ? `: ${said.message}` : ''}`;
  }
  const value = field && status[field.name];
  if (field && value !== undefined && value !== field.value) {
    return `${what} has ${field.name} ${value}, not ${field.value} yet`;
  }
  return undefined;
}
