import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { loadTls } from '../../sandbox/tls.ts';
import { freePort } from '../../scripts/tools/process.ts';
import { createWakeUps, type Entry } from '../../src/adapters/bullmq/queues.ts';
import { startWorker } from '../../src/adapters/bullmq/workers.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';
import { defineRedisNode, type RedisNode, slipwayRights } from '../fakes/redis-node.ts';

const password = 'correct-horse-battery';
describe('a Redis with TLS and a user of few rights', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-login-'));
  const open: { disconnect(): void }[] = [];
  let node: RedisNode;
  let settings: RedisSettings;
  before(async () => {
    // In the certificate there is a name, and it is reached by its address.
    const { caPem, certPem, keyPem } = await loadTls(folder, join(folder, 'ca.pem'), ['redis.example']);
    writeFileSync(join(folder, 'cert.pem'), certPem);
    writeFileSync(join(folder, 'key.pem'), keyPem);
    writeFileSync(
      join(folder, 'users.acl'),
      `user default off\nuser slipway on >${password} ${slipwayRights.join(' ')}\n`,
    );
    const tlsPort = await freePort();
    node = await defineRedisNode({
      name: 'server',
      folder,
      settings: {
        port: '0',
        'tls-port': `${tlsPort}`,
        'tls-cert-file': join(folder, 'cert.pem'),
        'tls-key-file': join(folder, 'key.pem'),
        'tls-ca-cert-file': join(folder, 'ca.pem'),
        'tls-auth-clients': 'no',
        aclfile: join(folder, 'users.acl'),
        save: '',
      },
    });
    await node.start();
    settings = {
      topology: { kind: 'single', url: `rediss://127.0.0.1:${tlsPort}` },
      tls: true,
      caPem,
      tlsServerName: 'redis.example',
      username: 'slipway',
      password,
    };
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.disconnect();
  });
  after(async () => {
    await node.kill9();
    rmSync(folder, { recursive: true, force: true });
  });

  function connect(changes: Partial<RedisSettings> = {}, onError: (error: Error) => void = () => {}) {
    const client = connectRedis({ ...settings, ...changes }, 'worker', onError);
    open.push(client);
    return client;
  }
  /** The first thing that goes wrong. */
  const failure = (changes: Partial<RedisSettings>) =>
    new Promise<Error & { code?: string }>((resolve) => connect(changes, resolve));

  test('lets the store and the queues do their work', async () => {
    const client = connect();
    const store = createJobStore(client, { retentionMs: 1_000 });
    const accepting = createRecords();
    assert.equal((await store.accept(accepting)).type, 'accepted');
    assert.ok(await store.job('team-a', accepting.record.job.id));

    const log = createRecordedLog();
    const wakeUps = createWakeUps(client, systemClock, log);
    await wakeUps.job('job_1', 1, systemClock.now());
    const woken = Promise.withResolvers<Entry>();
    const worker = startWorker(client, log, {
      which: 'provision',
      concurrency: 1,
      async handle(entry) {
        woken.resolve(entry);
      },
    });
    assert.ok('jobId' in (await woken.promise));
    await worker.close();
    await wakeUps.close();
    assert.deepEqual(log.lines, []);
  });

  test('a wrong password is told, and not repeated', async () => {
    const error = await failure({ password: 'wrong-horse-battery' });
    assert.match(error.message, /WRONGPASS/);
    assert.doesNotMatch(error.message, /horse/);
  });

  test('a certificate of another authority is refused', async () => {
    const { caPem: _, ...trustsThePublicOnes } = settings;
    const error = await new Promise<Error>((resolve) => {
      open.push(connectRedis(trustsThePublicOnes, 'api', resolve));
    });
    assert.match(error.message, /certificate/);
  });

  test('a certificate of another name is refused', async () => {
    assert.equal((await failure({ tlsServerName: 'other.example' })).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
  });
});
