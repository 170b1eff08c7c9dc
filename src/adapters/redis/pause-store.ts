import type { Pause } from '../../model/pause.ts';
import type { Clock, PauseStore } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { pausesKey } from './keys.ts';
import { defineScript } from './script.ts';

/** KEYS 1 pauses · ARGV 1 id, 2 pause, 3 most */
const add = `
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** Pauses on Redis: one hash of all, by id, because whoever needs one needs all. */
export function createPauseStore(redis: RedisClient): PauseStore {
  const script = defineScript(redis, 'slipwayAddPause', add);
  return {
    async all() {
      const pauses = Object.values(await redis.hgetall(pausesKey)).map((text) => JSON.parse(text) as Pause);
      return pauses.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
    },
    add: async (pause, most) => (await script([pausesKey], [pause.id, JSON.stringify(pause), most])) === 1,
    remove: async (id) => (await redis.hdel(pausesKey, id)) === 1,
  };
}

/** The same reads, answered from memory for `forMs`: workers ask before every attempt. */
export function rememberPauses(
  store: Pick<PauseStore, 'all'>,
  clock: Pick<Clock, 'now'>,
  forMs: number,
): Pick<PauseStore, 'all'> {
  let known: { pauses: Promise<Pause[]>; until: number } | undefined;
  return {
    async all() {
      const now = clock.now();
      if (!known || known.until <= now) {
        const pauses = store.all();
        known = { pauses, until: now + forMs };
        // A failure is not remembered.
        pauses.catch(() => {
          if (known?.pauses === pauses) known = undefined;
        });
      }
      return known.pauses;
    },
  };
}
