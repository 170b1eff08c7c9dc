import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const timeLimit = import.meta.resolve('../../scripts/tools/time-limit.ts');

function runFor(minutes: string, script: string) {
  const args = [`--import=${timeLimit}`, '--input-type=module', '--eval', script];
  return spawnSync(process.execPath, args, { env: { TEST_FILE_MINUTES: minutes }, encoding: 'utf8', timeout: 60_000 });
}

test('a test file that is kept alive by what it left open is ended, and told why', () => {
  const { status, stderr } = runFor('0.001', 'setInterval(() => {}, 1_000)');
  assert.equal(status, 1);
  assert.match(stderr, /has not ended within 0\.001 minutes\. What keeps it: .*Timeout/);
});

test('the limit itself keeps nothing alive', () => {
  assert.equal(runFor('5', '').status, 0);
});
