import { redisTokens } from '../adapters/azure/redis-tokens.ts';
import type { RedisClient } from '../adapters/redis/client.ts';
import { connectRedis, type RedisProfile } from '../adapters/redis/connection.ts';
import type { Config } from '../config.ts';

/** Opens a Redis client as the settings say; each call makes connections of its own. */
export function openRedis(config: Config, profile: RedisProfile, onError: (error: Error) => void): RedisClient {
  const { redis, redisEntra, cloud } = config;
  const token = redisEntra ? { token: redisTokens(cloud, redisEntra) } : {};
  return connectRedis({ ...redis, ...token }, profile, onError);
}
