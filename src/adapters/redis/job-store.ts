import type { SlipwayEvent } from '../../model/event.ts';
import { oldestId, shardOfId, shardOfTenant } from '../../model/id.ts';
import type { Job, JobRecord } from '../../model/job.ts';
import type { Accepted, Claimed, JobStore, Restored, Saved, Signaled } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { accept } from './doors/accept.ts';
import { amend } from './doors/amend.ts';
import { claim, renew } from './doors/claim.ts';
import { restore } from './doors/restore.ts';
import { finish, save } from './doors/save.ts';
import { signal } from './doors/signal.ts';
import { overdue, readWakeUps } from './doors/sweep.ts';
import { readCluster, readSignals } from './fields.ts';
import { createJobReads } from './job-reads.ts';
import { recordKeys, recordPrefixes, shardKeys, tenantKey } from './keys.ts';
import { defineScript } from './script.ts';

export interface JobStoreOptions {
  /** How long an ended job and a deleted cluster can still be read, in milliseconds. */
  retentionMs: number;
}

/** The doors and reads over Redis: `JobStore` as `ports` describes it. */
export function createJobStore(redis: RedisClient, options: JobStoreOptions): JobStore {
  const scripts = {
    accept: defineScript(redis, 'slipwayAccept', accept),
    amend: defineScript(redis, 'slipwayAmend', amend),
    claim: defineScript(redis, 'slipwayClaim', claim),
    renew: defineScript(redis, 'slipwayRenew', renew),
    save: defineScript(redis, 'slipwaySave', save),
    restore: defineScript(redis, 'slipwayRestore', restore),
    finish: defineScript(redis, 'slipwayFinish', finish),
    signal: defineScript(redis, 'slipwaySignal', signal),
    overdue: defineScript(redis, 'slipwayOverdue', overdue),
  };
  const dueKey = (tenant: string) => shardKeys.due(shardOfTenant(tenant));
  const outboxKey = (tenant: string) => shardKeys.outbox(shardOfTenant(tenant));
  const statusPrefix = (tenant: string) => tenantKey(tenant, 'jobs:status:');

  return {
    ...createJobReads(redis),

    async accept(accepting) {
      const { record, cluster, expect, idempotency, supersedes, retries, events } = accepting;
      const { job } = record;
      const reply = await scripts.accept(
        [
          recordKeys.job(job.id),
          recordKeys.cluster(cluster.id),
          dueKey(job.tenant),
          outboxKey(job.tenant),
          tenantKey(job.tenant, `idempotency:${idempotency?.key ?? ''}`),
          nameKey(job.tenant, cluster.name),
          tenantKey(job.tenant, 'jobs'),
          tenantKey(job.tenant, 'clusters'),
          tenantKey(job.tenant, `jobs:cluster:${cluster.id}`),
          ...ticketKeys(job, tenantKey(job.tenant, 'jobs')),
          recordKeys.jobEvents(job.id),
          recordKeys.job(supersedes ?? job.id),
          shardKeys.clusters(shardOfTenant(job.tenant)),
          recordKeys.job(retries ?? job.id),
          ...events.map((event) => recordKeys.event(event.id)),
        ],
        [
          job.id,
          JSON.stringify(record),
          cluster.id,
          JSON.stringify(cluster),
          expect,
          accepting.dueAt,
          idempotency?.fingerprint ?? '',
          idempotency?.expiresAt ?? 0,
          supersedes ?? '',
          JSON.stringify({ by: job.id, at: job.createdAt }),
          accepting.dueAt,
          job.tenant,
          statusPrefix(job.tenant),
          job.operation === 'cluster.create' ? 1 : 0,
          retries ?? '',
          ...eventArguments(events),
        ],
      );
      return readAccepted(reply as [string, ...unknown[]], async (clusterId) => {
        const holder = await this.cluster(job.tenant, clusterId);
        return holder?.cluster.activeJob ?? holder?.cluster.lastJob ?? '';
      });
    },

    async claim(jobId, now, leaseUntil, force) {
      const reply = await scripts.claim(
        [recordKeys.job(jobId), dueKeyOf(jobId)],
        [jobId, now, leaseUntil, recordPrefixes.cluster(shardOfId(jobId)), force ?? ''],
      );
      return readClaimed(reply as [string, ...unknown[]]);
    },

    async renew(jobId, epoch, leaseUntil) {
      return (await scripts.renew([recordKeys.job(jobId), dueKeyOf(jobId)], [jobId, epoch, leaseUntil])) === 1;
    },

    async save(jobId, epoch, saving) {
      const { job } = saving.record;
      const reply = (await scripts.save(
        [
          recordKeys.job(jobId),
          recordKeys.cluster(job.clusterId),
          dueKeyOf(jobId),
          outboxKey(job.tenant),
          recordKeys.jobEvents(jobId),
          ...saving.events.map((event) => recordKeys.event(event.id)),
        ],
        [
          jobId,
          epoch,
          JSON.stringify(saving.record),
          JSON.stringify(saving.cluster),
          saving.dueAt ?? '',
          saving.leaseUntil,
          saving.signalCount,
          saving.now,
          job.tenant,
          job.status,
          statusPrefix(job.tenant),
          ...eventArguments(saving.events),
        ],
      )) as [string, ...unknown[]];
      return readSaved(reply);
    },

    async finish(jobId, epoch, { record, cluster, gone, events, signalCount, now }) {
      const { job } = record;
      const jobsOfCluster = tenantKey(job.tenant, `jobs:cluster:${cluster.id}`);
      const reply = (await scripts.finish(
        [
          recordKeys.job(jobId),
          recordKeys.cluster(job.clusterId),
          dueKeyOf(jobId),
          outboxKey(job.tenant),
          recordKeys.jobEvents(jobId),
          nameKey(job.tenant, cluster.name),
          jobsOfCluster,
          ...ticketKeys(job, jobsOfCluster),
          tenantKey(job.tenant, 'jobs'),
          shardKeys.clusters(shardOfTenant(job.tenant)),
          ...events.map((event) => recordKeys.event(event.id)),
        ],
        [
          jobId,
          epoch,
          JSON.stringify(record),
          JSON.stringify(cluster),
          cluster.id,
          gone ? 1 : 0,
          Math.round(now + options.retentionMs),
          now,
          job.tenant,
          job.status,
          statusPrefix(job.tenant),
          signalCount,
          oldestId('job', now - options.retentionMs),
          ...eventArguments(events),
        ],
      )) as ['finished' | 'signaled' | 'lost'];
      return reply[0];
    },

    async restore({ cluster, expect, wantsName, dryRun = false }) {
      const { id, tenant, name } = cluster;
      const reply = await scripts.restore(
        [
          recordKeys.cluster(id),
          nameKey(tenant, name),
          tenantKey(tenant, 'clusters'),
          shardKeys.clusters(shardOfTenant(tenant)),
        ],
        [id, JSON.stringify(cluster), expect, wantsName ? 1 : 0, dryRun ? 1 : 0, tenant],
      );
      const [type, holder = ''] = reply as [Restored['type'], string?];
      return type === 'name-taken' ? { type, clusterId: holder } : { type };
    },

    async signal(jobId, name, value, now) {
      const reply = await scripts.signal(
        [recordKeys.job(jobId), dueKeyOf(jobId)],
        [jobId, name, JSON.stringify(value), now],
      );
      const [type, wake] = reply as ['signaled' | 'ended' | 'unknown', number];
      return (type === 'signaled' ? { type, ...(wake >= 0 ? { wake } : {}) } : { type }) as Signaled;
    },

    async amend(clusterId, version, amendment) {
      const amended = await scripts.amend([recordKeys.cluster(clusterId)], [version, JSON.stringify(amendment)]);
      return Number(amended) === 1;
    },

    async overdue(shard, now, graceMs, limit) {
      const reply = await scripts.overdue(
        [shardKeys.due(shard)],
        [now, graceMs, limit, recordPrefixes.job(shard), 'record', 'lease'],
      );
      return readWakeUps(reply);
    },
  };
}

