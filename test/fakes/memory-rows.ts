import type { Amendment, Cluster } from '../../src/model/cluster.ts';
import type { JobRecord, Signals } from '../../src/model/job.ts';
import type { SweepRow } from './memory-sweep.ts';

/** A job as the store in memory keeps it. */
export interface JobRow extends SweepRow {
  record: JobRecord;
  epoch: number;
  lease: number;
  due: number;
  version: number;
  signals: Signals;
  signalCount: number;
}

/** A cluster as the store in memory keeps it. */
export interface ClusterRow {
  cluster: Cluster;
  version: number;
  active: string;
  amendment?: Amendment;
  gone?: true;
}

export function ticketMatches(ticket: { system: string; id: string } | undefined, wanted: string): boolean {
  return ticket !== undefined && [ticket.id, `${ticket.system}:${ticket.id}`].includes(wanted);
}
