import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runDirected } from '../directed.ts';
import { type DirectionName, directions } from '../directions.ts';
import { report } from '../report.ts';
import { testCaught } from './caught.ts';

// More bugs: `test/long/planted.test.ts`.
describe('planted bugs make the auditor fail, each by its own rule', () => {
  testCaught({
    'drop-the-sweeper': { rule: 'stuck', by: 'the queue forgets what nobody holds', drainSeconds: 12 },
    'save-the-token-late': { rule: 'duplicates', by: 'a worker dies when Azure has its create', drainSeconds: 2 },
    'ignore-the-epoch': { rule: 'events', by: 'a worker wakes when another has ended its job', drainSeconds: 2 },
  });

  test('without a bug the same directions break no rule', async () => {
    const result = await runDirected(Object.keys(directions) as DirectionName[]);
    assert.deepEqual(result.broken, [], `${report(result)}\nkept in ${result.folder}`);
  });
});
