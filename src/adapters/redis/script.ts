import type { RedisClient } from './client.ts';

/** A Lua script, run by its hash. */
export type Script = (keys: string[], args: (string | number)[]) => Promise<unknown>;

/** Gives one client a script; ioredis loads it when the server does not know it. */
export function defineScript(redis: RedisClient, name: string, lua: string): Script {
  redis.defineCommand(name, { lua });
  const commands = redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>;
  return async (keys, args) => {
    const command = commands[name];
    if (!command) throw new Error(`script ${name} is not defined`);
    return command.call(redis, keys.length, ...keys, ...args);
  };
}
