import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/tools/process.ts';
import { findRedisServer } from '../../scripts/tools/redis-binary.ts';
import { defineProcess, type Process } from '../e2e/process.ts';

/** One server of several, on loopback, with a folder of its own: it may be killed, frozen and started again. */
export interface RedisNode extends Process {
  readonly name: string;
  readonly port: number;
}

export interface RedisNodeOptions {
  name: string;
  /** Where its own folder is made. */
  folder: string;
  /** Directives of `redis.conf`, without the hyphens. */
  settings?: Record<string, string>;
  /** What comes before the directives: a file, `--sentinel`. */
  arguments?: string[];
  /** The line that says that it is ready. */
  ready?: RegExp;
}

/** Describes a server; it is started by `start`. */
export async function defineRedisNode(options: RedisNodeOptions): Promise<RedisNode> {
  const { name, folder, settings = {}, ready = /ready to accept connections/i } = options;
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const all = { port: `${port}`, bind: '127.0.0.1', dir, ...settings };
  const process_ = defineProcess({
    name,
    command: findRedisServer(),
    args: [...(options.arguments ?? []), ...Object.entries(all).flatMap(([key, value]) => [`--${key}`, value])],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: dir,
    ready,
    logFile: join(dir, 'log'),
  });
  return Object.defineProperties(process_, { name: { value: name }, port: { value: port } }) as RedisNode;
}

/** Asks one server something, on a connection of its own. */
export async function askNode<T>({ port }: RedisNode, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, commandTimeout: 2_000 });
  redis.on('error', () => {});
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** What orders need of the server that holds them. */
export const durableSettings = {
  appendonly: 'yes',
  appendfsync: 'always',
  save: '',
  'maxmemory-policy': 'noeviction',
};

/** Replicas on one machine catch up in a blink, if nothing waits for others to come. */
export const quickReplication = {
  'repl-diskless-sync-delay': '0',
  'repl-ping-replica-period': '1',
  'replica-announce-ip': '127.0.0.1',
};

/** What `docs/redis.md` tells operators to let Slipway do, on a Cluster too. */
export const slipwayRights = [
  '~slipway:*',
  'resetchannels',
  '-@all',
  ...['read', 'write', 'blocking', 'connection', 'scripting'].map((category) => `+@${category}`),
  ...['info', 'wait', 'cluster|slots', 'cluster|info', 'cluster|keyslot'].map((command) => `+${command}`),
];
