import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordKeys, tenantKey } from '../../src/adapters/redis/keys.ts';
import type { JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { createRecords } from '../fakes/records.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';
import { amendAndRetryContract } from './amend-and-retry.ts';
import { clusterIndexContract } from './cluster-index.ts';
import { jobStoreContract } from './job-store.ts';
import { operatorContract } from './operator.ts';
import { overdueContract } from './overdue.ts';

const servers = everyRedis.map(([name, start]) => ({ name, redis: useRedis(start) }));
const stores: (readonly [kind: string, open: () => Promise<JobStore>])[] = [
  ['memory', async () => createMemoryJobStore()],
  ...servers.map(({ name, redis }) => [name, redis.emptyJobStore] as const),
];
for (const [kind, open] of stores) {
  jobStoreContract(kind, open);
  clusterIndexContract(kind, open);
  operatorContract(kind, open);
  overdueContract(kind, open);
  amendAndRetryContract(kind, open);
}

for (const { name, redis } of servers)
  test(`a retry keeps in ${name} what was to expire with the failed job`, async () => {
    const store = await redis.emptyJobStore();
    const ticket = { system: 'jira' as const, id: 'OPS-1' };
    const first = createRecords({ ticket });
    await store.accept(first);
    const { id: jobId, clusterId } = first.record.job;
    const claim = await store.claim(jobId, fakeEpoch, fakeEpoch + 1);
    assert.ok(claim.type === 'claimed');
    await store.finish(jobId, claim.epoch, { ...claim, gone: true, events: [], now: fakeEpoch });
    const keys = [
      recordKeys.cluster(clusterId),
      tenantKey('team-a', `jobs:cluster:${clusterId}`),
      tenantKey('team-a', 'jobs:ticket:OPS-1'),
      tenantKey('team-a', 'jobs:ticket:jira:OPS-1'),
    ];
    const expiring = async () => (await Promise.all(keys.map((key) => redis.client().pttl(key)))).map((ttl) => ttl > 0);
    assert.deepEqual(await expiring(), [true, true, true, true]);
    const { version } = (await store.cluster('team-a', clusterId)) ?? {};
    const retry = createRecords({ clusterId, ticket });
    assert.equal((await store.accept({ ...retry, expect: version ?? 0, retries: jobId })).type, 'accepted');
    assert.deepEqual(await expiring(), [false, false, false, false]);
  });
