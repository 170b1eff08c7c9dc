import type { Activity, Diagnosis, PodTrouble } from '../../model/diagnosis.ts';
import type { Job } from '../../model/job.ts';
import { ProblemError } from '../../model/problem.ts';
import { done, skipped, snooze } from '../../model/step.ts';
import type { Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import type { StepName } from '../plans.ts';
import { probePrefix } from '../probe/manifests.ts';
import { armScope, drawsOn, kubeTarget, minutes } from '../target.ts';

const checks: string[] = ['preflight', 'resource-group'] satisfies StepName[];
/** What a ticket can show. */
const most = { activities: 5, nodes: 3, pods: 5 };
/** By how much Azure's clock may differ from ours. */
const skewMs = minutes(5);
/** How many looks later the log is read again, which entries reach late. */
const lateLooks = 3;

/**
 * Asks Azure's activity log, the nodes and the pods what went wrong, while all of it is still there. What cannot be looked
 * at is noted: a diagnosis is never what a job fails of.
 */
export function diagnose(deps: ProvisioningDeps): Step {
  return {
    name: 'diagnose',
    deadlineMs: minutes(5),
    overdue: 'deadline-exceeded',
    budget: drawsOn('reads'),
    async run(context) {
      const { job, cluster, ending, memo, report } = context;
      if (ending !== 'Failed') return skipped('The job was canceled.');
      if (!gotPastChecks(job)) return skipped('Nothing was begun that could tell more.');
      const unknown: string[] = [];
      async function look<T>(what: string, at: () => Promise<T>): Promise<T | undefined> {
        try {
          return await at();
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          unknown.push(`${what}: ${error.problem.detail}`);
          return undefined;
        }
      }
      const activityLog = await look('the activity log', () => failuresOf(deps, context));
      const inside = cluster.observed.createdByUs
        ? await look('the inside of the cluster', () => deps.kube.troubles(kubeTarget(cluster)))
        : undefined;
      const diagnosis: Diagnosis = {
        activityLog: activityLog ?? [],
        nodes: (inside?.nodes ?? []).slice(0, most.nodes),
        pods: (inside?.pods ?? []).toSorted((a, b) => isProbe(a) - isProbe(b)).slice(0, most.pods),
        unknown,
      };
      report({ diagnosis });
      if (job.error?.azure && activityLog?.length === 0 && !memo['looked']) {
        const message = 'The activity log says nothing yet; looking once more.';
        return snooze(deps.intervals.armMs * lateLooks, message, { looked: true });
      }
      const { nodes, pods } = diagnosis;
      return done(
        `${diagnosis.activityLog.length} failures in the activity log, ${nodes.length} nodes and ${pods.length} pods in trouble.`,
      );
    },
  };
}

/** Our own pods come last: what they met stands in the error, and they must not hide the CNI's. */
const isProbe = ({ namespace }: PodTrouble): number => Number(namespace.startsWith(probePrefix));

/** Failures of this cluster only: others may have theirs in the same group. */
async function failuresOf({ arm }: ProvisioningDeps, { job, cluster, now }: StepContext): Promise<Activity[]> {
  const { nodeResourceGroup } = cluster.observed;
  const times = { since: Date.parse(job.startedAt ?? job.createdAt) - skewMs, until: now + skewMs };
  const correlationId = job.error?.azure?.correlationId;
  const isOwn = (one: Activity) =>
    one.resource.toLowerCase().startsWith(cluster.armId.toLowerCase()) ||
    (correlationId !== undefined && one.correlationId === correlationId);
  const own = (await arm.failures(armScope(cluster), cluster.order.resourceGroup.name, times)).filter(isOwn);
  const below = nodeResourceGroup ? await arm.failures(armScope(cluster), nodeResourceGroup, times) : [];
  return [...own, ...below].toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, most.activities);
}

/** Whether more was begun than looking at Azure, and finding a group. */
function gotPastChecks({ steps }: Job): boolean {
  return steps.some(({ name, stage, startedAt }) => stage === 'main' && startedAt && !checks.includes(name));
}
