import { coerce, satisfies } from 'semver';
import { cniPlugin } from '../cni/index.ts';
import { isOurs } from '../target.ts';
import { type Check, type CheckContext, failed, notApplicable, passed, unknown } from './check.ts';

/** The version of the CNI supports the Kubernetes version: that of the cluster, once it stands. */
export const versionFitsCni: Check = {
  name: 'kubernetes-version-fits-cni',
  async run(context) {
    const { cni } = context.cluster.order;
    const { title, defaultVersion, kubernetes } = cniPlugin(context.catalogue, cni.plugin);
    const cniVersion = cni.version ?? defaultVersion;
    if (!kubernetes || !cniVersion) return notApplicable('The CNI says nothing of the Kubernetes that it supports.');
    const version = await kubernetesOf(context);
    if (!version) return notApplicable('There is no version to look at: see kubernetes-version-offered.');
    const range = kubernetes(cniVersion);
    if (!range) return unknown(`Which Kubernetes ${title} ${cniVersion} supports is not known here.`);
    const fact = `${title} ${cniVersion} supports Kubernetes ${range}`;
    if (satisfies(coerce(version) ?? version, range)) {
      return passed(`${title} ${cniVersion} supports Kubernetes ${version}.`, fact);
    }
    return failed(
      '/cni/version',
      `${title} ${cniVersion} does not support Kubernetes ${version}.`,
      `Order a kubernetesVersion in ${range}, or another version of ${title}.`,
      fact,
    );
  },
};

async function kubernetesOf({ facts, cluster, instance }: CheckContext): Promise<string | undefined> {
  const seen = await facts.cluster();
  return seen && isOurs(seen.tags, cluster, instance) ? seen.kubernetesVersion : (await facts.version())?.version;
}
