import { startHealthServer } from '../adapters/http/health-server.ts';
import { redisCheck } from '../adapters/redis/readiness.ts';
import type { Config } from '../config.ts';
import type { Running } from './base.ts';
import { openRedis } from './redis.ts';

/** Where probes find a worker, which listens on nothing else; only if a port is set for it. */
export async function startHealth(config: Config): Promise<Running> {
  const { HOST: host, SLIPWAY_HEALTH_PORT: port } = config.env;
  if (port === undefined) return { close: async () => {} };
  // Not the worker's own connection: that one waits for Redis to come back, and a probe wants an answer now.
  const redis = openRedis(config, 'api', () => {});
  const server = await startHealthServer({ host, port, ready: redisCheck(redis, config.durability) });
  return {
    async close() {
      await server.close();
      redis.disconnect();
    },
  };
}
