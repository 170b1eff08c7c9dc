import type { Cluster } from '../../../src/model/cluster.ts';
import { isTerminal, type Job } from '../../../src/model/job.ts';
import type { Breach, CloudResource, Evidence } from './evidence.ts';
import { breach } from './rules-of-jobs.ts';

/** Job and cluster say the same, and so do the store and the API. */
export function agreement({ ledger, store, api }: Evidence): Breach[] {
  const ofClusters = [...store.clusters].flatMap(([id, { cluster, active }]) => {
    const job = store.jobs.get(cluster.lastJob)?.record.job;
    if (!job || !isTerminal(job.status)) return [];
    const due = stateOwed(job, cluster);
    return [
      ...breach(cluster.state !== due, id, `is ${cluster.state}, and ${job.id}, which ${job.status}, makes it ${due}`),
      ...breach(active !== '' || cluster.activeJob !== undefined, id, `is held by ${active || cluster.activeJob}`),
      ...toldState(store, job, cluster),
    ];
  });
  const ofApi = ledger.promised.flatMap(({ jobId, clusterId }) => {
    const [stored, shown] = [store.jobs.get(jobId)?.record.job, api.jobs.get(jobId)];
    const [kept, seen] = [store.clusters.get(clusterId)?.cluster, api.clusters.get(clusterId)];
    const state = seen === 'gone' ? 'Deleted' : seen?.state;
    return [
      ...breach(stored?.status !== shown?.status, jobId, `the store says ${stored?.status}, the API ${shown?.status}`),
      ...breach(kept?.state !== state, clusterId, `the store says ${kept?.state}, the API ${state}`),
    ];
  });
  return [...ofClusters, ...ofApi];
}

/** What the last event of a cluster's last job says of the cluster. */
function toldState(store: Evidence['store'], job: Job, cluster: Cluster): Breach[] {
  const told = store.jobs.get(job.id)?.events.at(-1);
  const state = told && store.events.get(told.id)?.data.cluster?.['state'];
  return breach(state !== cluster.state, cluster.id, `is ${cluster.state}, and its last event says ${state}`);
}

/** The auditor's own table: in which state the end of a cluster's last job leaves it. */
function stateOwed({ operation, status }: Job, { state, order }: Cluster): string {
  if (operation === 'cluster.delete') return status === 'Succeeded' ? 'Deleted' : 'DeleteFailed';
  if (operation === 'cluster.change-cni') {
    if (status === 'Succeeded') return 'Ready';
    // One that had not begun has left the cluster as it was.
    return state === 'Ready' || state === 'AwaitingCni' ? state : 'CniFailed';
  }
  if (status !== 'Succeeded') return status;
  return order.cni.plugin === 'external' ? 'AwaitingCni' : 'Ready';
}

/** What the records say is in the cloud, is; what they say is gone, is. */
export function cloudAsTold({ store, cloud, api }: Evidence): Breach[] {
  const byId = new Map([...cloud.clusters, ...cloud.groups].map((each) => [each.id.toLowerCase(), each]));
  return [...store.clusters.values()].flatMap(({ cluster }) => {
    const { id, armId, state } = cluster;
    const found = byId.get(armId.toLowerCase());
    const inventory = store.jobs.get(cluster.lastJob)?.record.job.inventory;
    const ours = found?.tags['slipway-cluster'] === id;
    const ready = state === 'Ready' || state === 'AwaitingCni';
    return [
      ...breach(ready && !ours, id, `is ${state}, and its cluster is not in the cloud`),
      ...breach(
        ready && found !== undefined && found.state !== 'Succeeded',
        id,
        `is ${state}, and Azure says ${found?.state}`,
      ),
      ...breach(state === 'Deleted' && ours, id, `is Deleted, and Azure has it as ${found?.state}`),
      ...(state === 'Ready' ? nodesReady(id, api.nodes.get(id)) : []),
      ...(inventory?.exists ?? []).flatMap((each) =>
        breach(!byId.has(each.toLowerCase()), id, `its inventory says that ${each} exists, and it does not`),
      ),
      ...(inventory?.deleted ?? []).flatMap((each) =>
        breach(byId.has(each.toLowerCase()), id, `its inventory says that ${each} was deleted, and it exists`),
      ),
    ];
  });
}

function nodesReady(id: string, nodes: Evidence['api']['nodes'] extends Map<string, infer N> ? N | undefined : never) {
  if (!nodes || nodes.length === 0) return [{ id, says: 'is Ready, and has no nodes' }];
  const waiting = nodes.filter(({ ready }) => !ready).map(({ name }) => name);
  return breach(waiting.length > 0, id, `is Ready, and its nodes ${waiting.join(', ')} are not`);
}

/** Every cluster and group that bears our tag belongs to a record that stands for it. */
export function orphans({ store, cloud }: Evidence): Breach[] {
  const standing = (resource: CloudResource) => {
    const record = store.clusters.get(resource.tags['slipway-cluster'] ?? '')?.cluster;
    return record !== undefined && record.state !== 'Deleted';
  };
  const clusters = new Set(cloud.clusters.map(({ id }) => id.toLowerCase()));
  return [
    ...[...cloud.clusters, ...cloud.groups]
      .filter(({ tags }) => tags['slipway-instance'] !== undefined)
      .flatMap((each) =>
        breach(!standing(each), each.id, `is in the cloud (${each.state}), and no record stands for it`),
      ),
    ...cloud.groups.flatMap(({ id, managedBy }) =>
      breach(
        managedBy !== undefined && !clusters.has(managedBy.toLowerCase()),
        id,
        `has lost its cluster ${managedBy}`,
      ),
    ),
  ];
}

/** A name of a tenant's is taken while its cluster, or anything of it, is there, and free from then on. */
export function names({ store }: Evidence): Breach[] {
  const byName = Map.groupBy(
    store.clusters.values(),
    ({ cluster: { tenant, name } }) => `${tenant}/${name.toLowerCase()}`,
  );
  return [...byName].flatMap(([name, all]) => {
    const holders = all.filter(({ cluster }) => !isGone(cluster, store)).map(({ cluster }) => cluster.id);
    const held = store.names.get(name);
    return [
      ...breach(holders.length > 1, name, `belongs to ${holders.join(' and ')}`),
      ...breach(
        held !== holders[0],
        name,
        `is held by ${held ?? 'nobody'}, and should be by ${holders[0] ?? 'nobody'}`,
      ),
    ];
  });
}

function isGone(cluster: Cluster, store: Evidence['store']): boolean {
  const job = store.jobs.get(cluster.lastJob)?.record.job;
  return (
    cluster.state === 'Deleted' || (job !== undefined && isTerminal(job.status) && job.inventory?.exists.length === 0)
  );
}
