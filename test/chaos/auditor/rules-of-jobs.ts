import { isTerminal } from '../../../src/model/job.ts';
import { orderFaults } from '../script.ts';
import type { Breach, Evidence } from './evidence.ts';

/** Every 202 is known to the store and to the API. */
export function lost({ ledger, store, api }: Evidence): Breach[] {
  return ledger.promised.flatMap(({ jobId, order }) => [
    ...breach(!store.jobs.has(jobId), jobId, `promised for ${order}, and not in the store`),
    ...breach(!api.jobs.has(jobId), jobId, `promised for ${order}, and the API does not know it`),
  ]);
}

/** What a tenant ordered is that tenant's. */
export function whose({ ledger, store }: Evidence): Breach[] {
  return ledger.promised.flatMap(({ jobId, clusterId, tenant }) => {
    const owners = [store.jobs.get(jobId)?.record.job.tenant, store.clusters.get(clusterId)?.cluster.tenant];
    return breach(
      owners.some((owner) => owner !== undefined && owner !== tenant),
      jobId,
      `ordered by ${tenant}, belongs to ${owners.join(', ')}`,
    );
  });
}

/** Every 202 has ended. */
export function unfinished({ ledger, store }: Evidence): Breach[] {
  return ledger.promised.flatMap(({ jobId, order }) => {
    const job = store.jobs.get(jobId)?.record.job;
    return breach(
      job !== undefined && !isTerminal(job.status),
      jobId,
      `${order} is ${job?.status} at ${job?.phase}: ${last(job?.steps.map(({ message }) => message))}`,
    );
  });
}

/** Nothing was accepted behind the callers' backs: an accept that a 503 hid is the job of the repeated request. */
export function untold({ ledger, store }: Evidence): Breach[] {
  const told = new Set(ledger.promised.map(({ jobId }) => jobId));
  return [...store.jobs.values()].flatMap(({ record: { job } }) =>
    breach(!told.has(job.id), job.id, `a ${job.operation} that no caller was told of`),
  );
}

/** A key has one job, whichever API is asked and however often; once accepted it is never refused. */
export function sameKey({ ledger }: Evidence): Breach[] {
  return [...Map.groupBy(ledger.answers, ({ key }) => key)].flatMap(([key, answers]) => {
    const jobs = new Set(answers.flatMap(({ jobId }) => jobId ?? []));
    const first = answers.findIndex(({ jobId }) => jobId !== undefined);
    const refused = answers.slice(first < 0 ? answers.length : first).find(({ refusal }) => refusal !== undefined);
    return [
      ...breach(jobs.size > 1, key, `one key, jobs ${[...jobs].join(', ')}`),
      ...breach(refused !== undefined, key, `accepted, and then refused with ${refused?.refusal}`),
    ];
  });
}

/**
 * At most one create took effect for each order, and one more for each retry of it that found nothing. A PUT that changed
 * a cluster without having looked counts as one.
 */
export function duplicates({ store, cloud }: Evidence): Breach[] {
  const jobs = [...store.jobs.values()].map(({ record: { job } }) => job).filter(isCreate);
  return Object.keys({ ...cloud.creates, ...cloud.overwrites }).flatMap((id) => {
    const cluster = [...store.clusters.values()].find(({ cluster: { armId } }) => armId.toLowerCase() === id)?.cluster;
    const allowed = Math.max(1, jobs.filter(({ clusterId }) => clusterId === cluster?.id).length);
    const [creates, overwrites] = [cloud.creates[id] ?? 0, cloud.overwrites[id] ?? 0];
    return breach(creates + overwrites > allowed, id, `${creates} creates and ${overwrites} blind PUTs were accepted`);
  });
}

function isCreate({ operation }: { operation: string }): boolean {
  return operation === 'cluster.create';
}

/** What callers saw never went back: NotStarted, Running, one end; and steps that were over stay over. */
export function backwards({ ledger }: Evidence): Breach[] {
  const rank = (status: string) => (status === 'NotStarted' ? 0 : status === 'Running' ? 1 : 2);
  return [...ledger.sightings.values()].flatMap((seen) =>
    seen.flatMap((now, index) => {
      const before = seen.slice(0, index).findLast(({ jobId }) => jobId === now.jobId);
      if (!before) return [];
      const changed =
        rank(now.status) < rank(before.status) || (rank(before.status) === 2 && now.status !== before.status);
      return [
        ...breach(changed, now.jobId, `${before.status} and then ${now.status}`),
        ...breach(now.stepsOver < before.stepsOver, now.jobId, `${before.stepsOver} steps over, then ${now.stepsOver}`),
      ];
    }),
  );
}

/** An order ends as it was bound to when nobody interfered: benign faults are got over, real ones are told. */
export function asOrdered({ orders, ledger, store }: Evidence): Breach[] {
  return orders.flatMap(({ name, fault, next }) => {
    const promise = ledger.promised.find(({ key }) => key === name);
    const job = promise && store.jobs.get(promise.jobId)?.record.job;
    const bound = fault ? orderFaults[fault] : 'Succeeded';
    if (!job || !isTerminal(job.status) || bound === 'either') return [];
    // A cancel or a delete may have come in time, or not.
    if (next && next.after === 'accepted' && job.status === 'Canceled') return [];
    const says = `${name}${fault ? ` with ${fault}` : ''} ended ${job.status}, not ${bound}: ${job.error?.detail}`;
    return breach(job.status !== bound, job.id, says);
  });
}

/** An acknowledged cancel was heeded: the job did not succeed as if nothing had been said. */
export function heeded({ ledger, store }: Evidence): Breach[] {
  return [...ledger.canceled].flatMap((id) => {
    const status = store.jobs.get(id)?.record.job.status;
    return breach(status === 'Succeeded', id, 'its cancel was acknowledged, and it succeeded');
  });
}

export function breach(holds: boolean, id: string, says: string): Breach[] {
  return holds ? [{ id, says }] : [];
}

function last(messages: (string | undefined)[] | undefined): string {
  return messages?.findLast((message) => message !== undefined) ?? 'nothing said';
}
