import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'bullmq';
import { Cluster } from 'ioredis';
import { createWakeUps, type Entry, queues } from '../../src/adapters/bullmq/queues.ts';
import { startWorker } from '../../src/adapters/bullmq/workers.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { sweep } from '../../src/engine/sweep.ts';
import { until } from '../e2e/until.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';

for (const [name, start] of everyRedis)
  describe(`wake-ups (${name})`, () => {
    const { client, keys } = useRedis(start);

    /** Collects what a worker is woken for, until `count` entries have come. */
    function collect(
      which: 'provision' | 'deliver',
      count: number,
      again: (entry: Entry) => number | undefined = () => undefined,
    ) {
      const seen: Entry[] = [];
      const log = createRecordedLog();
      const { promise, resolve } = Promise.withResolvers<Entry[]>();
      const worker = startWorker(client(), log, {
        which,
        concurrency: 1,
        async handle(entry) {
          seen.push(entry);
          if (seen.length === count) resolve(seen);
          if ('jobId' in entry && entry.jobId === 'job_bad') throw new Error('boom');
          return again(entry);
        },
      });
      return { seen: promise, count: () => seen.length, log, close: () => worker.close() };
    }

    test('arrive in the order of their times, each once, whatever one of them throws', async () => {
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      const now = systemClock.now();
      await wakeUps.job('job_late', 1, now + 300);
      await wakeUps.job('job_late', 1, now + 300); // doubled: the same number
      await wakeUps.job('job_bad', 7, now);
      const worker = collect('provision', 2);
      assert.deepEqual(await worker.seen, [
        { jobId: 'job_bad', wake: 7 },
        { jobId: 'job_late', wake: 1 },
      ]);
      assert.ok(systemClock.now() >= now + 300);
      await worker.close();
      assert.match(worker.log.lines.map(({ message }) => message).join(), /an entry failed/);
      await wakeUps.close();
    });

    const tellAll = (command: string, ...args: string[]) => {
      const redis = client();
      const servers = redis instanceof Cluster ? redis.nodes('master') : [redis];
      return Promise.all(servers.map((server) => server.call(command, args)));
    };
    const limitMemory = (bytes: string) => tellAll('CONFIG', 'SET', 'maxmemory', bytes);

    test('wait in a full Redis, which is asked for them once a second, and are worked off when it has room', async () => {
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      for (const index of Array(20).keys()) await wakeUps.job(`job_full-${index}`, 1, systemClock.now());
      await limitMemory('1');
      const worker = collect('provision', 20);
      const refused = () => worker.log.lines.filter(({ message }) => message === 'worker error').length;
      const began = systemClock.now();
      await until('refusals', refused, (count) => count >= 3);
      const seconds = (systemClock.now() - began) / 1_000;
      assert.ok(refused() <= 2 + seconds, `${refused()} lines in ${seconds} s`);
      await limitMemory('0');
      assert.equal((await worker.seen).length, 20);
      await worker.close();
      await wakeUps.close();
    });

    test('are waited for at a Redis that refuses the wait, which is asked once a second, and come when it allows it', async (t) => {
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      const worker = collect('provision', 2);
      await wakeUps.job('job_before', 1, systemClock.now());
      await until('the first', worker.count, (count) => count === 1);
      t.after(() => worker.close());
      await tellAll('ACL', 'SETUSER', 'default', '-bzpopmin');
      const refused = () => worker.log.lines.filter(({ message }) => message === 'worker error').length;
      await until('a refusal', refused, (count) => count >= 1);
      const began = systemClock.now();
      const first = refused();
      await until('more of them', refused, (count) => count >= first + 3);
      const seconds = (systemClock.now() - began) / 1_000;
      assert.ok(refused() - first <= 2 + 2 * seconds, `${refused() - first} lines in ${seconds} s`);
      await tellAll('ACL', 'SETUSER', 'default', '+bzpopmin');
      await wakeUps.job('job_after', 1, systemClock.now());
      assert.equal((await worker.seen).length, 2);
      await worker.close();
      await wakeUps.close();
    });

    test('leave nothing behind in Redis once they are done', async () => {
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      await wakeUps.event('evt_1');
      await wakeUps.delivery('dlv_1', 3, systemClock.now());
      const worker = collect('deliver', 2);
      assert.deepEqual(await worker.seen, [{ eventId: 'evt_1' }, { deliveryId: 'dlv_1' }]);
      await worker.close();
      await wakeUps.close();
      const left = await keys();
      assert.deepEqual(
        left.filter((key) => /evt_|dlv_/.test(key)),
        [],
      );
    });

    test('that came too early come again at their time, and once', async () => {
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      const due = systemClock.now() + 300;
      const times: number[] = [];
      await wakeUps.job('job_early', 1, systemClock.now());
      const worker = collect('provision', 2, () => {
        times.push(systemClock.now());
        return times.length === 1 ? due : undefined;
      });
      await worker.seen;
      await worker.close();
      assert.ok((times[0] ?? due) < due);
      assert.ok((times[1] ?? 0) >= due);
      assert.deepEqual(worker.log.lines, []);
      const left = await client().keys('slipway:{provision}:provision:*job_early*');
      assert.deepEqual(left, []);
      await wakeUps.close();
    });

    test('that a worker took along when it died are got past within three sweeps, long before BullMQ looks', async () => {
      const { record, cluster } = createRecords();
      const { id } = record.job;
      const store = createJobStore(client(), { retentionMs: 60_000 });
      const now = systemClock.now();
      await store.accept({ record, cluster, expect: 'new', events: [], dueAt: now });
      const wakeUps = createWakeUps(client(), systemClock, createRecordedLog());
      await wakeUps.job(id, 1, now);
      // It took the entry, and nothing was ever heard of it again.
      const { name, prefix } = queues.provision;
      const dead = new Worker(name, undefined, { connection: client(), prefix });
      assert.equal((await dead.getNextJob('token of the dead'))?.data.jobId, id);

      const graceMs = 1_000;
      let sweeps = now;
      const look = sweep({ clock: { now: () => sweeps }, log: createRecordedLog(), graceMs, pageSize: 10 }, [
        { name: 'jobs', find: (...where) => store.overdue(...where), wake: (...whom) => wakeUps.job(...whom) },
      ]);
      const worker = collect('provision', 1);
      for (let count = 0; count < 3; count += 1) {
        await look();
        sweeps += graceMs;
      }
      assert.deepEqual(await worker.seen, [{ jobId: id, wake: 2 }]);
      assert.ok(systemClock.now() - now < 10_000, 'BullMQ would have waited until its lock of 15 seconds had run out');
      await worker.close();
      await dead.close();
      await wakeUps.close();
    });

    test('never fail: one that cannot be queued is logged at once, and let go', async () => {
      const away = connectRedis({ topology: { kind: 'single', url: 'redis://127.0.0.1:1' } }, 'api', () => {});
      const log = createRecordedLog();
      const wakeUps = createWakeUps(away, systemClock, log);
      await wakeUps.job('job_x', 1, systemClock.now());
      const [line, ...others] = log.lines;
      assert.deepEqual(others, []);
      assert.equal(line?.message, 'a wake-up could not be queued; the sweeper will find what is due');
      assert.match(JSON.stringify(line.fields), /job_x/);
      away.disconnect();
    });
  });
