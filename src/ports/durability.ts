import type { Signals } from '../model/job.ts';

/** What a caller is about to hear of: a job, a signal to a job, a change of a cluster, or a webhook endpoint. */
export type Written = { job: string; signal?: keyof Signals } | { cluster: string } | { endpoint: string };

export interface Durability {
  /**
   * Settles once what was written is as durable as this installation promises.
   * @throws if that cannot be said in time; the write may stand all the same, and the caller asks again
   */
  confirm(written: Written): Promise<void>;
}

/** Whether new orders may come in. Reads, cancels and deletes go on whatever it says. */
export interface Intake {
  /** `full`: the store is nearly out of room. `unfit`: it might lose what it is given. */
  state(): 'open' | 'full' | 'unfit';
}
