import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startApi } from '../../src/app/api.ts';
import { readConfig } from '../../src/config.ts';
import { createClient, type JobView, orderOf } from '../e2e/client.ts';
import { until } from '../e2e/until.ts';
import { startRedisServer } from '../fakes/redis-server.ts';

test('an order that no replica confirms is a 503; it stands, and with its key it is the same job once one does', async (t) => {
  const primary = await startRedisServer(['--repl-diskless-sync-delay', '0']);
  const replica = await startRedisServer(['--replicaof', '127.0.0.1', `${primary.port}`]);
  const accounts = [{ name: 'a', kind: 'default', subscriptions: ['00000000-0000-0000-0000-000000000001'] }];
  const api = await startApi(
    readConfig({
      PORT: '0',
      REDIS_URL: primary.url,
      LOG_LEVEL: 'silent',
      SLIPWAY_API_KEY: 'first-key',
      SLIPWAY_ACCOUNTS: JSON.stringify(accounts),
      SLIPWAY_REDIS_REPLICAS_ACK: '1',
    }),
  );
  const admin = new Redis(primary.url);
  t.after(async () => {
    admin.disconnect();
    await api.close();
    await replica.stop();
    await primary.stop();
  });
  await until(
    'the replica',
    () => admin.info('replication'),
    (info) => /state=online/.test(info),
  );
  const client = createClient(api.url ?? '', 'first-key');
  const order = (name: string) =>
    client.ask<JobView>('POST', '/v1/clusters', { body: orderOf(name), headers: { 'idempotency-key': name } });
  const { body: health } = await client.ask<{ promise: { word: string } }>('GET', '/readyz');
  assert.equal(health.promise.word, 'survives-node-loss');
  assert.equal((await order('confirmed')).status, 202);

  process.kill(replica.pid, 'SIGSTOP');
  for (const attempt of ['first', 'repeated']) {
    const { status, headers } = await order('unconfirmed');
    assert.equal(status, 503, attempt);
    assert.ok(headers.has('retry-after'));
  }
  assert.equal((await client.ask('GET', '/v1/jobs')).status, 200, 'reads wait for nobody');
  const { body: listed } = await client.ask<{ items: JobView[] }>('GET', '/v1/jobs');
  process.kill(replica.pid, 'SIGCONT');
  const confirmed = await until(
    'a 202',
    () => order('unconfirmed'),
    ({ status }) => status === 202,
  );
  assert.equal(confirmed.headers.get('idempotency-replayed'), 'true');
  assert.equal(listed.items.length, 2);
  assert.equal(confirmed.body.id, listed.items[0]?.id);
});
