import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent } from '../../src/model/make-event.ts';
import { presentCluster, presentJob } from '../../src/model/view.ts';
import { createRecords } from '../fakes/records.ts';
import { audit, type RuleName, rules } from './auditor/audit.ts';
import type { Evidence } from './auditor/evidence.ts';

const publicUrl = 'https://slipway.example';

/** A run of one order that ended well: a state in which no rule is broken. */
function soundRun() {
  const { record, cluster, events } = createRecords({ tenant: 'red', name: 'blue' });
  const { job } = record;
  job.status = 'Succeeded';
  job.inventory = { exists: [cluster.armId], deleted: [], kept: [] };
  cluster.state = 'Ready';
  const end = makeEvent('job.succeeded', record, cluster, { id: 'evt_end', at: job.createdAt, publicUrl });
  const all = [...events, end];
  const tags = { 'slipway-instance': 'slipway', 'slipway-cluster': cluster.id };
  const group = cluster.armId.replace(/\/providers.*/, '');
  const resource = { id: cluster.armId, name: 'blue', state: 'Succeeded', tags };
  const delivery = (eventId: string) => ({ delivery: { eventId, status: 'delivered' }, body: '', leaseUntil: 0 });
  const evidence = {
    orders: [{ at: 0, name: 'blue', tenant: 'red', api: 0, plugin: 'cilium', onFailure: 'keep' }],
    ledger: {
      promised: [
        { jobId: job.id, clusterId: cluster.id, operation: job.operation, order: 'blue', tenant: 'red', key: 'blue' },
      ],
      answers: [{ key: 'blue', jobId: job.id }],
      sightings: new Map([['blue', [{ jobId: job.id, status: 'Running', stepsOver: 2 }]]]),
      canceled: new Set<string>(),
      counts: { posted: 1, accepted: 1, refused: {}, retried: 0 },
    },
    store: {
      jobs: new Map([
        [job.id, { record, lease: 0, signals: [], events: all.map(({ id }, index) => ({ id, score: index + 1 })) }],
      ]),
      clusters: new Map([[cluster.id, { cluster, active: '' }]]),
      events: new Map(all.map((event) => [event.id, event])),
      deliveries: new Map(all.map(({ id }) => [`dlv of ${id}`, delivery(id)])),
      names: new Map([['red/blue', cluster.id]]),
      waiting: { due: [] as string[], outbox: [] as string[], deliveries: [] as string[], entries: [] as string[] },
    },
    api: {
      jobs: new Map([[job.id, presentJob(job, publicUrl)]]),
      clusters: new Map([[cluster.id, presentCluster(cluster, publicUrl)]]),
      nodes: new Map([[cluster.id, [{ name: 'node-0', ready: true }]]]),
    },
    cloud: {
      clusters: [resource],
      groups: [{ ...resource, id: group, name: 'rg' }],
      creates: { [cluster.armId.toLowerCase()]: 1 } as Record<string, number>,
      overwrites: {} as Record<string, number>,
    },
    receiver: {
      received: all.map((event) => ({ id: event.id, header: event.id, body: JSON.stringify(event) })),
      refused: [] as string[],
    },
    crashed: [] as string[],
    logs: 'nothing to hide',
    secrets: ['hunter2'],
  } as unknown as Evidence;
  const stored = evidence.store.jobs.get(job.id);
  const kept = evidence.store.clusters.get(cluster.id);
  assert.ok(stored && kept);
  return { evidence, stored, kept, job: stored.record.job, cluster: kept.cluster, armId: cluster.armId };
}

type Run = ReturnType<typeof soundRun>;

