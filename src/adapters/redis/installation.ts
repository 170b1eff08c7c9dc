import type { InstallationStore } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { installationKey } from './keys.ts';
import { defineScript } from './script.ts';

/** KEYS 1 installation · ARGV 1 generation, 2 when the process was started */
const applied = `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'applied', ARGV[2])
return 1
`;

/** `InstallationStore` as one hash: `generation`, `applied`, and `endpoints` in JSON. */
export function createInstallationStore(redis: RedisClient): InstallationStore {
  const markApplied = defineScript(redis, 'slipwayApplied', applied);
  return {
    async generation(name) {
      await redis.hsetnx(installationKey, 'generation', name);
      return (await redis.hget(installationKey, 'generation')) ?? '';
    },
    async read() {
      const [applied, endpoints] = await redis.hmget(installationKey, 'applied', 'endpoints');
      return { ...(applied ? { applied } : {}), endpoints: endpoints ? JSON.parse(endpoints) : [] };
    },
    async note(endpoints) {
      await redis.hset(installationKey, 'endpoints', JSON.stringify(endpoints));
    },
    applied: async (generation, startedAt) => (await markApplied([installationKey], [generation, startedAt])) === 1,
  };
}
