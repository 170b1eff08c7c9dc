import { ProblemError, problem } from '../../model/problem.ts';
import { isReached } from '../../model/reach.ts';
import { done, type Memo, skipped, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import type { StepName } from '../plans.ts';
import { probeNamespace } from '../probe/manifests.ts';
import { kubeTarget, minutes } from '../target.ts';

/** How long the API server is asked. What stays is empty soon, and the next probe of the cluster takes it away. */
const patienceMs = minutes(2);
const probingStep: StepName = 'pods-connect';

interface Progress extends Memo {
  since?: number;
}

/**
 * Takes away what `pods-connect` has made, whatever came of it. Nothing fails of this: a namespace of ours that is left
 * harms nobody.
 */
export function removeProbe(deps: ProvisioningDeps): Step {
  return {
    name: 'remove-probe',
    deadlineMs: minutes(5),
    overdue: 'deadline-exceeded',
    async run({ job, cluster, memo, now }) {
      const { since = now }: Progress = memo;
      const begun = job.steps.some(({ name, startedAt }) => name === probingStep && startedAt !== undefined);
      if (!begun) return skipped('No pods were started.');
      const namespace = probeNamespace(job.id);
      try {
        // Whoever is next to take the wake-up may be one that does.
        if (!isReached(cluster.order, deps.privateReach)) throw outOfReach();
        await deps.kube.deleteNamespace(kubeTarget(cluster), namespace);
        return done(`Namespace ${namespace} goes with all that is in it.`);
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.code === 'azure-throttled') throw error;
        if (now - since < patienceMs) return snooze(deps.intervals.kubeMs, error.problem.detail, { since });
        return skipped(`Namespace ${namespace} is left: ${error.problem.detail}`);
      }
    },
  };
}

function outOfReach(): ProblemError {
  return new ProblemError(problem('cluster-unreachable', 'This worker does not reach the private cluster.'));
}
