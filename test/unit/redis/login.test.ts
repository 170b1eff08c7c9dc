import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseBefore } from '../../../src/adapters/redis/login.ts';

const minute = 60_000;

test('a new token is asked for at half of what is left, sooner and sooner, at most once a second', () => {
  const asked: number[] = [];
  for (let now = 0; now < 60 * minute; ) {
    now += pauseBefore(60 * minute, now);
    asked.push(now);
  }
  assert.deepEqual(
    asked.slice(0, 3).map((at) => at / minute),
    [30, 45, 52.5],
  );
  // Entra's own cache hands out the old token until five minutes before its end.
  const inTheLastFive = asked.filter((at) => at > 55 * minute && at < 60 * minute);
  assert.ok(inTheLastFive.length >= 5, `${inTheLastFive.length}`);
  assert.equal(pauseBefore(0, 60 * minute), 1_000, 'with a token that has expired, or none');
});
