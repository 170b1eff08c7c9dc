import { describe } from 'node:test';
import { testCaught } from './caught.ts';

// More bugs, and the same directions without any: `test/long/planted.test.ts`.
describe('a planted bug makes the auditor fail, by its own rule', () => {
  testCaught({
    'save-the-token-late': { rule: 'duplicates', by: 'a worker dies when Azure has its create', drainSeconds: 2 },
  });
});
