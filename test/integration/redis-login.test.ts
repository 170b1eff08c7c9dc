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
import { createBarrier } from '../../src/adapters/redis/durability.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { until } from '../e2e/until.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';
import { defineRedisNode, type RedisNode, type RedisNodeOptions, slipwayRights } from '../fakes/redis-node.ts';

const password = 'correct-horse-battery';
const watching = 'battery-staple';

describe('a Redis with TLS and a user of few rights', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-login-'));
  const open: { disconnect(): void }[] = [];
  const nodes: RedisNode[] = [];
  let settings: RedisSettings;
  const topologies = {} as Record<'single' | 'sentinel' | 'cluster', RedisSettings['topology']>;

  /** A server that speaks TLS alone. @returns its port */
  async function start(name: string, more: Record<string, string>, from: Partial<RedisNodeOptions> = {}) {
    const port = await freePort();
    const tls = {
      port: '0',
      'tls-port': `${port}`,
      'tls-cert-file': join(folder, 'cert.pem'),
      'tls-key-file': join(folder, 'key.pem'),
      'tls-ca-cert-file': join(folder, 'ca.pem'),
      'tls-auth-clients': 'no',
      'tls-replication': 'yes',
    };
    const node = await defineRedisNode({ name, folder, settings: { ...tls, ...more }, ...from });
    nodes.push(node);
    await node.start();
    return port;
  }

  before(async () => {
    // In the certificate there is a name, and it is reached by its address.
    const { caPem, certPem, keyPem } = await loadTls(folder, join(folder, 'ca.pem'), ['redis.example']);
    writeFileSync(join(folder, 'cert.pem'), certPem);
    writeFileSync(join(folder, 'key.pem'), keyPem);
    const users = [
      'user default off',
      `user slipway on >${password} ${slipwayRights.join(' ')}`,
      `user watcher on >${watching} ~* &* +@all`,
    ];
    writeFileSync(join(folder, 'users.acl'), `${users.join('\n')}\n`);
    const server = { aclfile: join(folder, 'users.acl'), save: '' };
    const host = '127.0.0.1';
    settings = {
      topology: { kind: 'single', url: `rediss://${host}:${await start('server', server)}` },
      tls: true,
      caPem,
      tlsServerName: 'redis.example',
      username: 'slipway',
      password,
    };
    topologies.single = settings.topology;

    const master = await start('watched', server);
    const file = join(folder, 'sentinel.conf');
    const lines = [`monitor orders ${host} ${master} 1`, 'auth-user orders watcher', `auth-pass orders ${watching}`];
    writeFileSync(file, lines.map((line) => `sentinel ${line}\n`).join(''));
    const sentinel = await start(
      'sentinel',
      { requirepass: watching },
      { arguments: [file, '--sentinel'], ready: /\+monitor master/ },
    );
    const sentinels = [{ host, port: sentinel }];
    topologies.sentinel = { kind: 'sentinel', sentinels, master: 'orders', password: watching, tls: true };

    const cluster = {
      'cluster-enabled': 'yes',
      'tls-cluster': 'yes',
      'cluster-port': `${await freePort()}`,
      'cluster-announce-ip': host,
    };
    const port = await start('cluster', { ...server, ...cluster });
    topologies.cluster = { kind: 'cluster', nodes: [{ host, port }] };
    const watcher = { username: 'watcher', password: watching };
    const url = `rediss://${host}:${port}`;
    const admin = connectRedis({ ...settings, ...watcher, topology: { kind: 'single', url } }, 'worker', () => {});
    open.push(admin);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await until(
      'slots',
      () => admin.cluster('INFO'),
      (info) => info.includes('cluster_state:ok'),
    );
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.disconnect();
  });
  after(async () => {
    await Promise.all(nodes.map((node) => node.kill9()));
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

  for (const kind of ['single', 'sentinel', 'cluster'] as const)
    test(`lets the store and the queues do their work: ${kind}`, async () => {
      const client = connect({ topology: topologies[kind] });
      await until(
        'ready',
        () => client.status,
        (status) => status === 'ready',
      );
      const store = createJobStore(client, { retentionMs: 1_000 });
      const accepting = createRecords();
      assert.equal((await store.accept(accepting)).type, 'accepted');
      const { id } = accepting.record.job;
      assert.ok(await store.job('team-a', id));
      await createBarrier(client, { fsync: false, replicas: 0 }).confirm({ job: id });

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
