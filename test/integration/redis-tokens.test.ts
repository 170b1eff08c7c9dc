import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { createWakeUps, type Entry } from '../../src/adapters/bullmq/queues.ts';
import { startWorker } from '../../src/adapters/bullmq/workers.ts';
import { connectRedis, type RedisProfile } from '../../src/adapters/redis/connection.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { until } from '../e2e/until.ts';
import { createRecordedLog } from '../fakes/clock.ts';
import { type RedisCluster, startRedisCluster } from '../fakes/redis-cluster.ts';
import { askNode, defineRedisNode, type RedisNode, slipwayRights } from '../fakes/redis-node.ts';

type Kind = 'single' | 'cluster';
const kinds: Kind[] = ['single', 'cluster'];
let principals = 0;

/** Stands in for Entra: hands out a token that the servers then know as the password of the principal, and no older one. */
function fakeEntra(nodes: RedisNode[]) {
  principals += 1;
  const principal = `aaaaaaaa-0000-0000-0000-${String(principals).padStart(12, '0')}`;
  let issued = 0;
  let asked = 0;
  let down = false;
  return {
    principal,
    asked: () => asked,
    fail(failing: boolean) {
      down = failing;
    },
    async rotate(): Promise<void> {
      issued += 1;
      const user = ['SETUSER', principal, 'on', 'resetpass', `>token-${issued}`, ...slipwayRights];
      for (const node of nodes) await askNode(node, (redis) => redis.call('ACL', user));
    },
    /** Always about to end, so that the next is asked for soon. */
    async token() {
      asked += 1;
      if (down) throw new Error('Entra does not answer');
      return { token: `token-${issued}`, expiresAt: Date.now() + 2_000 };
    },
  };
}

describe('login with tokens', { concurrency: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-tokens-'));
  let server: RedisNode;
  let cluster: RedisCluster | undefined;
  before(async () => {
    server = await defineRedisNode({ name: 'server', folder, settings: { save: '' } });
    [cluster] = await Promise.all([startRedisCluster(), server.start()]);
  });
  after(async () => {
    await Promise.all([cluster?.stop(), server.kill9()]);
    rmSync(folder, { recursive: true, force: true });
  });

  async function login(t: TestContext, kind: Kind, profile: RedisProfile = 'worker') {
    assert.ok(cluster);
    const nodes = kind === 'cluster' ? cluster.nodes : [server];
    const { topology } = cluster.settings;
    const entra = fakeEntra(nodes);
    await entra.rotate();
    const errors: string[] = [];
    const connect = () => {
      const client = connectRedis(
        {
          topology: kind === 'cluster' ? topology : { kind, url: `redis://127.0.0.1:${server.port}` },
          username: entra.principal,
          token: entra.token,
        },
        profile,
        ({ message }) => errors.push(message),
      );
      t.after(() => client.disconnect());
      return client;
    };
    return { entra, nodes, errors, connect };
  }

  /** Connections of the principal on all nodes, and what each said last. */
  async function connections(nodes: RedisNode[], principal: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const node of nodes) {
      const list = String(await askNode(node, (redis) => redis.client('LIST')));
      for (const line of list.split('\n')) {
        const [, id] = /^id=(\d+)/.exec(line) ?? [];
        // A Cluster's client comes by now and then to ask who serves which slot.
        const stays = line.includes(`user=${principal}`) && !/refresher|cmd=cluster/.test(line);
        if (stays) found.set(`${node.port}/${id}`, /cmd=(\S+)/.exec(line)?.[1] ?? '');
      }
    }
    return found;
  }

  async function closeAll(nodes: RedisNode[], principal: string): Promise<void> {
    for (const node of nodes) await askNode(node, (redis) => redis.call('CLIENT', 'KILL', 'USER', principal));
  }

  const answer = (client: ReturnType<typeof connectRedis>) =>
    until(
      'an answer',
      () => client.get('slipway:a').catch((error: Error) => error),
      (reply) => reply === null,
    );

  for (const kind of kinds) {
    test(`${kind}: a new token reaches every live connection by AUTH, and no connection is lost`, async (t) => {
      const { entra, nodes, errors, connect } = await login(t, kind);
      const client = connect();
      for (const key of ['slipway:a', 'slipway:b', 'slipway:c', 'slipway:d']) await client.get(key);
      const before = [...(await connections(nodes, entra.principal)).keys()];
      assert.ok(before.length > 0);
      await entra.rotate();
      await until(
        'AUTH on each',
        () => connections(nodes, entra.principal),
        (now) => before.every((id) => now.get(id) === 'auth'),
      );
      assert.deepEqual(errors, []);
    });

    test(`${kind}: what connects anew does so with the newest token`, async (t) => {
      const { entra, nodes, connect } = await login(t, kind);
      const client = connect();
      await client.get('slipway:a');
      await entra.rotate();
      const asked = entra.asked();
      await until('renewed', entra.asked, (now) => now > asked);
      await closeAll(nodes, entra.principal);
      await answer(client);
    });

    test(`${kind}: the copy that waits for wake-ups is kept logged in, too`, async (t) => {
      const { entra, nodes, connect } = await login(t, kind);
      const client = connect();
      const woken = Promise.withResolvers<Entry>();
      // At once: there is no token yet.
      const worker = startWorker(client, createRecordedLog(), {
        which: kind === 'single' ? 'provision' : 'deliver',
        concurrency: 1,
        async handle(entry) {
          woken.resolve(entry);
          return undefined;
        },
      });
      await worker.waitUntilReady();
      await entra.rotate();
      const asked = entra.asked();
      await until('renewed', entra.asked, (now) => now > asked);
      await closeAll(nodes, entra.principal);
      await answer(client);
      const wakeUps = createWakeUps(client, systemClock, createRecordedLog());
      await (kind === 'single' ? wakeUps.job('job_1', 1, systemClock.now()) : wakeUps.event('evt_1'));
      assert.ok(await woken.promise);
      await worker.close();
      await wakeUps.close();
    });
  }

  test('while Entra does not answer nothing is sent without a token, and it is asked again', async (t) => {
    const { entra, errors, connect } = await login(t, 'single', 'api');
    entra.fail(true);
    const client = connect();
    await assert.rejects(client.get('slipway:a'), /isn't writeable/);
    await until('a second try', entra.asked, (now) => now >= 2);
    assert.deepEqual([...new Set(errors)], ['Entra does not answer']);
    entra.fail(false);
    await answer(client);
  });
});
