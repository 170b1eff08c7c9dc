import type { SlipwayEvent } from '../../model/event.ts';
import { isTerminal, type JobRecord } from '../../model/job.ts';
import type { OpenJob } from '../../model/open-job.ts';
import type { ClusterFilter, JobFilter, JobStore, Page, StoredCluster, StoredJob } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { readCluster, readRecord, readSignals } from './fields.ts';
import { recordKeys, shardKeys, tenantKey } from './keys.ts';

/** How many index entries one listing looks through at most, for filters that no index serves. */
const scanLimit = 2_000;

type Reads = Pick<
  JobStore,
  'idempotent' | 'job' | 'cluster' | 'jobs' | 'clusters' | 'anyCluster' | 'allClusters' | 'events' | 'open'
>;

/** Plain reads: what a GET handler needs. */
export function createJobReads(redis: RedisClient): Reads {
  async function job(tenant: string, jobId: string): Promise<StoredJob | undefined> {
    const [record, owner, version, cancel, supersede, retriedBy] = await redis.hmget(
      recordKeys.job(jobId),
      'record',
      'tenant',
      'version',
      'signal:cancel',
      'signal:supersede',
      'retriedBy',
    );
    if (!record || owner !== tenant) return undefined;
    return {
      record: readRecord(record, retriedBy),
      version: Number(version),
      signals: readSignals(cancel, supersede),
    };
  }

  async function cluster(tenant: string, clusterId: string): Promise<StoredCluster | undefined> {
    const found = await anyCluster(clusterId);
    return found?.cluster.tenant === tenant ? found : undefined;
  }

  async function anyCluster(clusterId: string): Promise<StoredCluster | undefined> {
    const key = recordKeys.cluster(clusterId);
    const [doc, version, active, amended] = await redis.hmget(key, 'doc', 'version', 'active', 'amended');
    if (!doc) return undefined;
    const { activeJob: _, ...rest } = readCluster(doc, amended);
    return { cluster: { ...rest, ...(active ? { activeJob: active } : {}) }, version: Number(version) };
  }

  async function openJob(jobId: string): Promise<OpenJob | undefined> {
    const [text, clusterId, due, lease, epoch] = await redis.hmget(
      recordKeys.job(jobId),
      'record',
      'cluster',
      'due',
      'lease',
      'epoch',
    );
    const [doc, amended] = clusterId ? await redis.hmget(recordKeys.cluster(clusterId), 'doc', 'amended') : [];
    if (!text || !doc) return undefined;
    const record = JSON.parse(text) as JobRecord;
    if (isTerminal(record.job.status)) return undefined;
    const cluster = readCluster(doc, amended);
    return { record, cluster, dueAt: Number(due), leaseUntil: Number(lease), epoch: Number(epoch) };
  }

  /** Walks an index from the newest id down, reading and filtering, until a page is full. */
  async function page<T>(
    index: string,
    limit: number,
    after: string | undefined,
    read: (id: string) => Promise<T | undefined>,
    wanted: (item: T) => boolean,
  ): Promise<Page<T>> {
    const items: T[] = [];
    let cursor = after;
    for (let seen = 0; seen < scanLimit; ) {
      const ids = await redis.zrange(index, cursor ? `(${cursor}` : '+', '-', 'BYLEX', 'REV', 'LIMIT', 0, limit);
      if (ids.length === 0) return { items };
      seen += ids.length;
      const read_ = await Promise.all(ids.map(read));
      for (const [position, item] of read_.entries()) {
        const id = ids[position];
        cursor = id;
        if (item === undefined && id) await redis.zrem(index, id);
        if (item !== undefined && wanted(item)) items.push(item);
        if (items.length === limit) return { items, ...(id ? { next: id } : {}) };
      }
    }
    return { items, ...(cursor ? { next: cursor } : {}) };
  }

  return {
    async idempotent(tenant, key) {
      const [fingerprint, jobId] = await redis.hmget(tenantKey(tenant, `idempotency:${key}`), 'fingerprint', 'job');
      return fingerprint && jobId ? { fingerprint, jobId } : undefined;
    },
    job,
    cluster,
    jobs(tenant, filter, limit, after) {
      return page(
        jobIndex(tenant, filter),
        limit,
        after,
        (id) => job(tenant, id),
        (item) => jobMatches(item, filter),
      );
    },
    clusters(tenant, filter, limit, after) {
      const index = tenantKey(tenant, 'clusters');
      return page(
        index,
        limit,
        after,
        (id) => cluster(tenant, id),
        (item) => clusterMatches(item, filter),
      );
    },
    anyCluster,
    allClusters: (shard, limit, after) => page(shardKeys.clusters(shard), limit, after, anyCluster, () => true),
    async events(_tenant, jobId) {
      const ids = await redis.zrange(recordKeys.jobEvents(jobId), 0, '-1');
      const docs = await Promise.all(ids.map((id) => redis.hget(recordKeys.event(id), 'doc')));
      return docs.filter((doc) => doc !== null).map((doc) => JSON.parse(doc) as SlipwayEvent);
    },
    async open(shard, limit, after = '') {
      // By id: the order of due times changes while pages are turned.
      const ids = (await redis.zrange(shardKeys.due(shard), 0, '-1')).filter((id) => id > after).toSorted();
      const shown = ids.slice(0, limit);
      const items = (await Promise.all(shown.map(openJob))).filter((job) => job !== undefined);
      const last = shown.at(-1);
      return { items, ...(ids.length > limit && last ? { next: last } : {}) };
    },
  };
}

/** The narrowest index that serves the filter; what it leaves open is filtered after reading. */
function jobIndex(tenant: string, filter: JobFilter): string {
  if (filter.clusterId) return tenantKey(tenant, `jobs:cluster:${filter.clusterId}`);
  if (filter.ticket) return tenantKey(tenant, `jobs:ticket:${filter.ticket}`);
  if (filter.status) return tenantKey(tenant, `jobs:status:${filter.status}`);
  return tenantKey(tenant, 'jobs');
}

function jobMatches({ record: { job } }: StoredJob, filter: JobFilter): boolean {
  return (
    (!filter.status || job.status === filter.status) &&
    (!filter.operation || job.operation === filter.operation) &&
    (!filter.clusterId || job.clusterId === filter.clusterId)
  );
}

function clusterMatches({ cluster }: StoredCluster, filter: ClusterFilter): boolean {
  const { ticket } = cluster;
  return (
    (!filter.name || cluster.name.toLowerCase() === filter.name.toLowerCase()) &&
    (filter.state ? cluster.state === filter.state : cluster.state !== 'Deleted') &&
    (!filter.ticket || (!!ticket && [ticket.id, `${ticket.system}:${ticket.id}`].includes(filter.ticket)))
  );
}
