import type { JobStore } from '../../src/ports.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { useRedis } from '../fakes/use-redis.ts';
import { clusterIndexContract } from './cluster-index.ts';
import { jobStoreContract } from './job-store.ts';
import { operatorContract } from './operator.ts';
import { overdueContract } from './overdue.ts';

const stores: [kind: string, open: () => Promise<JobStore>][] = [
  ['memory', async () => createMemoryJobStore()],
  ['Redis', useRedis().emptyJobStore],
];
for (const [kind, open] of stores) {
  jobStoreContract(kind, open);
  clusterIndexContract(kind, open);
  operatorContract(kind, open);
  overdueContract(kind, open);
}
