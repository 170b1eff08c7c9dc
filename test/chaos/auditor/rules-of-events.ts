import { isTerminal } from '../../../src/model/job.ts';
import type { Breach, Evidence } from './evidence.ts';
import { breach } from './rules-of-jobs.ts';

const endings = ['job.succeeded', 'job.failed', 'job.canceled'];

/** The events of a job are numbered without gaps or doubles, begin with its acceptance, and end it once, with its status. */
export function events({ store }: Evidence): Breach[] {
  return [...store.jobs].flatMap(([id, { record, events: listed }]) => {
    const { job } = record;
    const numbers = listed.map(({ score }) => score);
    const found = listed.flatMap((event) => store.events.get(event.id) ?? []);
    const ends = found.filter(({ type }) => endings.includes(type));
    return [
      ...breach(
        numbers.some((number, index) => number !== index + 1),
        id,
        `sequence ${numbers.join(' ')}`,
      ),
      ...breach(record.events !== numbers.length, id, `${record.events} events made, ${numbers.length} listed`),
      ...breach(found.length !== listed.length, id, `${listed.length} events listed, ${found.length} kept`),
      ...breach(found[0]?.type !== 'job.accepted', id, `begins with ${found[0]?.type}`),
      ...breach(ends.length !== (isTerminal(job.status) ? 1 : 0), id, `is ${job.status} and has ${ends.length} ends`),
      ...ends.flatMap((end) => [
        ...breach(end.type !== `job.${job.status.toLowerCase()}`, id, `is ${job.status}, and its end says ${end.type}`),
        ...breach(end.data.job?.['status'] !== job.status, id, `is ${job.status}, and its end carries another status`),
      ]),
    ];
  });
}

/** Every event reached the subscriber at least once, under its one id, signed, word for word as it is recorded. */
export function deliveries({ store, receiver }: Evidence): Breach[] {
  const copies = Map.groupBy(receiver.received, ({ id }) => id);
  return [
    ...receiver.refused.map((why) => ({ id: 'receiver', says: `did not verify: ${why.slice(0, 200)}` })),
    ...[...store.events].flatMap(([id, event]) => {
      const got = copies.get(id) ?? [];
      return [
        ...breach(got.length === 0, id, `${event.type} of ${event.data.job?.['id']} never arrived`),
        ...breach(
          got.some(({ header }) => header !== id),
          id,
          'arrived under another webhook-id',
        ),
        ...breach(
          got.some(({ body }) => body !== JSON.stringify(event)),
          id,
          'was told otherwise than it is recorded',
        ),
      ];
    }),
    ...[...copies.keys()].flatMap((id) => breach(!store.events.has(id), id, 'arrived, and is not recorded')),
    ...[...store.deliveries.values()].flatMap(({ delivery }) =>
      breach(delivery.status !== 'delivered', delivery.eventId, `its delivery is ${delivery.status}`),
    ),
  ];
}

/** Nothing waits any more: no due job, no lease, no row of the outbox, no open delivery, no entry in a queue. */
export function stuck({ store }: Evidence): Breach[] {
  const { due, outbox, deliveries: open, entries } = store.waiting;
  return [
    ...due.map((id) => ({ id, says: 'is still due' })),
    ...outbox.map((id) => ({ id, says: 'is still in the outbox' })),
    ...open.map((id) => ({ id, says: 'is still to be delivered' })),
    ...entries.map((id) => ({ id, says: 'is still in a queue' })),
    ...[...store.jobs].flatMap(([id, { lease }]) => breach(lease !== 0, id, 'is still leased')),
  ];
}

/** Nothing secret was logged. */
export function secrets({ logs, secrets: all }: Evidence): Breach[] {
  return all.flatMap((secret, index) => {
    const at = logs.indexOf(secret);
    return breach(at >= 0, `secret ${index}`, `is in a log, after: ${logs.slice(Math.max(0, at - 200), at)}`);
  });
}

/** No process ended of its own accord. */
export function crashed({ crashed: all }: Evidence): Breach[] {
  return all.map((name) => ({ id: name, says: 'ended although nobody had ended it' }));
}
