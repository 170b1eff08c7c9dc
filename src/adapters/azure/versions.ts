import type { Arm, OfferedVersion } from '../../ports.ts';
import { type ArmClients, toldBy } from './client.ts';

/** The Kubernetes versions of a region, patch by patch. */
export function createVersions(clients: ArmClients): Pick<Arm, 'kubernetesVersions'> {
  return {
    async kubernetesVersions(scope, location) {
      const answer = await clients.attempt(scope, 'Listing Kubernetes versions', (client, options) =>
        client.managedClusters.listKubernetesVersions(location, options),
      );
      const offered = (toldBy(answer).values ?? []).flatMap(({ isDefault, isPreview, patchVersions, capabilities }) => {
        const plans = capabilities?.supportPlan ?? [];
        const longTermOnly = plans.length > 0 && !plans.includes('KubernetesOfficial');
        const patches = Object.keys(patchVersions ?? {}).toSorted(byVersion);
        return patches.map(
          (version): OfferedVersion => ({
            version,
            // AKS marks the minor version; its newest patch is what a create without one gets.
            isDefault: isDefault === true && version === patches.at(-1),
            isPreview: isPreview === true,
            ...(longTermOnly ? { longTermOnly } : {}),
          }),
        );
      });
      return offered.toSorted((a, b) => byVersion(a.version, b.version));
    },
  };
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
