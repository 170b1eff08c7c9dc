import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/tools/process.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';
import { until } from '../e2e/until.ts';
import { askNode, defineRedisNode, durableSettings, quickReplication, type RedisNode } from './redis-node.ts';

const slots = 16_384;
const shards = 3;

/** A Redis Cluster of three masters, each with a replica if its death is to be survived. */
export interface RedisCluster {
  settings: RedisSettings;
  /** The same for a process of the service. */
  environment: Record<string, string>;
  nodes: RedisNode[];
  /** The node that answers for this key now. */
  masterOf(key: string): Promise<RedisNode>;
  stop(): Promise<void>;
}

export async function startRedisCluster({ replicas = false } = {}): Promise<RedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cluster-'));
  const define = async (name: string, more: Record<string, string> = {}) =>
    defineRedisNode({
      name,
      folder,
      settings: {
        ...(replicas ? { ...durableSettings, ...quickReplication } : { save: '' }),
        'cluster-enabled': 'yes',
        // Beyond the usual distance of 10000 there may be no port.
        'cluster-port': `${await freePort()}`,
        'cluster-node-timeout': '2000',
        'cluster-announce-ip': '127.0.0.1',
        ...more,
      },
    });
  const names = Array.from({ length: replicas ? 2 * shards : shards }, (_, index) => `node-${index + 1}`);
  const nodes: RedisNode[] = [];
  for (const name of names) nodes.push(await define(name));

  const stop = async () => {
    await Promise.all(nodes.map((each) => each.kill9()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await Promise.all(nodes.map((each) => each.start()));
    await form(nodes);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    settings: { topology: { kind: 'cluster', nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) } },
    environment: { REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    nodes,
    async masterOf(key) {
      for (const node of nodes) {
        if (!isRunning(node)) continue;
        const served = await askNode(node, async (redis) => {
          const slot = await redis.cluster('KEYSLOT', key);
          const ranges = await redis.cluster('SLOTS');
          return ranges.find(([from, to]) => slot >= from && slot <= to)?.[2]?.[1];
        });
        const found = nodes.find(({ port }) => port === served);
        if (found) return found;
      }
      throw new Error(`nobody serves ${key}`);
    },
    stop,
  };
}

/** The nodes meet, the first three share the slots, the others follow one each. */
async function form(nodes: RedisNode[]): Promise<void> {
  const ids = await Promise.all(nodes.map((node) => askNode(node, (redis) => redis.cluster('MYID'))));
  const buses = await Promise.all(
    nodes.map((node) =>
      askNode(node, async (redis) => Number(((await redis.config('GET', 'cluster-port')) as string[])[1])),
    ),
  );
  for (const [index, node] of nodes.slice(0, shards).entries()) {
    const from = Math.floor((slots * index) / shards);
    const to = Math.floor((slots * (index + 1)) / shards) - 1;
    await askNode(node, async (redis) => {
      // Else two of them might claim the same epoch, and settle that later. Refused once a node has met another.
      await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      await redis.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    });
  }
  for (const node of nodes.slice(0, shards)) {
    await askNode(node, async (redis) => {
      for (const [other, { port }] of nodes.entries()) {
        await redis.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[other] ?? 0);
      }
    });
  }
  for (const node of nodes) await knows(node, `cluster_known_nodes:${nodes.length}`);
  for (const [index, node] of nodes.slice(shards).entries()) {
    await askNode(node, (redis) => redis.call('CLUSTER', 'REPLICATE', ids[index] ?? ''));
  }
  for (const node of nodes) await knows(node, 'cluster_state:ok');
  if (nodes.length > shards) for (const node of nodes.slice(0, shards)) await isFollowed(node);
}

function knows(node: RedisNode, line: string) {
  return until(
    `${node.name}: ${line}`,
    () => askNode(node, (redis) => redis.cluster('INFO')),
    (info) => info.includes(line),
  );
}

function isFollowed(node: RedisNode) {
  return until(
    `a replica of ${node.name}`,
    () => askNode(node, (redis) => redis.info('replication')),
    (info) => info.includes('state=online'),
  );
}

function isRunning(node: RedisNode): boolean {
  try {
    return node.pid > 0;
  } catch {
    return false;
  }
}
