import { uuidv7 } from 'uuidv7';
import type { Cluster } from '../../src/model/cluster.ts';
import { makeId, shardOfTenant } from '../../src/model/id.ts';
import type { JobRecord } from '../../src/model/job.ts';
import { makeEvent } from '../../src/model/make-event.ts';
import type { Ticket } from '../../src/model/order.ts';
import type { ApiKeyRecord } from '../../src/model/principal.ts';
import type { Accepting } from '../../src/ports.ts';
import { resolveOrder } from '../../src/provisioning/defaults.ts';
import { fakeEpoch } from './clock.ts';

/** What is kept of an API key, but for the key. */
export const keyRecord: ApiKeyRecord = {
  schema: 1,
  id: `key_${'0'.repeat(32)}`,
  tenant: 'team-a',
  name: 'ci',
  scopes: ['jobs:read'],
  createdAt: '2026-01-01T00:00:00.000Z',
};

export interface RecordChoices {
  tenant?: string;
  name?: string;
  /** A further job on a cluster that is there. */
  clusterId?: string;
  ticket?: Ticket;
}

/** A well-formed acceptance: a new cluster, or a further job on one. */
export function createRecords({ tenant = 'team-a', name = 'blue', clusterId, ticket }: RecordChoices = {}): Accepting {
  const shard = shardOfTenant(tenant);
  const at = new Date(fakeEpoch).toISOString();
  const jobId = makeId('job', uuidv7(), shard);
  const subscriptionId = '00000000-0000-0000-0000-000000000001';
  const order = resolveOrder(
    { name, resourceGroup: 'rg', location: 'westeurope', cni: { plugin: 'cilium' } },
    { name: 'test', subscriptionId },
  );
  const cluster: Cluster = {
    schema: 1,
    id: clusterId ?? makeId('cls', uuidv7(), shard),
    tenant,
    name,
    state: 'Creating',
    origin: 'created',
    armId: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`,
    order,
    ...(ticket ? { ticket } : {}),
    labels: {},
    metadata: {},
    requestedBy: 'key:test',
    createdAt: at,
    updatedAt: at,
    observed: {},
    lastJob: jobId,
  };
  const record: JobRecord = {
    schema: 1,
    job: {
      id: jobId,
      tenant,
      clusterId: cluster.id,
      operation: 'cluster.create',
      status: 'NotStarted',
      phase: 'Queued',
      createdAt: at,
      requestedBy: 'key:test',
      ...(ticket ? { ticket } : {}),
      labels: {},
      metadata: {},
      steps: [],
      input: {},
    },
    memos: {},
    tries: {},
    slots: {},
    deadlineMs: 2 * 60 * 60_000,
    events: 0,
  };
  const stamp = { id: makeId('evt', uuidv7(), shard), at, publicUrl: 'https://slipway.example' };
  const events = [makeEvent('job.accepted', record, cluster, stamp)];
  return { record, cluster, expect: 'new', events, dueAt: fakeEpoch };
}
