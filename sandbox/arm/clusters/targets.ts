import { findPool } from '../agent-pools/pool.ts';
import type { Cluster, ClusterBody } from './cluster.ts';
import type { ClusterRequest } from './request.ts';
import { checkSkew, nextVersion } from './versions.ts';

/** Whither a PUT moves a cluster and its pools; nothing when every version stays. The control plane goes first, so pools may follow it at once. */
export function targetsOf({ properties }: ClusterRequest, { properties: old }: ClusterBody): Cluster['targets'] {
  const controlPlane = nextVersion(properties.kubernetesVersion, old.currentKubernetesVersion);
  const pools: Record<string, string> = {};
  for (const { name, orchestratorVersion } of properties.agentPoolProfiles ?? []) {
    const current = old.agentPoolProfiles.find((pool) => pool.name === name)?.currentOrchestratorVersion;
    if (current === undefined) continue;
    const next = nextVersion(orchestratorVersion, current);
    if (next === undefined) continue;
    checkSkew(next, controlPlane ?? old.currentKubernetesVersion);
    pools[name] = next;
  }
  if (controlPlane === undefined && Object.keys(pools).length === 0) return undefined;
  return { ...(controlPlane === undefined ? {} : { controlPlane }), pools };
}

/** A body that was built anew says what runs, not what is on its way; the power is not a PUT's to change. */
export function keepRunning(body: ClusterBody, old: ClusterBody): void {
  const { currentKubernetesVersion, powerState } = old.properties;
  Object.assign(body.properties, { currentKubernetesVersion, powerState });
  for (const pool of body.properties.agentPoolProfiles) {
    const before = old.properties.agentPoolProfiles.find(({ name }) => name === pool.name);
    if (before === undefined) continue;
    pool.currentOrchestratorVersion = before.currentOrchestratorVersion;
    pool.powerState = before.powerState;
  }
}

/** These pools now run what they were on their way to. */
export function arrive(cluster: Cluster, pools: string[]): void {
  for (const name of pools) {
    const [pool, version] = [findPool(cluster, name), cluster.targets?.pools[name]];
    if (pool === undefined || version === undefined) continue;
    pool.currentOrchestratorVersion = version;
    forgetTarget(cluster, name);
  }
}

/** This pool goes nowhere any more. */
export function forgetTarget(cluster: Cluster, name: string): void {
  if (cluster.targets === undefined) return;
  const { [name]: _, ...pools } = cluster.targets.pools;
  cluster.targets.pools = pools;
  if (cluster.targets.controlPlane === undefined && Object.keys(pools).length === 0) delete cluster.targets;
}
