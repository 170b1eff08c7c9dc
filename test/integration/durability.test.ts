import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import type { RedisClient } from '../../src/adapters/redis/client.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { createBarrier } from '../../src/adapters/redis/durability.ts';
import { createJobStore } from '../../src/adapters/redis/job-store.ts';
import { recordKeys } from '../../src/adapters/redis/keys.ts';
import { makeId, shardCount } from '../../src/model/id.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { until } from '../e2e/until.ts';
import { type RedisServer, startRedisServer } from '../fakes/redis-server.ts';
import { everyRedis, useRedis } from '../fakes/use-redis.ts';
import { createWorld } from '../fakes/world.ts';

const day = 24 * 60 * 60_000;
const quiet = () => {};
const isUnconfirmed = (error: unknown) =>
  error instanceof ProblemError && error.problem.code === 'dependency-unavailable' && error.retryAfterMs === 1_000;

/** A client of the API's kind that is connected, and ends with the test. */
async function connect(url: string): Promise<RedisClient> {
  const redis = connectRedis({ topology: { kind: 'single', url } }, 'api', quiet);
  await once(redis, 'ready');
  return redis;
}

describe('a 202 that waits for a replica', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let store: RedisClient;
  let barrier: RedisClient;
  before(async () => {
    primary = await startRedisServer(['--repl-diskless-sync-delay', '0']);
    replica = await startRedisServer(['--replicaof', '127.0.0.1', `${primary.port}`]);
    store = await connect(primary.url);
    barrier = await connect(primary.url);
    await until(
      'the replica',
      () => store.info('replication'),
      (info) => /state=online/.test(info),
    );
  });
  after(async () => {
    for (const redis of [store, barrier]) redis?.disconnect();
    for (const server of [replica, primary]) await server?.stop();
  });

  const world = () => createWorld(createJobStore(store, { retentionMs: 30 * day }));

  test('is sent once the replica has the job, and not while it is frozen', async () => {
    const { confirm } = createBarrier(barrier, { fsync: false, replicas: 1 });
    const { order } = world();
    const { job } = await order({ name: 'with-replica' });
    const { id } = job.record.job;
    await confirm({ job: id });
    const copy = await connect(replica.url);
    assert.ok(await copy.hexists(recordKeys.job(id), 'record'), 'it is there when the barrier says so');
    copy.disconnect();

    process.kill(replica.pid, 'SIGSTOP');
    try {
      const { job: next } = await order({ name: 'without-replica' });
      await assert.rejects(confirm({ job: next.record.job.id }), isUnconfirmed);
      process.kill(replica.pid, 'SIGCONT');
      await until(
        'the replica to catch up',
        () =>
          confirm({ job: next.record.job.id }).then(
            () => true,
            () => false,
          ),
        (confirmed) => confirmed,
      );
    } finally {
      process.kill(replica.pid, 'SIGCONT');
    }
  });

  test('is not sent for what the server that confirms has never seen, as after a failover', async () => {
    const { confirm } = createBarrier(barrier, { fsync: false, replicas: 1 });
    const { order, cancel } = world();
    const { job } = await order({ name: 'forgotten' });
    const { id } = job.record.job;
    await assert.rejects(confirm({ job: id, signal: 'cancel' }), isUnconfirmed, 'no cancel has been stored');
    await cancel(id);
    await confirm({ job: id, signal: 'cancel' });
    await store.del(recordKeys.job(id));
    await assert.rejects(confirm({ job: id }), isUnconfirmed);
  });

  test('shares its round trip with the others of that moment, and each hears of its own job', async () => {
    const { confirm } = createBarrier(barrier, { fsync: false, replicas: 1 });
    const { order } = world();
    const ids = [];
    for (const index of Array(20).keys()) ids.push((await order({ name: `many-${index}` })).job.record.job.id);
    const [missing = ''] = ids.splice(7, 1);
    await store.del(recordKeys.job(missing));
    await barrier.config('RESETSTAT');
    const lost = assert.rejects(confirm({ job: missing }), isUnconfirmed);
    await Promise.all([lost, ...ids.map((job) => confirm({ job }))]);
    const rounds = Number(/cmdstat_wait:calls=(\d+)/.exec(await barrier.info('commandstats'))?.[1]);
    assert.ok(rounds >= 1 && rounds <= 3, `${rounds} rounds for 20 jobs`);
  });
});

