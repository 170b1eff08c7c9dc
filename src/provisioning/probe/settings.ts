import type { CniSources } from '../cni/plugin.ts';
import { pullSecretName } from '../cni/sources.ts';
import type { ProbeSettings } from './manifests.ts';

/** Azure Linux's busybox. Every node reaches this registry, or it could not have become one. */
const defaultImage = {
  registry: 'mcr.microsoft.com',
  path: 'azurelinux/busybox:1.36@sha256:330ce7e940f7476089c4c74565c63767988e188b06988e58e76b54890e7f621b',
};

/**
 * What the probe's pods are made of in this installation.
 * @param sources of which the mirror of images, and whether it wants a credential, are the probe's as well
 * @param image one that the operator names; it is taken as it is
 */
export function probeSettings({ imageRegistry, pullSecret }: CniSources, image?: string): ProbeSettings {
  return {
    image: image ?? `${imageRegistry ?? defaultImage.registry}/${defaultImage.path}`,
    ...(pullSecret ? { pullSecret: pullSecretName } : {}),
  };
}
