import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultSchedule, retryAfterMs, waitAfter } from '../../../src/notify/schedule.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-22T21:00:00Z');

describe('the retry schedule', () => {
  it('has twelve attempts over some 76 hours', () => {
    assert.equal(defaultSchedule.length, 12);
    const total = defaultSchedule.reduce((sum, wait) => sum + wait, 0);
    assert.ok(total > 75 * hour && total < 77 * hour);
  });

  it('waits 20 % more or less than listed, and not at all after the last attempt', () => {
    assert.equal(waitAfter(defaultSchedule, 1, 0), 4_000);
    assert.equal(waitAfter(defaultSchedule, 1, 0.5), 5_000);
    assert.equal(waitAfter(defaultSchedule, 11, 0), 19.2 * hour);
    assert.equal(waitAfter(defaultSchedule, 12, 0.5), undefined);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.double({ min: 0, max: 1, noNaN: true }), (number, random) => {
        const wait = waitAfter(defaultSchedule, number, random) ?? -1;
        const listed = defaultSchedule[number] ?? 0;
        assert.ok(wait >= 0.8 * listed && wait <= 1.2 * listed);
      }),
    );
  });
});

describe('a Retry-After header', () => {
  it('may be seconds or a date', () => {
    assert.equal(retryAfterMs('120', now), 120_000);
    assert.equal(retryAfterMs(' 0 ', now), 0);
    assert.equal(retryAfterMs('Sun, 22 Nov 2026 21:01:00 GMT', now), 60_000);
    assert.equal(retryAfterMs('Sunday, 22-Nov-26 21:01:00 GMT', now), 60_000);
  });

  it('is cut at a day', () => {
    assert.equal(retryAfterMs('999999999999', now), 24 * hour);
    assert.equal(retryAfterMs('9'.repeat(400), now), 24 * hour);
    assert.equal(retryAfterMs('Fri, 22 Nov 2126 21:01:00 GMT', now), 24 * hour);
  });

  it('is nothing when it is absent, past, negative or junk', () => {
    const junk = [undefined, '', '-5', '1.5', '1e3', 'soon', 'Mon, GMT', 'Sun, 22 Nov 2020 21:01:00 GMT', '0x10'];
    for (const header of junk) assert.equal(retryAfterMs(header, now), 0, `${header}`);
    fc.assert(
      fc.property(fc.string(), (header) => {
        const wait = retryAfterMs(header, now);
        assert.ok(wait >= 0 && wait <= 24 * hour);
      }),
    );
  });
});
