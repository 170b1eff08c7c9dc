import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { until } from '../e2e/until.ts';
import { askNode, defineRedisNode, durableSettings, quickReplication, type RedisNode } from './redis-node.ts';

const group = 'orders';

/** A master, two replicas and three Sentinels that watch them. */
export interface SentinelGroup {
  settings: RedisSettings;
  /** The same for a process of the service. */
  environment: Record<string, string>;
  servers: RedisNode[];
  /** The server that the Sentinels name as master. */
  master(): Promise<RedisNode>;
  stop(): Promise<void>;
}

export interface SentinelOptions {
  /** After how long a silent master counts as down. */
  downAfterMs?: number;
}

/** The master takes writes only while a replica follows: what a thawed one had taken alone would be thrown away. */
export async function startSentinels({ downAfterMs = 1_000 }: SentinelOptions = {}): Promise<SentinelGroup> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sentinel-'));
  const settings = {
    ...durableSettings,
    ...quickReplication,
    'min-replicas-to-write': '1',
    'min-replicas-max-lag': '2',
  };
  const first = await defineRedisNode({ name: 'server-1', folder, settings });
  const following = { ...settings, replicaof: `127.0.0.1 ${first.port}` };
  const servers = [
    first,
    await defineRedisNode({ name: 'server-2', folder, settings: following }),
    await defineRedisNode({ name: 'server-3', folder, settings: following }),
  ];
  const sentinels = await Promise.all(
    ['sentinel-1', 'sentinel-2', 'sentinel-3'].map((name) => defineSentinel(name, folder, first.port, downAfterMs)),
  );

  async function master(): Promise<RedisNode> {
    for (const sentinel of sentinels) {
      const [, port] = await askNode(
        sentinel,
        (redis) => redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', group) as Promise<string[]>,
      );
      const found = servers.find((server) => server.port === Number(port));
      if (found) return found;
    }
    throw new Error('no Sentinel knows a master');
  }

  const stop = async () => {
    await Promise.all([...servers, ...sentinels].map((each) => each.kill9()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await first.start();
    await Promise.all(servers.slice(1).map((each) => each.start()));
    await Promise.all(sentinels.map((each) => each.start()));
    for (const sentinel of sentinels) await complete(sentinel);
    await until(
      'two replicas',
      () => askNode(first, (redis) => redis.info('replication')),
      (info) => (info.match(/state=online/g) ?? []).length === 2,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const addresses = sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  return {
    settings: { topology: { kind: 'sentinel', sentinels: addresses, master: group } },
    environment: {
      REDIS_SENTINELS: addresses.map(({ host, port }) => `${host}:${port}`).join(','),
      REDIS_SENTINEL_MASTER: group,
    },
    servers,
    master,
    stop,
  };
}

function defineSentinel(name: string, folder: string, port: number, downAfterMs: number): Promise<RedisNode> {
  // A Sentinel writes what it learns into its file.
  const file = join(folder, `${name}.conf`);
  const lines = [
    `monitor ${group} 127.0.0.1 ${port} 2`,
    `down-after-milliseconds ${group} ${downAfterMs}`,
    `failover-timeout ${group} 10000`,
    `parallel-syncs ${group} 2`,
  ];
  writeFileSync(file, lines.map((line) => `sentinel ${line}\n`).join(''));
  return defineRedisNode({ name, folder, arguments: [file, '--sentinel'], ready: /\+monitor master/ });
}

/** Waits until this Sentinel knows both others and both replicas: before that there may be no majority. */
function complete(sentinel: RedisNode) {
  return until(
    'a Sentinel that knows everyone',
    () => askNode(sentinel, (redis) => redis.call('SENTINEL', 'MASTER', group) as Promise<string[]>),
    (facts) =>
      facts[facts.indexOf('num-other-sentinels') + 1] === '2' && facts[facts.indexOf('num-slaves') + 1] === '2',
  );
}
