import { defaults } from '../defaults.ts';
import { type Check, failed, notApplicable, passed } from './check.ts';

/** The Kubernetes version is in support: past its common support only in tier Premium. */
export const versionSupported: Check = {
  name: 'kubernetes-version-supported',
  async run({ facts, cluster }) {
    const { tier = defaults.tier, location } = cluster.order;
    const offered = await facts.version();
    if (!offered) return notApplicable('There is no version to look at: see kubernetes-version-offered.');
    const { version, isPreview, longTermOnly } = offered;
    if (isPreview) return passed(`${version} is a preview, without support from Microsoft.`);
    if (!longTermOnly) return passed(`${version} is in common support.`);
    if (tier === 'Premium') return passed(`${version} is in long-term support, which tier Premium has.`);
    return failed(
      '/kubernetesVersion',
      `${version} is in long-term support only, which tier ${tier} does not have.`,
      `Choose a newer version (az aks get-versions -l ${location}), or tier Premium.`,
      `${version}: AKSLongTermSupport`,
    );
  },
};
