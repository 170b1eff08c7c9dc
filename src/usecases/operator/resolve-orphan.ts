import type { Principal } from '../../model/principal.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { JobStore, Log, StoredJob } from '../../ports.ts';
import { armScope } from '../../provisioning/target.ts';
import type { DeleteResult } from '../delete-cluster.ts';
import type { AccountAccess } from '../deps.ts';
import { audit } from './audit.ts';
import { reasonOf } from './list-orphans.ts';
import { type ManagedDeps, managedResources } from './managed-resources.ts';
import { patiently } from './patiently.ts';
import { restoredCluster } from './restored-cluster.ts';

export interface ResolveOrphanDeps extends ManagedDeps {
  store: Pick<JobStore, 'anyCluster' | 'restore'>;
  accountsOf(tenant: string): readonly AccountAccess[];
  /** The ordinary use case, with all its guards. */
  deleteCluster(principal: Principal, clusterId: string): Promise<DeleteResult>;
  log: Log;
}

export interface Resolving {
  by: string;
  patienceMs: number;
}

/** Deletes a cluster in Azure that bears our tag and is nobody's: gives it a record, and places an ordinary delete. */
export function deleteOrphan(deps: ResolveOrphanDeps) {
  const { store, clock, log, accountsOf } = deps;
  return async (armId: string, { by, patienceMs }: Resolving): Promise<StoredJob> => {
    const subscription = /^\/subscriptions\/([^/]+)\//i.exec(armId)?.[1]?.toLowerCase();
    const accounts = deps.accounts
      .map(({ name, subscriptions }) => ({
        name,
        subscriptions: subscriptions.filter((one) => one.toLowerCase() === subscription),
      }))
      .filter(({ subscriptions }) => subscriptions.length > 0);
    const stranger = () =>
      refusal('not-found', `No account shows a cluster ${armId} that bears the tag of this installation.`);
    if (accounts.length === 0) throw stranger();
    const { clusters, groups, unread } = await managedResources({ ...deps, accounts }, clock.now() + patienceMs);
    if (unread[0]) throw new ProblemError(problem('azure-unavailable', unread[0].reason));
    const managed = clusters.find(({ resource }) => resource.id.toLowerCase() === armId.toLowerCase());
    if (!managed) throw stranger();
    const record = await store.anyCluster(managed.resource.tags['slipway-cluster'] ?? '');
    if (!reasonOf(managed.resource, record)) {
      throw refusal(
        'invalid-state',
        `It is no orphan: delete it as its owner does, DELETE /v1/clusters/${record?.cluster.id}.`,
      );
    }
    const made = restoredCluster(managed, { accountsOf, groups, at: new Date(clock.now()).toISOString() });
    if ('refused' in made)
      throw refusal('invalid-state', made.refused, `Delete it by hand: az aks delete --ids ${armId}`);
    const restored = await store.restore({
      cluster: made.cluster,
      expect: record ? record.version : 'new',
      wantsName: false,
    });
    if (restored.type !== 'restored') {
      throw new ProblemError(problem('operation-in-progress', 'Its record changes just now; look, and try again.'));
    }
    audit(log, 'delete orphan', by, { armId, cluster: made.cluster.id, tenant: made.cluster.tenant });
    return placeDelete(deps, by, made.cluster);
  };
}

/** Ends the record of a cluster that is not in Azure, by an ordinary delete that finds nothing. */
export function forgetOrphan(deps: ResolveOrphanDeps) {
  const { store, clock, arm, log } = deps;
  return async (clusterId: string, { by, patienceMs }: Resolving): Promise<StoredJob> => {
    const found = await store.anyCluster(clusterId);
    if (!found || found.cluster.state === 'Deleted') throw refusal('not-found', 'There is no such cluster.');
    const { cluster } = found;
    if (cluster.activeJob) throw refusal('invalid-state', `Job ${cluster.activeJob} is at work on the cluster.`);
    const scope = armScope(cluster);
    const { name, resourceGroup } = cluster.order;
    const seen = await patiently(deps, scope, clock.now() + patienceMs, () =>
      arm.cluster(scope, resourceGroup.name, name),
    );
    if (seen) throw refusal('invalid-state', `It is no orphan: Azure has ${seen.id}.`);
    audit(log, 'forget orphan', by, { cluster: clusterId, tenant: cluster.tenant });
    return placeDelete(deps, by, cluster);
  };
}

async function placeDelete({ deleteCluster }: ResolveOrphanDeps, by: string, cluster: { id: string; tenant: string }) {
  const placed = await deleteCluster({ id: by, tenant: cluster.tenant, scopes: [] }, cluster.id);
  if (placed.type === 'gone') throw refusal('not-found', 'There is no such cluster any more.');
  return placed.job;
}

function refusal(code: 'not-found' | 'invalid-state', detail: string, remedy?: string): ProblemError {
  return new ProblemError(problem(code, detail, remedy ? { remedy } : {}));
}
