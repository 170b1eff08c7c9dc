import { ProblemError, problem } from '../model/problem.ts';
import type { Arm, ArmScope, Gate } from '../ports.ts';

/**
 * Resource Manager behind the gate: a 429 to one call closes it for every process on that account and subscription, and
 * while it is closed no call leaves. Steps reserve their place before they run; this holds for what else asks Azure too,
 * credentials above all.
 */
export function gated(arm: Arm, gate: Gate): Arm {
  const guard =
    <Rest extends unknown[], Result>(call: (scope: ArmScope, ...rest: Rest) => Promise<Result>) =>
    async (scope: ArmScope, ...rest: Rest): Promise<Result> => {
      const retryAfterMs = await gate.closedMs(scope);
      if (retryAfterMs > 0) {
        throw new ProblemError(problem('azure-throttled', 'Azure has asked for fewer requests.'), { retryAfterMs });
      }
      try {
        return await call(scope, ...rest);
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'azure-throttled') {
          await gate.close(scope, error.retryAfterMs ?? 0);
        }
        throw error;
      }
    };
  return {
    resourceGroup: guard(arm.resourceGroup),
    taggedGroups: guard(arm.taggedGroups),
    createResourceGroup: guard(arm.createResourceGroup),
    tagResourceGroup: guard(arm.tagResourceGroup),
    deleteResourceGroup: guard(arm.deleteResourceGroup),
    resourcesIn: guard(arm.resourcesIn),
    providerState: guard(arm.providerState),
    subnet: guard(arm.subnet),
    kubernetesVersions: guard(arm.kubernetesVersions),
    clusters: guard(arm.clusters),
    cluster: guard(arm.cluster),
    createCluster: guard(arm.createCluster),
    deleteCluster: guard(arm.deleteCluster),
    abortCluster: guard(arm.abortCluster),
    operation: guard(arm.operation),
    kubeconfig: guard(arm.kubeconfig),
  };
}
