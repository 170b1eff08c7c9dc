/**
 * Says something to a job from outside: a field of its own, so that it never disturbs a save. A parked job becomes due
 * at once; a running one hears of it at its next save.
 *
 * KEYS 1 job, 2 due · ARGV 1 job id, 2 signal name, 3 value, 4 now
 */
export const signal = `
local job = redis.call('HMGET', KEYS[1], 'status', 'lease')
if not job[1] then return {'unknown'} end
if job[1] == 'Succeeded' or job[1] == 'Failed' or job[1] == 'Canceled' then return {'ended'} end
if redis.call('HSETNX', KEYS[1], 'signal:' .. ARGV[2], ARGV[3]) == 0 then return {'signaled', -1} end
redis.call('HINCRBY', KEYS[1], 'signals', 1)
redis.call('HINCRBY', KEYS[1], 'version', 1)
if tonumber(job[2]) > tonumber(ARGV[4]) then return {'signaled', -1} end
redis.call('HSET', KEYS[1], 'due', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
return {'signaled', redis.call('HINCRBY', KEYS[1], 'wake', 1)}
`;