for (const [name, start] of everyRedis) {
  describe(`the barrier (${name})`, () => {
    const { client } = useRedis(start);

    test('confirms what is there on every shard, and nothing else', async () => {
      const { confirm } = createBarrier(client(), { fsync: false, replicas: 0 });
      const ids = Array.from({ length: shardCount }, (_, shard) => makeId('job', '0'.repeat(32), shard));
      for (const id of ids) await client().hset(recordKeys.job(id), 'record', '{}');
      await Promise.all(ids.map((job) => confirm({ job })));
      for (const id of ids) await client().del(recordKeys.job(id));
      for (const job of ids) await assert.rejects(confirm({ job }), isUnconfirmed);
    });
  });
}

/** Just enough of a server to hear what is sent, for a command that the Redis at hand does not know. */
async function stubServer(replies: Record<string, string>) {
  const heard: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let match = nextCommand(rest); match; match = nextCommand(rest)) {
        rest = rest.slice(match.length);
        heard.push(match.words);
        socket.write(replies[match.words[0]?.toUpperCase() ?? ''] ?? '+OK\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `redis://127.0.0.1:${port}`, heard, close };
}

function nextCommand(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  const words: string[] = [];
  let at = head[0].length;
  for (let count = 0; count < Number(head[1]); count += 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (!size) return undefined;
    at += size[0].length;
    words.push(text.slice(at, at + Number(size[1])));
    at += Number(size[1]) + 2;
  }
  return at <= text.length ? { words, length: at } : undefined;
}

describe('a 202 that waits for the fsync', () => {
  const id = `job_${'0'.repeat(31)}5`;
  const info = 'redis_version:7.2.4\r\nloading:0\r\n';

  for (const [what, waited, fulfilled] of [
    ['both have it', [1, 2], true],
    ['the primary has not', [0, 2], false],
    ['a replica has not', [1, 1], false],
  ] as const) {
    test(`asks WAITAOF for primary and replicas, after a write of its own; ${what}`, async (t) => {
      const stub = await stubServer({
        INFO: `$${info.length}\r\n${info}\r\n`,
        HEXISTS: ':1\r\n',
        WAITAOF: `*2\r\n:${waited[0]}\r\n:${waited[1]}\r\n`,
      });
      t.after(stub.close);
      const redis = new Redis(stub.url, { protocol: 2, lazyConnect: false });
      t.after(() => redis.disconnect());
      const confirmed = createBarrier(redis, { fsync: true, replicas: 2 }).confirm({ job: id });
      if (fulfilled) await confirmed;
      else await assert.rejects(confirmed, isUnconfirmed);
      assert.deepEqual(stub.heard.slice(-3), [
        ['set', 'slipway:{s5}:barrier', '1'],
        ['hexists', `slipway:{s5}:job:${id}`, 'record'],
        ['WAITAOF', '1', '2', '1200'],
      ]);
    });
  }

  const traceable = spawnSync('strace', ['-V']).status === 0;
  test('with appendfsync always needs no more: the reply to an accept leaves after its fdatasync', {
    skip: traceable ? false : 'strace is not installed: it alone sees the order of the two',
  }, async (t) => {
    const server = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'always']);
    t.after(() => server.stop());
    const redis = await connect(server.url);
    t.after(() => redis.disconnect());
    const { order } = createWorld(createJobStore(redis, { retentionMs: 30 * day }));
    await order({ name: 'loads-the-scripts' });

    const watch = ['read', 'recvfrom', 'write', 'sendto', 'writev', 'fdatasync', 'fsync'].join(',');
    const strace = spawn('strace', ['-f', '-y', '-s', '64', '-e', `trace=${watch}`, '-p', `${server.pid}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines: string[] = [];
    const attached = Promise.withResolvers<void>();
    createInterface({ input: strace.stderr }).on('line', (line) => {
      lines.push(line);
      if (/attached/.test(line)) attached.resolve();
    });
    await attached.promise;
    await order({ name: 'seen-by-strace' });
    strace.kill('SIGINT');
    await once(strace, 'close');

    const seen = lines.flatMap((line) => {
      if (/(write|writev)\(\d+<[^>]*\.aof>/.test(line)) return ['append'];
      if (/(fdatasync|fsync)\(\d+<[^>]*\.aof>/.test(line)) return ['fdatasync'];
      if (/(write|writev|sendto)\(\d+<[^>]*(socket|TCP)[^>]*>.*accepted/.test(line)) return ['reply: accepted'];
      return [];
    });
    const reply = seen.indexOf('reply: accepted');
    t.diagnostic(`strace saw: ${seen.slice(0, reply + 1).join(', ')}`);
    assert.deepEqual(
      seen.slice(Math.max(0, reply - 2), reply + 1),
      ['append', 'fdatasync', 'reply: accepted'],
      lines.join('\n'),
    );
  });
});
