import { done, snooze } from '../../model/step.ts';
import type { Step } from '../../ports.ts';
import { declareChange } from '../change-cni.ts';
import { cniPlugin } from '../cni/index.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { heldUp, kubeTarget, minutes } from '../target.ts';
import { inside } from './inside.ts';

/**
 * Installs the CNI with helm. Never gated on node readiness, and never waits for it: nodes become Ready because of the
 * CNI, so either would be a deadlock.
 */
export function installCni(deps: ProvisioningDeps): Step {
  const { helm, kube, catalogue, intervals } = deps;
  return {
    name: 'install-cni',
    deadlineMs: minutes(15),
    overdue: 'cni-install-failed',
    async run(context) {
      const begun = declareChange(context);
      if (begun) return begun;
      const { job, cluster, attempt, holds, learn, stopping } = context;
      const { plugin } = cluster.order.cni;
      const release = cniPlugin(catalogue, plugin).release?.(cluster.order);
      if (!release) throw new Error(`${plugin} is not for helm to install`);
      const target = kubeTarget(cluster);
      return inside(deps, context, async () => {
        // A custom resource that comes before its definition is refused: `no matches for kind`.
        const definitions = release.definitions ? await helm.definitions(release, stopping) : [];
        if (!holds()) return heldUp();
        const waiting = await kube.applyDefinitions(target, definitions);
        if (waiting.length > 0) return snooze(intervals.kubeMs, `Not served yet: ${waiting.join(', ')}.`);
        if (release.pullSecret) await kube.putPullSecret(target, release.namespace, release.pullSecret);
        const result = await helm.upgradeInstall(target, release, { job: job.id, again: attempt > 1, stopping, holds });
        if (result.type === 'pending') {
          return snooze(result.retryAfterMs, 'An earlier helm may still be at work on the release.');
        }
        const { chart } = release;
        learn({
          cni: {
            plugin,
            chart: chart.name,
            version: chart.version,
            release: release.release,
            namespace: release.namespace,
          },
        });
        return done(
          `Installed ${chart.name} ${chart.version} (release ${release.release}, revision ${result.revision}).`,
        );
      });
    },
  };
}