/** How each rule is broken, and nothing else said of what else breaks with it. */
const spoilt: Record<RuleName, Record<string, (run: Run) => void>> = {
  lost: {
    'a promised job is not in the store': ({ evidence, job }) => evidence.store.jobs.delete(job.id),
    'the API does not know a promised job': ({ evidence, job }) => evidence.api.jobs.delete(job.id),
  },
  unfinished: {
    'a promised job has not ended': ({ job }) => {
      job.status = 'Running';
    },
  },
  untold: {
    'the store has a job that nobody was told of': ({ evidence }) => evidence.ledger.promised.pop(),
  },
  whose: {
    "a tenant's job is another's": ({ job }) => {
      job.tenant = 'green';
    },
    "a tenant's cluster is another's": ({ cluster }) => {
      cluster.tenant = 'green';
    },
  },
  'same-key': {
    'one key has two jobs': ({ evidence }) => evidence.ledger.answers.push({ key: 'blue', jobId: 'job_other' }),
    'a key is refused after it was accepted': ({ evidence }) =>
      evidence.ledger.answers.push({ key: 'blue', refusal: 'cluster-already-exists' }),
  },
  duplicates: {
    'two creates took effect': ({ evidence, armId }) => {
      evidence.cloud.creates[armId.toLowerCase()] = 2;
    },
    'a PUT changed the cluster without having looked': ({ evidence, armId }) => {
      evidence.cloud.overwrites[armId.toLowerCase()] = 1;
    },
  },
  backwards: {
    'a caller saw Running and then NotStarted': (run) => saw(run, 'NotStarted', 2),
    'a caller saw one end and then another': (run) => {
      saw(run, 'Failed', 3);
      saw(run, 'Succeeded', 3);
    },
    'a caller saw a step that was over begin again': (run) => saw(run, 'Running', 1),
  },
  'as-ordered': {
    'an order without a fault fails': ({ job }) => {
      job.status = 'Failed';
    },
    'an order with a fault that Azure tells of succeeds': ({ evidence }) =>
      Object.assign(evidence.orders[0] ?? {}, { fault: 'quota' }),
  },
  heeded: {
    'a job succeeds whose cancel was acknowledged': ({ evidence, job }) => evidence.ledger.canceled.add(job.id),
  },
  agreement: {
    'the cluster is not what its job has made it': ({ cluster }) => {
      cluster.state = 'Creating';
    },
    'the cluster is held by a job that has ended': ({ kept, job }) => {
      kept.active = job.id;
    },
    'the API says otherwise than the store': ({ evidence, job }) =>
      Object.assign(evidence.api.jobs.get(job.id) ?? {}, { status: 'Failed' }),
    'the last event says otherwise of the cluster': ({ evidence }) =>
      Object.assign(evidence.store.events.get('evt_end')?.data.cluster ?? {}, { state: 'Failed' }),
  },
  events: {
    'a number is missing': ({ stored }) => {
      for (const event of stored.events) event.score *= 2;
    },
    'a number is given twice': ({ stored }) => {
      for (const event of stored.events) event.score = 1;
    },
    'the end is not told': ({ stored }) => {
      stored.events.pop();
      stored.record.events -= 1;
    },
    'the end tells another status': ({ job }) => {
      job.status = 'Canceled';
    },
    'an event that is listed is not kept': ({ evidence }) => evidence.store.events.delete('evt_end'),
  },
  deliveries: {
    'an event has not arrived': ({ evidence }) => evidence.receiver.received.pop(),
    'an event arrived under another id': ({ evidence }) =>
      Object.assign(evidence.receiver.received[0] ?? {}, { header: 'evt_other' }),
    'an event was told otherwise than it is recorded': ({ evidence }) =>
      Object.assign(evidence.receiver.received[0] ?? {}, { body: '{}' }),
    'what arrived is not recorded': ({ evidence }) =>
      evidence.receiver.received.push({ id: 'evt_other', header: 'evt_other', body: '{}' }),
    'a signature does not verify': ({ evidence }) => evidence.receiver.refused.push('No matching signature'),
    'a delivery is not over': ({ evidence }) =>
      Object.assign([...evidence.store.deliveries.values()][0]?.delivery ?? {}, { status: 'pending' }),
  },
  stuck: {
    'a job is due': ({ evidence }) => evidence.store.waiting.due.push('job_1'),
    'an event is in the outbox': ({ evidence }) => evidence.store.waiting.outbox.push('evt_1'),
    'a delivery is due': ({ evidence }) => evidence.store.waiting.deliveries.push('dlv_1'),
    'a queue has an entry': ({ evidence }) => evidence.store.waiting.entries.push('wait job_1.1'),
    'an ended job is leased': ({ stored }) => {
      stored.lease = 1;
    },
  },
  cloud: {
    'a Ready cluster is not in the cloud': ({ evidence }) => evidence.cloud.clusters.pop(),
    'a Ready cluster is Failed in Azure': ({ evidence }) =>
      Object.assign(evidence.cloud.clusters[0] ?? {}, { state: 'Failed' }),
    'a node of a Ready cluster is not': ({ evidence, cluster }) =>
      Object.assign(evidence.api.nodes.get(cluster.id)?.[0] ?? {}, { ready: false }),
    'a Ready cluster has no nodes': ({ evidence, cluster }) => evidence.api.nodes.delete(cluster.id),
    'a Deleted cluster is there': ({ cluster }) => {
      cluster.state = 'Deleted';
    },
    'what the inventory calls deleted is there': ({ job, armId }) => job.inventory?.deleted.push(armId),
    'what the inventory calls existing is not': ({ job, armId }) => job.inventory?.exists.push(`${armId}-2`),
  },
  orphans: {
    'a cluster with our tag belongs to nobody': ({ evidence }) => evidence.store.clusters.clear(),
    'a group with our tag belongs to nobody': ({ evidence }) => {
      const tags = { 'slipway-instance': 'slipway', 'slipway-cluster': 'cls_gone' };
      evidence.cloud.groups.push({ id: '/rg', name: 'rg', state: 'Succeeded', tags });
    },
    'a node group has lost its cluster': ({ evidence }) =>
      evidence.cloud.groups.push({ id: '/mc', name: 'MC_', state: 'Succeeded', tags: {}, managedBy: '/gone' }),
  },
  names: {
    'the name of a cluster that stands is free': ({ evidence }) => evidence.store.names.clear(),
    'the name of a cluster that is gone is taken': ({ job }) => {
      job.inventory = { exists: [], deleted: [], kept: [] };
    },
  },
  secrets: {
    'a log holds one': ({ evidence }) => {
      evidence.logs = 'password hunter2';
    },
  },
  crashed: {
    'a process has ended by itself': ({ evidence }) => evidence.crashed.push('worker-1'),
  },
};

function saw({ evidence, job }: Run, status: string, stepsOver: number): void {
  evidence.ledger.sightings.get('blue')?.push({ jobId: job.id, status, stepsOver });
}

describe('the auditor', () => {
  test('finds nothing in a run that is sound', () => {
    assert.deepEqual(audit(soundRun().evidence), []);
  });

  for (const [rule, ways] of Object.entries(spoilt)) {
    for (const [title, spoil] of Object.entries(ways)) {
      test(`${rule}: ${title}`, () => {
        const run = soundRun();
        spoil(run);
        assert.notDeepEqual(rules[rule as RuleName](run.evidence), []);
      });
    }
  }
});
