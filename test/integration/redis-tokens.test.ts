import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { createWakeUps, type Entry } from '../../src/adapters/bullmq/queues.ts';
import { startWorker } from '../../src/adapters/bullmq/workers.ts';
import { connectRedis, type RedisProfile } from '../../src/adapters/redis/connection.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { until } from '../e2e/until.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { type RedisCluster, startRedisCluster } from '../fakes/redis-cluster.ts';
import { askNode, defineRedisNode, type RedisNode } from '../fakes/redis-node.ts';

type Kind = 'single' | 'cluster';

const principal = 'aaaaaaaa-0000-0000-0000-00000000000a';

/** Stands in for Entra: hands out a token that the servers then know as the password of the principal, and no older one. */
function fakeEntra(nodes: RedisNode[]) {
  let issued = 0;
  let lifeMs = 3_600_000;
  let down = false;
  let asked = 0;
  return {
    asked: () => asked,
    live(ms: number) {
      lifeMs = ms;
    },
    fail(failing: boolean) {
      down = failing;
    },
    async rotate(): Promise<void> {
      issued += 1;
      for (const node of nodes) {
        await askNode(node, (redis) =>
          redis.call('ACL', 'SETUSER', principal, 'on', 'resetpass', `>token-${issued}`, '~*', '&*', '+@all'),
        );
      }
    },
    async token() {
      asked += 1;
      if (down) throw new Error('Entra does not answer');
      return { token: `token-${issued}`, expiresAt: Date.now() + lifeMs };
    },
  };
}

describe('login with tokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tokens-'));
  let server: RedisNode;
  let cluster: RedisCluster;
  const open: { disconnect(): void }[] = [];
  const errors: string[] = [];
  before(async () => {
    server = await defineRedisNode({ name: 'server', folder, settings: { save: '' } });
    [cluster] = await Promise.all([startRedisCluster(), server.start()]);
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.disconnect();
    errors.length = 0;
  });
  after(async () => {
    await Promise.all([cluster.stop(), server.kill9()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const nodesOf = (kind: Kind) => (kind === 'cluster' ? cluster.nodes : [server]);
  const settingsOf = (kind: Kind, entra: ReturnType<typeof fakeEntra>): RedisSettings => ({
    topology: kind === 'cluster' ? cluster.settings.topology : { kind, url: `redis://127.0.0.1:${server.port}` },
    username: principal,
    token: entra.token,
  });
  function connect(settings: RedisSettings, profile: RedisProfile = 'worker') {
    const client = connectRedis(settings, profile, ({ message }) => errors.push(message));
    open.push(client);
    return client;
  }
  /** Connections of the principal on all nodes, by id and port. */
  async function connections(nodes: RedisNode[]): Promise<string[]> {
    const lists = await Promise.all(
      nodes.map(async (node) => {
        const list = String(await askNode(node, (redis) => redis.client('LIST')));
        return [...list.matchAll(new RegExp(`^id=(\\d+) .*user=${principal}`, 'gm'))].map(
          ([, id]) => `${node.port}/${id}`,
        );
      }),
    );
    return lists.flat().toSorted();
  }
  const logins = async (nodes: RedisNode[]) => {
    const stats = await Promise.all(nodes.map((node) => askNode(node, (redis) => redis.info('commandstats'))));
    return stats.reduce((sum, text) => sum + Number(/cmdstat_auth:calls=(\d+)/.exec(text)?.[1] ?? 0), 0);
  };

  for (const kind of ['single', 'cluster'] as const) {
    test(`${kind}: a new token reaches every live connection by AUTH, and no connection is lost`, async () => {
      const entra = fakeEntra(nodesOf(kind));
      await entra.rotate();
      entra.live(2_000);
      const client = connect(settingsOf(kind, entra));
      for (const key of ['a', 'b', 'c', 'd', 'e']) if (kind === 'cluster') await client.get(key);
      await client.ping();
      const before = await connections(nodesOf(kind));
      assert.ok(before.length > 0);
      const count = await logins(nodesOf(kind));
      await entra.rotate();
      await until(
        'AUTH on each',
        () => logins(nodesOf(kind)),
        (now) => now >= count + before.length,
      );
      assert.deepEqual(await connections(nodesOf(kind)), before);
      assert.deepEqual(errors, []);
    });

    test(`${kind}: what connects anew does so with the newest token`, async () => {
      const entra = fakeEntra(nodesOf(kind));
      await entra.rotate();
      entra.live(2_000);
      const client = connect(settingsOf(kind, entra));
      await client.get('a');
      await entra.rotate();
      const asked = entra.asked();
      await until('renewed', entra.asked, (now) => now > asked);
      for (const node of nodesOf(kind)) await askNode(node, (redis) => redis.call('CLIENT', 'KILL', 'USER', principal));
      await until(
        'another answer',
        () => client.get('a').catch((error: Error) => error),
        (reply) => reply === null,
      );
    });
  }

  for (const kind of ['single', 'cluster'] as const)
    test(`${kind}: the copy that waits for wake-ups is kept logged in, too`, async () => {
      const entra = fakeEntra(nodesOf(kind));
      await entra.rotate();
      entra.live(2_000);
      const client = connect(settingsOf(kind, entra));
      const log = createRecordedLog();
      const woken = Promise.withResolvers<Entry>();
      const worker = startWorker(client, log, {
        which: 'provision',
        concurrency: 1,
        async handle(entry) {
          woken.resolve(entry);
        },
      });
      await worker.waitUntilReady();
      await entra.rotate();
      const asked = entra.asked();
      await until('renewed', entra.asked, (now) => now > asked);
      for (const node of nodesOf(kind)) await askNode(node, (redis) => redis.call('CLIENT', 'KILL', 'USER', principal));
      const wakeUps = createWakeUps(client, systemClock, createRecordedLog());
      await until(
        'connected',
        () => client.get('a').catch((error: Error) => error),
        (reply) => reply === null,
      );
      await wakeUps.job('job_1', 1, systemClock.now());
      assert.ok('jobId' in (await woken.promise));
      await worker.close();
      await wakeUps.close();
    });

  test('while Entra does not answer nothing is sent without a token, and it is asked again', async () => {
    const entra = fakeEntra(nodesOf('single'));
    await entra.rotate();
    entra.fail(true);
    const client = connect(settingsOf('single', entra), 'api');
    await assert.rejects(client.get('a'), /isn't writeable/);
    await until('a second try', entra.asked, (now) => now >= 2);
    assert.deepEqual([...new Set(errors)], ['Entra does not answer']);
    entra.fail(false);
    await until(
      'an answer',
      () => client.get('a').catch((error: Error) => error),
      (reply) => reply === null,
    );
  });
});
