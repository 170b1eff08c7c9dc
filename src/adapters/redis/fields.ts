import { type Amendment, type Cluster, layOver } from '../../model/cluster.ts';
import type { JobRecord, Signals } from '../../model/job.ts';

/** Reads the two signal fields as Redis holds them. */
export function readSignals(cancel: unknown, supersede: unknown): Signals {
  return {
    ...(cancel ? { cancel: JSON.parse(String(cancel)) } : {}),
    ...(supersede ? { supersede: JSON.parse(String(supersede)) } : {}),
  };
}

/** A cluster's document with what was changed beside it. */
export function readCluster(doc: string, amended: unknown): Cluster {
  const cluster = JSON.parse(doc) as Cluster;
  return amended ? layOver(cluster, JSON.parse(String(amended)) as Amendment) : cluster;
}

/** A job's record with the job that went on from it. */
export function readRecord(text: string, retriedBy: string | null | undefined): JobRecord {
  const record = JSON.parse(text) as JobRecord;
  return retriedBy ? { ...record, job: { ...record.job, retriedBy } } : record;
}
