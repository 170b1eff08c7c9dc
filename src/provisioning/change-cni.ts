import type { Job } from '../model/job.ts';
import type { CniOrder } from '../model/order.ts';
import { type Outcome, snooze } from '../model/step.ts';
import type { StepContext } from '../ports.ts';

/** The CNI that the job leads to; nothing if it is not one that changes the CNI. */
export function wantedCni({ operation, input }: Pick<Job, 'operation' | 'input'>): CniOrder | undefined {
  return operation === 'cluster.change-cni' ? (input['cni'] as CniOrder) : undefined;
}

/** A fault of an order, for whoever has sent its `cni` alone: pointers lead into that, and nowhere else. */
export function withinCni<Fault extends { pointer?: string }>({ pointer, ...fault }: Fault) {
  return { ...fault, ...(pointer?.startsWith('/cni') ? { pointer: pointer.slice('/cni'.length) } : {}) };
}

/**
 * Has the cluster say that its CNI is being changed, before anything is done or judged: from then on it has the new one,
 * or is on the way to it, and only a change that ends well makes it `Ready` again. A cluster that awaits a CNI of the
 * caller's goes on awaiting it until it is seen.
 * @returns a snooze, so that this is saved first; nothing if the cluster says so already, or its CNI is not changed
 */
export function declareChange({ job, cluster, learn }: StepContext): Outcome | undefined {
  const cni = wantedCni(job);
  if (!cni || cluster.state === 'ChangingCni') return undefined;
  if (cni.plugin === 'external' && cluster.state === 'AwaitingCni') return undefined;
  learn({ cniInChange: cni });
  return snooze(0, 'The change begins.');
}
