import type { InstallationStore } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { installationKey } from './keys.ts';
import { defineScript } from './script.ts';

/** KEYS 1 installation · ARGV 1 generation, 2 now */
const applied = `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'appliedAt', ARGV[2])
return 1
`;

/** `InstallationStore` as one hash: `generation`, `appliedAt`, and `endpoints` in JSON. */
export function createInstallationStore(redis: RedisClient): InstallationStore {
  const markApplied = defineScript(redis, 'slipwayApplied', applied);
  return {
    async generation(name) {
      await redis.hsetnx(installationKey, 'generation', name);
      return (await redis.hget(installationKey, 'generation')) ?? '';
    },
    async read() {
      const [appliedAt, endpoints] = await redis.hmget(installationKey, 'appliedAt', 'endpoints');
      return { applied: Boolean(appliedAt), endpoints: endpoints ? JSON.parse(endpoints) : [] };
    },
    async note(endpoints) {
      await redis.hset(installationKey, 'endpoints', JSON.stringify(endpoints));
    },
    applied: async (generation, at) => (await markApplied([installationKey], [generation, at])) === 1,
  };
}
