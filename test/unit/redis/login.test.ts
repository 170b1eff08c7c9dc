import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pauseBefore } from '../../../src/adapters/redis/login.ts';

const minute = 60_000;

describe('a new token is asked for', () => {
  for (const hours of [1, 24]) {
    test(`at least three minutes before one of ${hours} h ends, though the old one is handed out until five before`, () => {
      const end = hours * 60 * minute;
      let now = 0;
      let asked = 0;
      while (now <= end - 5 * minute) {
        now += pauseBefore(end, now);
        asked += 1;
      }
      assert.ok(end - now >= 3 * minute, `${(end - now) / minute} minutes before the end`);
      assert.ok(asked < 12, `asked ${asked} times`);
    });
  }

  test('again and again once it is late, but not in every moment', () => {
    assert.equal(pauseBefore(0, 60 * minute), 2_000);
  });
});
