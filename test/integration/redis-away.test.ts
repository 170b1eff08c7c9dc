import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { until } from '../e2e/until.ts';
import { startRedisServer } from '../fakes/redis-server.ts';
import {
  assertUnavailable,
  isBack,
  type Operation,
  operations,
  type Service,
  sendAll,
  startService,
  touchesStore,
} from './service-on-redis.ts';

const isLinked = (replica: Redis) =>
  until(
    'the replica',
    () => replica.info('replication'),
    (info) => /master_link_status:up/.test(info),
  );

type Settings = Record<string, string>;
/** Brings Redis into a state; what it gives back ends that state. */
type Away = (service: Service, t: TestContext) => Promise<() => Promise<unknown>>;

describe('while Redis does not answer, every request that needs it is a 503 within two seconds', () => {
  const cases: [string, Settings, Away][] = [
    [
      'frozen',
      {},
      async ({ redis }) => {
        redis.signal('SIGSTOP');
        return async () => redis.signal('SIGCONT');
      },
    ],
    [
      'killed',
      {},
      async ({ redis, admin }) => {
        await admin.save();
        await redis.kill9();
        return () => redis.start();
      },
    ],
    [
      'busy with a script that does not end',
      { 'busy-reply-threshold': '100' },
      async ({ admin, url }) => {
        admin.eval('while true do end', 0).catch(() => {});
        const other = new Redis(url, { enableReadyCheck: false });
        other.on('error', () => {});
        await until(
          'a busy server',
          () => other.get('x').then(String, (error: Error) => error.message),
          (said) => said.startsWith('BUSY'),
        );
        return async () => {
          await other.script('KILL');
          other.disconnect();
        };
      },
    ],
    [
      'loading its data',
      // Some seven seconds.
      { 'key-load-delay': '70000', 'loading-process-events-interval-bytes': '1024' },
      async ({ redis, admin, url }) => {
        for (const index of Array(100).keys()) await admin.set(`filler-${index}`, 'x'.repeat(2_048 + index));
        await admin.config('SET', 'rdbcompression', 'no');
        await admin.save();
        await redis.kill9();
        const started = redis.start();
        const other = new Redis(url, { retryStrategy: () => 50, enableReadyCheck: false, maxRetriesPerRequest: null });
        other.on('error', () => {});
        await until(
          'a server that loads',
          () => other.get('x').then(String, (error: Error) => error.message),
          (said) => said.startsWith('LOADING'),
        );
        other.disconnect();
        return () => started;
      },
    ],
    [
      'a replica that has lost its primary',
      { 'replica-serve-stale-data': 'no' },
      async ({ admin }) => {
        await admin.replicaof('127.0.0.1', '1');
        return () => admin.replicaof('NO', 'ONE');
      },
    ],
  ];
  for (const [what, settings, away] of cases) {
    test(what, async (t) => {
      await using service = await startService(settings);
      const back = await away(service, t);
      const first = await sendAll(service, touchesStore);
      const next = await sendAll(service, touchesStore);
      const unknown = await sendAll(service, () => true, { unknown: true });
      for (const each of [...first.seen, ...next.seen, ...unknown.seen]) assertUnavailable(each);
      assert.equal((await service.client.ask('GET', '/readyz')).status, 503);
      assert.equal((await service.client.ask('GET', '/healthz')).status, 200);
      await back();
      const ms = await isBack(service);
      const slowest = [first, next, unknown].map((each) => each.slowest).join(', ');
      t.diagnostic(`${what}: slowest answers ${slowest} ms; answers ${ms} ms after its return`);
    });
  }
});

describe('while Redis takes no writes, each write is a 503 within two seconds, and reads go on', () => {
  const writes = [
    'createCluster',
    'amendCluster',
    'deleteCluster',
    'cancelJob',
    'createWebhookEndpoint',
    'updateWebhookEndpoint',
  ];
  const reads = [
    'listClusters',
    'getCluster',
    'listJobs',
    'getJob',
    'listJobEvents',
    'listWebhookEndpoints',
    'listDeliveries',
  ];
  const demoted = 'demoted to a replica';
  const cases: [string, Settings, Away][] = [
    [
      'full',
      {},
      async ({ admin }) => {
        await admin.config('SET', 'maxmemory', '1');
        return () => admin.config('SET', 'maxmemory', '0');
      },
    ],
    [
      'without the replicas that it asks for',
      {},
      async ({ admin }) => {
        await admin.config('SET', 'min-replicas-to-write', '1');
        return () => admin.config('SET', 'min-replicas-to-write', '0');
      },
    ],
    [
      demoted,
      { 'repl-diskless-sync-delay': '0' },
      async ({ admin, port }, t) => {
        const successor = await startRedisServer(['--repl-diskless-sync-delay', '0']);
        const other = new Redis(successor.url);
        t.after(() => {
          other.disconnect();
          return successor.stop();
        });
        await other.replicaof('127.0.0.1', port);
        await isLinked(other);
        await other.replicaof('NO', 'ONE');
        await admin.replicaof('127.0.0.1', successor.port);
        await isLinked(admin);
        return () => admin.replicaof('NO', 'ONE');
      },
    ],
    [
      'unable to write to its disk',
      {},
      async ({ admin, folder }) => {
        await admin.config('SET', 'save', '3600 1000000');
        mkdirSync(join(folder, 'dump.rdb'));
        await admin.bgsave();
        await until(
          'a failed save',
          () => admin.info('persistence'),
          (info) => /rdb_last_bgsave_status:err/.test(info),
        );
        return () => admin.config('SET', 'stop-writes-on-bgsave-error', 'no');
      },
    ],
  ];
  for (const [what, settings, away] of cases) {
    test(what, async (t) => {
      await using service = await startService(settings);
      const back = await away(service, t);
      const refused = await sendAll(service, ({ operationId }) => writes.includes(operationId));
      refused.seen.forEach(assertUnavailable);
      // At every refusal the client asks for the way to the primary anew, and reads wait for it too.
      if (what !== demoted) {
        const { seen } = await sendAll(service, ({ operationId }) => reads.includes(operationId));
        for (const { operationId, answer } of seen) assert.equal(answer.status, 200, operationId);
      }
      const all = await sendAll(service, touchesStore);
      for (const { operationId, answer } of all.seen) assert.notEqual(answer.status, 500, operationId);
      await back();
      await until(
        'an accepted order',
        () => service.send(operations.find(({ operationId }) => operationId === 'createCluster') as Operation),
        ({ answer }) => answer.status === 202,
      );
      t.diagnostic(`${what}: slowest answers ${refused.slowest}, ${all.slowest} ms`);
    });
  }
});
