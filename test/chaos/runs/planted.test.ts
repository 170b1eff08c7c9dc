import { describe } from 'node:test';
import { testCaught } from './caught.ts';

// More bugs, and the same directions without any: `test/long/planted.test.ts`.
describe('planted bugs make the auditor fail, each by its own rule', () => {
  testCaught({
    'drop-the-sweeper': { rule: 'stuck', by: 'the queue forgets what nobody holds', drainSeconds: 12 },
    'save-the-token-late': { rule: 'duplicates', by: 'a worker dies when Azure has its create', drainSeconds: 2 },
    'ignore-the-epoch': { rule: 'events', by: 'a worker wakes when another has ended its job', drainSeconds: 2 },
  });
});
