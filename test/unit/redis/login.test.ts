import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort } from '../../../scripts/tools/process.ts';
import { connectRedis } from '../../../src/adapters/redis/connection.ts';
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

test('a Redis that is away for long makes the client heavier by nothing, however often it tries to connect', async (t) => {
  const port = await freePort();
  let failures = 0;
  let listeners = 0;
  const tried = Promise.withResolvers<void>();
  const client = connectRedis(
    {
      topology: { kind: 'single', url: `redis://127.0.0.1:${port}` },
      username: 'principal',
      token: async () => ({ token: 'token', expiresAt: Date.now() + 60 * minute }),
    },
    'worker',
    () => {
      failures += 1;
      if (failures === 1) listeners = client.listenerCount('end');
      if (failures === 6) tried.resolve();
    },
  );
  t.after(() => client.disconnect());
  await tried.promise;
  assert.ok(listeners > 0);
  assert.equal(client.listenerCount('end'), listeners);
});
