import type { Cluster, PoolBody } from '../clusters/cluster.ts';
import { CLUSTER_TYPE } from '../clusters/store.ts';
import { poolVersionsOf, upgradesFrom } from '../clusters/versions.ts';
import { POOL_TYPE } from './pool.ts';

/** The image that all nodes have: this sandbox knows one. */
const NODE_IMAGE = 'AKSUbuntu-2204gen2containerd-202609.03.1';

/** `…/managedClusters/{c}/upgradeProfiles/default` (specification example ManagedClustersGetUpgradeProfile). */
export function clusterUpgradeProfile({ body }: Cluster) {
  const { currentKubernetesVersion, agentPoolProfiles } = body.properties;
  const upgrades = upgradesFrom(currentKubernetesVersion);
  return {
    id: `${body.id}/upgradeprofiles/default`,
    name: 'default',
    type: `${CLUSTER_TYPE}/upgradeprofiles`,
    properties: {
      controlPlaneProfile: {
        name: 'master',
        kubernetesVersion: currentKubernetesVersion,
        osType: 'Linux',
        ...(upgrades.length === 0 ? {} : { upgrades }),
      },
      agentPoolProfiles: agentPoolProfiles.map((pool) => ({ name: pool.name, ...poolUpgrades(pool, body.properties) })),
    },
  };
}

/** `…/agentPools/{p}/upgradeProfiles/default` (output of `az aks nodepool get-upgrades` in AKS's documentation). */
export function poolUpgradeProfile({ body }: Cluster, pool: PoolBody) {
  return {
    id: `${body.id}/agentPools/${pool.name}/upgradeProfiles/default`,
    name: 'default',
    type: `${POOL_TYPE}/upgradeProfiles`,
    properties: { ...poolUpgrades(pool, body.properties), latestNodeImageVersion: NODE_IMAGE },
  };
}

/** A pool goes no further than its control plane. */
function poolUpgrades(pool: PoolBody, { currentKubernetesVersion }: Cluster['body']['properties']) {
  const upgrades = upgradesFrom(pool.currentOrchestratorVersion, currentKubernetesVersion);
  return {
    kubernetesVersion: pool.currentOrchestratorVersion,
    osType: pool['osType'],
    ...(upgrades.length === 0 ? {} : { upgrades }),
  };
}

/** `…/managedClusters/{c}/availableAgentPoolVersions` (specification example of the same name). */
export function availableVersions({ body }: Cluster) {
  const { currentKubernetesVersion } = body.properties;
  return {
    id: `${body.id}/availableagentpoolversions`,
    name: 'default',
    type: `${CLUSTER_TYPE}/availableAgentpoolVersions`,
    properties: {
      agentPoolVersions: poolVersionsOf(currentKubernetesVersion).map((one) =>
        one.kubernetesVersion === currentKubernetesVersion ? { default: true, ...one } : one,
      ),
    },
  };
}
