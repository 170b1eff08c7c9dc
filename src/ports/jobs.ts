import type { Amendment, Cluster } from '../model/cluster.ts';
import type { SlipwayEvent } from '../model/event.ts';
import type { JobRecord, JobStatus, Signals } from '../model/job.ts';
import type { OpenJob } from '../model/open-job.ts';

export interface Accepting {
  record: JobRecord;
  cluster: Cluster;
  /** `new`: the name must be free. A number: the version of the cluster that the decision was made on. */
  expect: 'new' | number;
  idempotency?: { key: string; fingerprint: string; expiresAt: number };
  /** The active job that this one takes the place of. */
  supersedes?: string;
  /** The ended job that this one goes on from; it is told of its successor. */
  retries?: string;
  events: SlipwayEvent[];
  /** When the job is first due, and therefore woken. */
  dueAt: number;
}
export type Accepted =
  | {
      type: 'accepted';
      wake: number /** Of the job that was superseded, if it must be woken. */;
      supersededWake?: number;
    }
  | { type: 'replayed'; jobId: string }
  | { type: 'key-reused' }
  | { type: 'name-taken'; clusterId: string; jobId: string }
  | { type: 'busy'; jobId: string }
  | { type: 'stale' };

export type Claimed =
  | {
      type: 'claimed';
      /** The lease epoch: whoever holds an older one can no longer save. */
      epoch: number;
      record: JobRecord;
      cluster: Cluster;
      signals: Signals;
      /** How many signals had come in; `save` tells of later ones. */
      signalCount: number;
    }
  | { type: 'not-due'; dueAt: number; wake: number }
  | { type: 'leased'; until: number }
  | { type: 'ended' }
  | { type: 'unknown' };

export interface Saving {
  record: JobRecord;
  cluster: Cluster;
  events: SlipwayEvent[];
  /** When to come back; `undefined` if the same worker goes on at once. */
  dueAt: number | undefined;
  leaseUntil: number;
  /** The signals that this decision took into account. A newer one makes the job due at once. */
  signalCount: number;
  now: number;
}
export type Saved =
  | {
      type: 'saved';
      signals: Signals;
      signalCount: number;
      dueAt: number /** Number of the next wake-up, if parked. */;
      wake: number;
    }
  | { type: 'lost' };

export interface Finishing {
  record: JobRecord;
  cluster: Cluster;
  /** Nothing of the cluster is left in Azure: its name is free. */
  gone: boolean;
  /** The signals that were taken into account; with a newer one the job does not end yet. */
  signalCount: number;
  events: SlipwayEvent[];
  now: number;
}

export type Signaled =
  | { type: 'signaled' /** Set if the job must be woken. */; wake?: number }
  | { type: 'ended' }
  | { type: 'unknown' };

export interface StoredJob {
  record: JobRecord;
  signals: Signals;
  version: number;
}
export interface StoredCluster {
  cluster: Cluster;
  version: number;
}
export interface Page<T> {
  items: T[];
  /** Id to go on after; absent on the last page. */
  next?: string;
}
export interface JobFilter {
  status?: JobStatus;
  operation?: string;
  clusterId?: string;
  /** `CHG0030015` or `servicenow:CHG0030015`. */
  ticket?: string;
}
export interface ClusterFilter {
  name?: string;
  /** Left out: every state but `Deleted`. */
  state?: string;
  ticket?: string;
}
/** What is to be woken, under the number of its new wake-up. */
export interface WakeUp {
  id: string;
  wake: number;
}

export interface Restoring {
  cluster: Cluster;
  /** `new`: there must be no record. A number: the version of the record that is written over. */
  expect: 'new' | number;
  /** The name must be free, or its own. Without, the cluster comes back to be deleted, whoever has the name now. */
  wantsName: boolean;
  /** Only says what would come of it. */
  dryRun?: boolean;
}
export type Restored = { type: 'restored' } | { type: 'exists' } | { type: 'name-taken'; clusterId: string };

export interface JobStore {
  accept(accepting: Accepting): Promise<Accepted>;
  /** A worker takes the job, if it is due and nobody holds it; with `force`, in any case. */
  claim(jobId: string, now: number, leaseUntil: number, force?: 'force'): Promise<Claimed>;
  /** Puts back a cluster that the store has lost, without a job. */
  restore(restoring: Restoring): Promise<Restored>;
  /** Prolongs the lease; `false` if it is no longer ours. */
  renew(jobId: string, epoch: number, leaseUntil: number): Promise<boolean>;
  save(jobId: string, epoch: number, saving: Saving): Promise<Saved>;
  /** Ends the job: job, cluster, indexes and events together. */
  finish(jobId: string, epoch: number, ending: Finishing): Promise<'finished' | 'signaled' | 'lost'>;
  /** Changes what a caller may change. @returns false if the cluster is not at that version any more */
  amend(clusterId: string, version: number, amendment: Amendment): Promise<boolean>;
  signal<Name extends keyof Signals>(
    jobId: string,
    name: Name,
    value: NonNullable<Signals[Name]>,
    now: number,
  ): Promise<Signaled>;

  /** The request that this idempotency key belongs to. */
  idempotent(tenant: string, key: string): Promise<{ fingerprint: string; jobId: string } | undefined>;
  job(tenant: string, jobId: string): Promise<StoredJob | undefined>;
  cluster(tenant: string, clusterId: string): Promise<StoredCluster | undefined>;
  /** Newest first. */
  jobs(tenant: string, filter: JobFilter, limit: number, after?: string): Promise<Page<StoredJob>>;
  clusters(tenant: string, filter: ClusterFilter, limit: number, after?: string): Promise<Page<StoredCluster>>;
  /** The cluster, whoever owns it. */
  anyCluster(clusterId: string): Promise<StoredCluster | undefined>;
  /** Of every tenant of a shard, newest first; without those of which nothing is left in Azure. */
  allClusters(shard: number, limit: number, after?: string): Promise<Page<StoredCluster>>;
  /** Oldest first. */
  events(tenant: string, jobId: string): Promise<SlipwayEvent[]>;

  /** Jobs of a shard that have not ended, whoever's they are, by id. */
  open(shard: number, limit: number, after?: string): Promise<Page<OpenJob>>;
  /**
   * Jobs of a shard that have been due for `graceMs` unclaimed, and those whose worker let its lease end: at most `limit`,
   * each with the number for its new wake-up. Each is kept from other sweepers for another `graceMs`.
   */
  overdue(shard: number, now: number, graceMs: number, limit: number): Promise<WakeUp[]>;
}

/**
 * Hints that something is due, for a worker to be woken at its time. They never fail: a wake-up that is lost costs only
 * time, because the record has the due time and the sweeper finds what is overdue. One that is doubled costs a claim.
 */
export interface WakeUps {
  job(jobId: string, wake: number, dueAt: number): Promise<void>;
  /** Without a number: the first. */
  event(eventId: string, wake?: number): Promise<void>;
  delivery(deliveryId: string, wake: number, dueAt: number): Promise<void>;
}
