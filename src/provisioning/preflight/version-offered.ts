import { notOffered, resolveVersion } from '../versions.ts';
import { type Check, failed, passed } from './check.ts';

/** The region offers the Kubernetes version. A version left out, or given as `1.35`, is resolved here, once. */
export const versionOffered: Check = {
  name: 'kubernetes-version-offered',
  async run({ facts, cluster, learn }) {
    const { kubernetesVersion: wanted, location } = cluster.order;
    const offered = await facts.versions();
    const version = resolveVersion(offered, wanted);
    if (!version) {
      const { detail, remedy } = notOffered(offered, wanted, location);
      return failed('/kubernetesVersion', detail, remedy);
    }
    learn({ kubernetesVersion: version });
    return passed(wanted === version ? `${location} offers ${version}.` : `Resolved to ${version}.`);
  },
};
