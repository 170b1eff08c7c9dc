import type { Logger } from 'pino';
import { createBarrier, needsBarrier, noBarrier } from '../adapters/redis/durability.ts';
import type { Config } from '../config.ts';
import type { Durability } from '../ports.ts';
import { openRedis } from './redis.ts';

/** What a 202 waits for, on a connection of its own; nothing, where the reply of Redis is enough. */
export function createDurability(config: Config, log: Logger): Durability & { close(): void } {
  const { durability } = config;
  const barrier = { fsync: durability.durability === 'waitaof', replicas: durability.replicas };
  if (!needsBarrier(barrier)) return { ...noBarrier, close() {} };
  const redis = openRedis(config, 'api', (err) => log.warn({ err }, 'redis connection of the barrier'));
  return { ...createBarrier(redis, barrier), close: () => redis.disconnect() };
}