function dueKeyOf(jobId: string): string {
  return shardKeys.due(shardOfId(jobId));
}

function nameKey(tenant: string, name: string): string {
  // Azure compares names without case.
  return tenantKey(tenant, `name:${name.toLowerCase()}`);
}

/** Under which keys the job is found by its ticket; without one, `standIn` takes the place of both. */
function ticketKeys(job: Job, standIn: string): [string, string] {
  if (!job.ticket) return [standIn, standIn];
  const { id, system } = job.ticket;
  return [tenantKey(job.tenant, `jobs:ticket:${id}`), tenantKey(job.tenant, `jobs:ticket:${system}:${id}`)];
}

function eventArguments(events: SlipwayEvent[]): (string | number)[] {
  return [events.length, ...events.flatMap((event) => [event.id, Number(event.sequence), JSON.stringify(event)])];
}

async function readAccepted(
  reply: [string, ...unknown[]],
  jobOf: (clusterId: string) => Promise<string>,
): Promise<Accepted> {
  const [type, first, second] = reply;
  switch (type) {
    case 'accepted':
      return { type, wake: Number(first), ...(Number(second) >= 0 ? { supersededWake: Number(second) } : {}) };
    case 'replayed':
      return { type, jobId: String(first) };
    case 'busy':
      return { type, jobId: String(first) };
    case 'name-taken':
      return { type, clusterId: String(first), jobId: await jobOf(String(first)) };
    case 'key-reused':
    case 'stale':
      return { type };
    default:
      throw new Error(`accept answered ${type}`);
  }
}

function readClaimed(reply: [string, ...unknown[]]): Claimed {
  const [type, ...rest] = reply;
  switch (type) {
    case 'claimed':
      return {
        type,
        epoch: Number(rest[0]),
        record: JSON.parse(String(rest[1])) as JobRecord,
        cluster: readCluster(String(rest[2]), rest[6]),
        signals: readSignals(rest[3], rest[4]),
        signalCount: Number(rest[5]),
      };
    case 'not-due':
      return { type, dueAt: Number(rest[0]), wake: Number(rest[1]) };
    case 'leased':
      return { type, until: Number(rest[0]) };
    case 'ended':
    case 'unknown':
      return { type };
    default:
      throw new Error(`claim answered ${type}`);
  }
}

function readSaved(reply: [string, ...unknown[]]): Saved {
  if (reply[0] === 'lost') return { type: 'lost' };
  return {
    type: 'saved',
    signals: readSignals(reply[1], reply[2]),
    signalCount: Number(reply[3]),
    dueAt: Number(reply[4]),
    wake: Number(reply[5]),
  };
}
