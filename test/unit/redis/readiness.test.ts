import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRedis } from '../../../src/adapters/redis/readiness.ts';

const info = async () => '# Memory\r\nmaxmemory_policy:noeviction\r\n';

test('a Redis that answers and keeps everything is ready', async () => {
  assert.equal((await checkRedis({ status: 'ready', info })).ok, true);
});

test('a Redis that still loads its data is not, though it answers INFO', async () => {
  assert.equal((await checkRedis({ status: 'connect', info })).ok, false);
});

test('a Redis that may throw orders away is not', async () => {
  const evicting = async () => 'maxmemory_policy:allkeys-lru\r\n';
  assert.equal((await checkRedis({ status: 'ready', info: evicting })).ok, false);
});

test('a Redis that does not answer is not', async () => {
  const silent = () => Promise.reject(new Error('Command timed out'));
  assert.equal((await checkRedis({ status: 'ready', info: silent })).ok, false);
});
