import { readSignals } from './lua.ts';

/** A wake-up may come a little early: clocks of two machines differ. */
const toleranceMs = 1_000;

/**
 * A worker takes the job: lease epoch + 1. From then on the job is due again when the lease ends, so that the sweeper
 * finds it if the worker dies.
 *
 * KEYS 1 job, 2 due · ARGV 1 job id, 2 now, 3 lease until, 4 prefix of cluster keys, 5 `force`: whoever holds it, and due
 * or not
 */
export const claim = `${readSignals}
local job = redis.call('HMGET', KEYS[1], 'status', 'due', 'lease', 'wake', 'cluster', 'record')
if not job[1] then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return {'unknown'}
end
if job[1] == 'Succeeded' or job[1] == 'Failed' or job[1] == 'Canceled' then return {'ended'} end
local now = tonumber(ARGV[2])
if ARGV[5] ~= 'force' then
  if tonumber(job[3]) > now then return {'leased', tonumber(job[3])} end
  if tonumber(job[2]) > now + ${toleranceMs} then return {'not-due', tonumber(job[2]), tonumber(job[4])} end
end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'lease', ARGV[3], 'due', ARGV[3])
redis.call('HDEL', KEYS[1], 'swept')
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
local cluster = redis.call('HMGET', ARGV[4] .. job[5], 'doc', 'amended')
local cancel, supersede, count = read_signals(KEYS[1])
return {'claimed', epoch, job[6], cluster[1], cancel, supersede, count, cluster[2] or ''}
`;

/** Prolongs a lease that is still ours. KEYS 1 job, 2 due · ARGV 1 job id, 2 epoch, 3 lease until */
export const renew = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[2] or tonumber(redis.call('HGET', KEYS[1], 'lease')) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'lease', ARGV[3], 'due', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
`;
