import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { useRedis } from '../fakes/use-redis.ts';
import { jobStoreContract } from './job-store.ts';

jobStoreContract('memory', async () => createMemoryJobStore());
jobStoreContract('Redis', useRedis().emptyJobStore);
