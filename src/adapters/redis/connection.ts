import { Redis, type RedisOptions } from 'ioredis';

/** `api` fails fast, so that a caller hears 503 within seconds; `worker` waits for Redis to come back. */
export type RedisProfile = 'api' | 'worker';

const reconnect = (attempt: number) => Math.min(50 * 2 ** (attempt - 1), 1_000) * (0.75 + Math.random() / 2);

/** Figures measured against frozen, killed and failed-over servers: `docs/decisions/0003-redis-settings.md`. */
const profiles: Record<RedisProfile, Omit<RedisOptions, 'replyMapping'>> = {
  api: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 1_500,
    socketTimeout: 2_500,
    retryStrategy: reconnect,
  },
  worker: {
    maxRetriesPerRequest: null,
    // Longer than the ten seconds for which BullMQ's blocking read is silent.
    socketTimeout: 15_000,
    retryStrategy: reconnect,
  },
};

/** Opens one connection. `onError` hears of every loss; ioredis goes on reconnecting by itself. */
export function connectRedis(url: string, profile: RedisProfile, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, profiles[profile]);
  redis.on('error', onError);
  return redis;
}
