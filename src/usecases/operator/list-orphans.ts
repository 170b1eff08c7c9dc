import type { Cluster } from '../../model/cluster.ts';
import { idPattern, shardCount, timeOfId } from '../../model/id.ts';
import type { JobStore, ListedCluster, StoredCluster, TaggedGroup } from '../../ports.ts';
import { armScope } from '../../provisioning/target.ts';
import { type Managed, type ManagedDeps, managedResources, type Unread } from './managed-resources.ts';
import { patiently } from './patiently.ts';

export interface ListOrphansDeps extends ManagedDeps {
  store: Pick<JobStore, 'anyCluster' | 'allClusters'>;
}

/** A cluster or a resource group in Azure with our tag, of which no record knows. */
export interface OrphanInAzure {
  armId: string;
  clusterId?: string;
  tenant?: string;
  /** When the cluster was ordered. */
  orderedAt?: string;
  location: string;
  provisioningState: string;
  tags: Record<string, string>;
  reason: string;
  remedy: string;
}

/** A record of a cluster that is not in Azure. */
export interface OrphanRecord {
  clusterId: string;
  tenant: string;
  name: string;
  state: string;
  armId: string;
  createdAt: string;
  reason: string;
  remedy: string;
}

export interface Orphans {
  clusters: OrphanInAzure[];
  groups: OrphanInAzure[];
  records: OrphanRecord[];
  /** Of these subscriptions nothing is known. */
  unread: Unread[];
}

const pageSize = 200;

/**
 * Compares what Azure has with what the store knows. Azure is listed first: an order accepted meanwhile has its record by
 * then. Whatever looks like an orphan is looked at once more, on both sides, for jobs go on meanwhile.
 */
export function listOrphans(deps: ListOrphansDeps) {
  const { arm, store, clock } = deps;

  return async ({ patienceMs }: { patienceMs: number }): Promise<Orphans> => {
    const until = clock.now() + patienceMs;
    const { clusters, groups, read, unread } = await managedResources(deps, until);
    const known = await allRecords(store);
    const inAzure = new Set(clusters.map(({ resource }) => resource.id.toLowerCase()));
    const inUse = new Set([...known.values()].map(({ cluster }) => groupKeyOf(cluster)));

    const orphans: Orphans = { clusters: [], groups: [], records: [], unread };
    for (const managed of clusters) {
      const orphan = await orphanCluster(managed, until);
      if (orphan) orphans.clusters.push(orphan);
    }
    for (const managed of groups) {
      if (inUse.has(groupKey(managed.scope.subscriptionId, managed.resource.name))) continue;
      const orphan = await orphanGroup(managed, until);
      if (orphan) orphans.groups.push(orphan);
    }
    for (const { cluster } of known.values()) {
      if (inAzure.has(cluster.armId.toLowerCase()) || !read.has(cluster.order.subscriptionId.toLowerCase())) continue;
      const orphan = await orphanRecord(cluster, until);
      if (orphan) orphans.records.push(orphan);
    }
    return orphans;
  };

  async function orphanCluster({ scope, resource }: Managed<ListedCluster>, until: number) {
    const reason = reasonOf(resource, await recordOf(resource.tags));
    if (!reason) return undefined;
    // Its delete may just have ended.
    const still = await patiently(deps, scope, until, () => arm.cluster(scope, resource.group, resource.name));
    if (!still) return undefined;
    return {
      armId: resource.id,
      ...ownerOf(resource.tags),
      location: resource.body.location,
      provisioningState: still.provisioningState,
      tags: resource.tags,
      reason,
      remedy: `To have a record of it again: npm run ops -- rebuild. To delete it: npm run ops -- orphans --delete ${resource.id} --yes`,
    };
  }

  async function orphanGroup({ scope, resource }: Managed<TaggedGroup>, until: number) {
    const record = await recordOf(resource.tags);
    if (record && record.cluster.state !== 'Deleted') return undefined;
    const still = await patiently(deps, scope, until, () => arm.resourceGroup(scope, resource.name));
    if (!still || still.provisioningState === 'Deleting') return undefined;
    return {
      armId: `/subscriptions/${scope.subscriptionId}/resourceGroups/${resource.name}`,
      ...ownerOf(resource.tags),
      location: resource.location,
      provisioningState: still.provisioningState,
      tags: resource.tags,
      reason: 'No cluster that Slipway has a record of is in this resource group.',
      remedy: `If the cluster that it was made for is still there, its delete takes the group along once it is empty. Else look what is in it (az resource list -g ${resource.name}), and delete it by hand (az group delete -n ${resource.name}).`,
    };
  }

  async function orphanRecord(cluster: Cluster, until: number): Promise<OrphanRecord | undefined> {
    const { id, tenant, name, armId, createdAt, order } = cluster;
    if (cluster.activeJob) return undefined;
    const scope = armScope(cluster);
    if (await patiently(deps, scope, until, () => arm.cluster(scope, order.resourceGroup.name, order.name))) {
      // It is there, and was not listed: its tags are gone, which its own jobs will say.
      return undefined;
    }
    const now = (await store.anyCluster(id))?.cluster;
    if (!now || now.activeJob || now.state === 'Deleted') return undefined;
    return {
      clusterId: id,
      tenant,
      name,
      state: now.state,
      armId,
      createdAt,
      reason: 'Azure has no such cluster.',
      remedy: `Somebody has deleted it. To be rid of the record, and of the resource group if it is ours and empty: npm run ops -- orphans --forget ${id} --yes`,
    };
  }

  async function recordOf({ 'slipway-cluster': id = '' }: Record<string, string>): Promise<StoredCluster | undefined> {
    return isClusterId(id) ? store.anyCluster(id) : undefined;
  }
}

/** Why this cluster is nobody's; `undefined` if it is somebody's. */
export function reasonOf({ id, tags }: ListedCluster, record: StoredCluster | undefined): string | undefined {
  if (!record) {
    return isClusterId(tags['slipway-cluster'])
      ? 'Slipway has no record of it.'
      : 'Its tag slipway-cluster is no id of a cluster.';
  }
  const { cluster } = record;
  if (cluster.activeJob) return undefined;
  if (cluster.armId.toLowerCase() !== id.toLowerCase()) return `The record of ${cluster.id} is of ${cluster.armId}.`;
  return cluster.state === 'Deleted' ? 'Its record says Deleted.' : undefined;
}

/** Every cluster of which something may be left in Azure, by id. */
async function allRecords({ allClusters }: Pick<JobStore, 'allClusters'>): Promise<Map<string, StoredCluster>> {
  const found = new Map<string, StoredCluster>();
  for (let shard = 0; shard < shardCount; shard += 1) {
    for (let after: string | undefined, more = true; more; ) {
      const page = await allClusters(shard, pageSize, after);
      for (const each of page.items) found.set(each.cluster.id, each);
      after = page.next;
      more = after !== undefined;
    }
  }
  return found;
}

function isClusterId(text: string | undefined): text is string {
  return text !== undefined && new RegExp(idPattern('cls')).test(text);
}

function ownerOf({ 'slipway-cluster': id, 'slipway-tenant': tenant }: Record<string, string>) {
  return {
    ...(isClusterId(id) ? { clusterId: id, orderedAt: new Date(timeOfId(id)).toISOString() } : {}),
    ...(tenant ? { tenant } : {}),
  };
}

function groupKeyOf({ order }: Cluster): string {
  return groupKey(order.subscriptionId, order.resourceGroup.name);
}

function groupKey(subscriptionId: string, name: string): string {
  return `${subscriptionId}/${name}`.toLowerCase();
}
