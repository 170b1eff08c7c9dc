import { done } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { drawsOn, kubeTarget, minutes } from '../target.ts';
import { inside } from './inside.ts';

/** Waits until the API server of the cluster answers us, whichever way we have in. */
export function apiServerAnswers(deps: ProvisioningDeps): Step {
  return {
    name: 'api-server-answers',
    deadlineMs: minutes(10),
    overdue: 'cluster-unreachable',
    budget: drawsOn('writes'),
    run(context) {
      return inside(deps, context, async () =>
        done(`The API server answers (${await deps.kube.version(kubeTarget(context.cluster))}).`),
      );
    },
  };
}
