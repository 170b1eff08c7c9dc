import assert from 'node:assert/strict';
import { test } from 'node:test';
import { report } from '../report.ts';
import { runChaos } from '../run.ts';
import { shortRun } from './short.ts';

test('a short chaos run passes: whatever is killed, frozen or forgotten, every 202 is kept', async () => {
  const result = await runChaos(shortRun);
  console.log(report(result));
  assert.deepEqual(result.broken, [], `kept in ${result.folder}`);
  for (const what of ['kill', 'freeze', 'restart', 'faults', 'forget'])
    assert.ok(
      result.done.some((done) => done.what === what),
      what,
    );
  assert.ok(result.recoveries.length > 0, 'some jobs were left in dead hands');
});
