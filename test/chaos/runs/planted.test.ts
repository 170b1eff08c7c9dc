import { describe } from 'node:test';
import { testCaught } from './caught.ts';

// The same script without a bug passes: `clean.test.ts`. More bugs: `test/long/planted.test.ts`.
describe('planted bugs make the auditor fail, each by its own rule', () => {
  testCaught('drop-the-sweeper', 'stuck');
  testCaught('save-the-token-late', 'duplicates');
  testCaught('ignore-the-epoch', 'events');
});
