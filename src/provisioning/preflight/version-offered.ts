import type { OfferedVersion } from '../../ports.ts';
import { armScope } from '../target.ts';
import { type Check, failed, passed } from './check.ts';

/** The region offers the Kubernetes version. A version left out, or given as `1.35`, is resolved here, once. */
export const versionOffered: Check = {
  name: 'kubernetes-version-offered',
  async run({ arm, cluster, learn }) {
    const { kubernetesVersion: wanted, location } = cluster.order;
    const offered = await arm.kubernetesVersions(armScope(cluster), location);
    const version = resolveVersion(offered, wanted);
    if (version) {
      learn({ kubernetesVersion: version });
      return passed(wanted === version ? `${location} offers ${version}.` : `Resolved to ${version}.`);
    }
    const list = offered.filter((each) => !each.isPreview).map((each) => each.version);
    return failed(
      '/kubernetesVersion',
      `${location} does not offer Kubernetes ${wanted ?? '(any)'}.`,
      `Choose one of: ${list.join(', ')} (az aks get-versions -l ${location}).`,
    );
  },
};

/** The version itself if it is offered; the newest patch of a minor; the region's default if nothing was asked. */
export function resolveVersion(offered: OfferedVersion[], wanted: string | undefined): string | undefined {
  const general = offered.filter((each) => !each.isPreview);
  if (!wanted) return (general.findLast((each) => each.isDefault) ?? general.at(-1))?.version;
  if (wanted.split('.').length === 3) return offered.find((each) => each.version === wanted)?.version;
  return offered.findLast((each) => each.version.startsWith(`${wanted}.`))?.version;
}
