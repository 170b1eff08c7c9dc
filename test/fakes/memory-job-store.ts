import { type Cluster, layOver } from '../../src/model/cluster.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { shardOfId } from '../../src/model/id.ts';
import { isTerminal } from '../../src/model/job.ts';
import type { JobStore, StoredCluster, StoredJob } from '../../src/ports.ts';
import { type ClusterRow, type JobRow, ticketMatches } from './memory-rows.ts';
import { sweepRows } from './memory-sweep.ts';
import { page } from './page.ts';

export interface MemoryJobStore extends JobStore {
  /** Event ids in the order in which they came. */
  outbox: { event: SlipwayEvent; tenant: string }[];
}

/** The store of jobs and clusters in memory: passes the same contract as the one on Redis. */
export function createMemoryJobStore(): MemoryJobStore {
  const jobs = new Map<string, JobRow>();
  const clusters = new Map<string, ClusterRow>();
  const names = new Map<string, string>();
  const keys = new Map<string, { fingerprint: string; jobId: string; expiresAt: number }>();
  const outbox: MemoryJobStore['outbox'] = [];
  const copy = structuredClone;

  const putEvents = (events: SlipwayEvent[], tenant: string) => {
    outbox.push(...events.map((event) => ({ event: copy(event), tenant })));
  };
  const putCluster = (cluster: Cluster, jobId: string) => {
    const row = clusters.get(cluster.id);
    if (row?.active !== jobId) return false;
    row.cluster = copy(cluster);
    row.version += 1;
    return true;
  };
  const seen = ({ cluster, amendment }: ClusterRow) => copy(amendment ? layOver(cluster, amendment) : cluster);
  const held = (jobId: string, epoch: number) => {
    const row = jobs.get(jobId);
    return row && row.epoch === epoch && row.lease !== 0 ? row : undefined;
  };

  const store: MemoryJobStore = {
    outbox,

    async accept({ record, cluster, expect, idempotency, supersedes, retries, events, dueAt }) {
      const { job } = record;
      const key = idempotency && `${job.tenant}/${idempotency.key}`;
      const known = key ? keys.get(key) : undefined;
      if (known && known.expiresAt > dueAt) {
        if (known.fingerprint !== idempotency?.fingerprint) return { type: 'key-reused' };
        return { type: 'replayed', jobId: known.jobId };
      }
      const name = `${job.tenant}/${cluster.name.toLowerCase()}`;
      let supersededWake: number | undefined;
      const holder = names.get(name);
      const present = clusters.get(cluster.id);
      const wantsName = job.operation === 'cluster.create';
      if (expect !== 'new') {
        const active = present?.active ?? '';
        if (active !== '' && active !== supersedes) return { type: 'busy', jobId: active };
        if (present?.version !== expect) return { type: 'stale' };
      }
      if (holder && wantsName && (expect === 'new' || holder !== cluster.id)) {
        const row = clusters.get(holder);
        return { type: 'name-taken', clusterId: holder, jobId: row?.active || row?.cluster.lastJob || '' };
      }
      if (wantsName) names.set(name, cluster.id);
      const superseded = jobs.get(present?.active ?? '');
      if (superseded) {
        superseded.signals.supersede = { by: job.id, at: job.createdAt };
        superseded.signalCount += 1;
        if (superseded.lease <= dueAt) {
          superseded.wake += 1;
          superseded.due = superseded.sweepAt = dueAt;
          supersededWake = superseded.wake;
        }
      }
      const retried = jobs.get(retries ?? '');
      if (retried) {
        retried.record.job.retriedBy = job.id;
        retried.version += 1;
      }
      clusters.set(cluster.id, {
        ...(present?.amendment ? { amendment: present.amendment } : {}),
        cluster: copy(cluster),
        version: (present?.version ?? 0) + 1,
        active: job.id,
      });
      jobs.set(job.id, {
        record: copy(record),
        epoch: 0,
        lease: 0,
        due: dueAt,
        wake: 1,
        version: 1,
        signals: {},
        signalCount: 0,
        sweepAt: dueAt,
      });
      if (key && idempotency) {
        keys.set(key, { fingerprint: idempotency.fingerprint, jobId: job.id, expiresAt: idempotency.expiresAt });
      }
      putEvents(events, job.tenant);
      return { type: 'accepted', wake: 1, ...(supersededWake === undefined ? {} : { supersededWake }) };
    },

    async claim(jobId, now, leaseUntil, force) {
      const row = jobs.get(jobId);
      if (!row) return { type: 'unknown' };
      if (isTerminal(row.record.job.status)) return { type: 'ended' };
      if (!force && row.lease > now) return { type: 'leased', until: row.lease };
      if (!force && row.due > now + 1_000) return { type: 'not-due', dueAt: row.due, wake: row.wake };
      row.epoch += 1;
      row.lease = row.due = row.sweepAt = leaseUntil;
      row.swept = undefined;
      const cluster = clusters.get(row.record.job.clusterId);
      if (!cluster) throw new Error('a job without its cluster');
      return {
        type: 'claimed',
        epoch: row.epoch,
        record: copy(row.record),
        cluster: seen(cluster),
        signals: copy(row.signals),
        signalCount: row.signalCount,
      };
    },

    async renew(jobId, epoch, leaseUntil) {
      const row = held(jobId, epoch);
      if (!row) return false;
      row.lease = row.due = row.sweepAt = leaseUntil;
      return true;
    },

    async save(jobId, epoch, saving) {
      const row = held(jobId, epoch);
      if (!row) return { type: 'lost' };
      row.record = copy(saving.record);
      row.version += 1;
      putCluster(saving.cluster, jobId);
      putEvents(saving.events, saving.record.job.tenant);
      let wake = 0;
      if (saving.dueAt === undefined) {
        row.lease = row.due = saving.leaseUntil;
      } else {
        row.due = row.signalCount > saving.signalCount ? saving.now : saving.dueAt;
        row.wake += 1;
        wake = row.wake;
        row.lease = 0;
      }
      row.sweepAt = row.due;
      return { type: 'saved', signals: copy(row.signals), signalCount: row.signalCount, dueAt: row.due, wake };
    },

    async finish(jobId, epoch, { record, cluster, gone, events, signalCount }) {
      const row = held(jobId, epoch);
      if (!row) return 'lost';
      if (row.signalCount > signalCount) return 'signaled';
      row.record = copy(record);
      row.lease = 0;
      row.version += 1;
      putEvents(events, record.job.tenant);
      if (putCluster(cluster, jobId)) {
        const owned = clusters.get(cluster.id);
        if (owned) owned.active = '';
        const name = `${cluster.tenant}/${cluster.name.toLowerCase()}`;
        if (gone && names.get(name) === cluster.id) names.delete(name);
        if (gone && owned) owned.gone = true;
      }
      return 'finished';
    },

    async signal(jobId, name, value, now) {
      const row = jobs.get(jobId);
      if (!row) return { type: 'unknown' };
      if (isTerminal(row.record.job.status)) return { type: 'ended' };
      if (row.signals[name]) return { type: 'signaled' };
      row.signals[name] = value;
      row.signalCount += 1;
      row.version += 1;
      if (row.lease > now) return { type: 'signaled' };
      row.due = row.sweepAt = now;
      row.wake += 1;
      return { type: 'signaled', wake: row.wake };
    },

    async idempotent(tenant, key) {
      return keys.get(`${tenant}/${key}`);
    },

    async job(tenant, jobId) {
      const row = jobs.get(jobId);
      if (row?.record.job.tenant !== tenant) return undefined;
      return { record: copy(row.record), version: row.version, signals: copy(row.signals) };
    },

    async cluster(tenant, clusterId) {
      const row = clusters.get(clusterId);
      if (row?.cluster.tenant !== tenant) return undefined;
      const { activeJob: _, ...cluster } = seen(row);
      return { cluster: { ...cluster, ...(row.active ? { activeJob: row.active } : {}) }, version: row.version };
    },

    async jobs(tenant, filter, limit, after) {
      const found = await Promise.all([...jobs.keys()].map((id) => store.job(tenant, id)));
      const wanted = found.filter((row): row is StoredJob => {
        const job = row?.record.job;
        return (
          job !== undefined &&
          (!filter.status || job.status === filter.status) &&
          (!filter.operation || job.operation === filter.operation) &&
          (!filter.clusterId || job.clusterId === filter.clusterId) &&
          (!filter.ticket || ticketMatches(job.ticket, filter.ticket))
        );
      });
      return page(wanted, ({ record }) => record.job.id, limit, after);
    },

    async clusters(tenant, filter, limit, after) {
      const found = await Promise.all([...clusters.keys()].map((id) => store.cluster(tenant, id)));
      const wanted = found.filter((row): row is StoredCluster => {
        const cluster = row?.cluster;
        return (
          cluster !== undefined &&
          (!filter.name || cluster.name.toLowerCase() === filter.name.toLowerCase()) &&
          (filter.state ? cluster.state === filter.state : cluster.state !== 'Deleted') &&
          (!filter.ticket || ticketMatches(cluster.ticket, filter.ticket))
        );
      });
      return page(wanted, ({ cluster }) => cluster.id, limit, after);
    },

    async anyCluster(clusterId) {
      const row = clusters.get(clusterId);
      return row && store.cluster(row.cluster.tenant, clusterId);
    },

    async allClusters(shard, limit, after) {
      const rows = [...clusters.values()].filter((row) => shardOfId(row.cluster.id) === shard && !row.gone);
      const found = await Promise.all(rows.map(({ cluster }) => store.cluster(cluster.tenant, cluster.id)));
      return page(
        found.filter((row) => row !== undefined),
        ({ cluster }) => cluster.id,
        limit,
        after,
      );
    },

    async events(tenant, jobId) {
      return outbox
        .filter((row) => row.tenant === tenant && row.event.data.job?.['id'] === jobId)
        .map((row) => copy(row.event));
    },

    async open(shard, limit, after = '') {
      const rows = [...jobs.entries()]
        .filter(([id, { record }]) => shardOfId(id) === shard && !isTerminal(record.job.status) && id > after)
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      const items = rows.slice(0, limit).flatMap(([, { record, due, lease, epoch }]) => {
        const row = clusters.get(record.job.clusterId);
        return row ? [{ ...copy({ record, cluster: seen(row) }), dueAt: due, leaseUntil: lease, epoch }] : [];
      });
      const last = items.at(-1);
      return { items, ...(rows.length > limit && last ? { next: last.record.job.id } : {}) };
    },

    async amend(clusterId, version, amendment) {
      const row = clusters.get(clusterId);
      if (row?.version !== version) return false;
      row.amendment = copy(amendment);
      row.version += 1;
      return true;
    },

    async restore({ cluster, expect, wantsName, dryRun }) {
      const row = clusters.get(cluster.id);
      if (expect === 'new' ? row : row?.version !== expect || row.active) return { type: 'exists' };
      const name = `${cluster.tenant}/${cluster.name.toLowerCase()}`;
      const holder = names.get(name);
      if (wantsName && holder && holder !== cluster.id) return { type: 'name-taken', clusterId: holder };
      if (dryRun) return { type: 'restored' };
      if (wantsName) names.set(name, cluster.id);
      clusters.set(cluster.id, { cluster: copy(cluster), version: (row?.version ?? 0) + 1, active: '' });
      return { type: 'restored' };
    },

    async overdue(shard, now, graceMs, limit) {
      const open = [...jobs].filter(([id, { record }]) => shardOfId(id) === shard && !isTerminal(record.job.status));
      return sweepRows(
        open.map(([id, row]) => ({ id, row, held: row.lease > 0 })),
        now,
        graceMs,
        limit,
      );
    },
  };
  return store;
}
