import type { RedisClient } from './client.ts';

/** Whether Redis answers, and keeps what it is given: an eviction policy would throw accepted orders away. */
export async function checkRedis(
  redis: Pick<RedisClient, 'status' | 'info'>,
): Promise<{ ok: boolean; checks: Record<string, { ok: boolean; detail?: string }> }> {
  // INFO is let through to a server that still loads its data; nothing else is.
  if (redis.status !== 'ready') return { ok: false, checks: { redis: { ok: false, detail: 'Redis is not ready' } } };
  try {
    const info = await redis.info('memory');
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    if (policy && policy !== 'noeviction') {
      return { ok: false, checks: { redis: { ok: false, detail: `maxmemory-policy is ${policy}, not noeviction` } } };
    }
    return { ok: true, checks: { redis: { ok: true } } };
  } catch {
    return { ok: false, checks: { redis: { ok: false, detail: 'Redis does not answer' } } };
  }
}
