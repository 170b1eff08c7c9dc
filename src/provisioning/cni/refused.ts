const needsPodCidr =
  'it takes each node’s pod range from spec.podCIDR, which AKS does not assign on clusters with networkPlugin none';

/** CNIs that people ask for and that cannot work here, with the reason. */
export const refusedPlugins: Record<string, string> = {
  flannel: `flannel cannot be used: ${needsPodCidr}.`,
  'kube-router': `kube-router cannot be used: ${needsPodCidr}.`,
  weave: 'Weave Net cannot be used: the project ended in 2024 and its repository is archived.',
};
