import type { Cluster } from '../../model/cluster.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { JobStore, Kube, ListedCluster, Log } from '../../ports.ts';
import { kubeTarget } from '../../provisioning/target.ts';
import type { AccountAccess } from '../deps.ts';
import { audit } from './audit.ts';
import { type Managed, type ManagedDeps, managedResources, type Unread } from './managed-resources.ts';
import { restoredCluster } from './restored-cluster.ts';

export interface RebuildDeps extends ManagedDeps {
  store: Pick<JobStore, 'anyCluster' | 'restore'>;
  kube: Pick<Kube, 'nodes'>;
  accountsOf(tenant: string): readonly AccountAccess[];
  log: Log;
}

export interface RestoredView {
  armId: string;
  clusterId: string;
  tenant: string;
  name: string;
  state: string;
  /** What is not known of it, or what is wrong with it. */
  note?: string;
}

/** What a rebuild came to; `refused` are clusters of ours without a record, each with the reason. */
export interface Rebuilt {
  dryRun: boolean;
  restored: RestoredView[];
  skipped: { armId: string; clusterId: string; reason: string }[];
  refused: { armId: string; reason: string }[];
  unread: Unread[];
}

/** How many clusters are looked into at once. */
const lookedIntoAtOnce = 10;

/**
 * Makes records anew of the clusters in Azure that bear our tags and have none, as after the loss of Redis. Records that
 * exist are never written over; a second run changes nothing.
 */
export function rebuild(deps: RebuildDeps) {
  const { store, clock, log, accountsOf } = deps;

  return async (options: { dryRun: boolean; patienceMs: number; by: string }): Promise<Rebuilt> => {
    const { dryRun, by } = options;
    const { clusters, groups, unread } = await managedResources(deps, clock.now() + options.patienceMs);
    const result: Rebuilt = { dryRun, restored: [], skipped: [], refused: [], unread };
    const at = new Date(clock.now()).toISOString();

    async function rebuildOne(managed: Managed<ListedCluster>): Promise<void> {
      const armId = managed.resource.id;
      const clusterId = managed.resource.tags['slipway-cluster'] ?? '';
      const known = await store.anyCluster(clusterId);
      if (known) {
        if (known.cluster.armId.toLowerCase() === armId.toLowerCase()) {
          result.skipped.push({ armId, clusterId, reason: `There is a record (${known.cluster.state}).` });
        } else {
          result.refused.push({ armId, reason: `The record of ${clusterId} is of ${known.cluster.armId}.` });
        }
        return;
      }
      const made = restoredCluster(managed, { accountsOf, groups, at });
      if ('refused' in made) {
        result.refused.push({ armId, reason: made.refused });
        return;
      }
      const { cluster, note } = await lookInside(deps, made.cluster);
      const restored = await store.restore({ cluster, expect: 'new', wantsName: true, dryRun });
      const { id, tenant, name, state } = cluster;
      if (restored.type === 'restored') {
        result.restored.push({ armId, clusterId: id, tenant, name, state, ...(note ? { note } : {}) });
      } else if (restored.type === 'exists') {
        result.skipped.push({ armId, clusterId, reason: 'Its record was made a moment ago.' });
      } else {
        result.refused.push({
          armId,
          reason: `The name ${name} is held by ${restored.clusterId} of tenant ${tenant}.`,
        });
      }
    }

    for (let from = 0; from < clusters.length; from += lookedIntoAtOnce) {
      await Promise.all(clusters.slice(from, from + lookedIntoAtOnce).map(rebuildOne));
    }
    const { restored, skipped, refused } = result;
    audit(log, 'rebuild', by, {
      dryRun,
      restored: restored.length,
      skipped: skipped.length,
      refused: refused.length,
      unread: unread.length,
    });
    return result;
  };
}

/** ARM's `Succeeded` does not tell whether the CNI was installed; nodes of which not one is Ready do. */
async function lookInside({ kube }: RebuildDeps, cluster: Cluster): Promise<{ cluster: Cluster; note?: string }> {
  if (cluster.state === 'Failed' || cluster.state === 'DeleteFailed') {
    return { cluster, ...(cluster.error ? { note: cluster.error.detail } : {}) };
  }
  try {
    const nodes = await kube.nodes(kubeTarget(cluster));
    const seen = { ...cluster, observed: { ...cluster.observed, nodes } };
    if (cluster.state !== 'Ready' || nodes.some((node) => node.ready)) return { cluster: seen };
    const note = `Not one of ${nodes.length} nodes is Ready: the job that would have installed the CNI was lost.`;
    const remedy = `Install it: POST /v1/clusters/${cluster.id}/cni. Or delete the cluster.`;
    return { cluster: { ...seen, state: 'CniFailed', error: problem('job-lost', note, { remedy }) }, note };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { cluster, note: `Nobody could look inside: ${error.problem.detail}` };
  }
}
