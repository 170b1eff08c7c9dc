import { armScope } from '../target.ts';
import { notOffered, resolveVersion } from '../versions.ts';
import { type Check, failed, passed } from './check.ts';

/** The region offers the Kubernetes version. A version left out, or given as `1.35`, is resolved here, once. */
export const versionOffered: Check = {
  name: 'kubernetes-version-offered',
  async run({ arm, versions, cluster, learn }) {
    const { kubernetesVersion: wanted, location } = cluster.order;
    const scope = armScope(cluster);
    const offered = await arm.kubernetesVersions(scope, location);
    // An empty list is a hiccup of Azure's, not news to keep for an hour.
    if (offered.length > 0) await versions.remember(scope, location, offered);
    const version = resolveVersion(offered, wanted);
    if (!version) {
      const { detail, remedy } = notOffered(offered, wanted, location);
      return failed('/kubernetesVersion', detail, remedy);
    }
    learn({ kubernetesVersion: version });
    return passed(wanted === version ? `${location} offers ${version}.` : `Resolved to ${version}.`);
  },
};
