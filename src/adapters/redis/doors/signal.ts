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

/**
 * Jobs whose due time has passed without anybody having claimed them. Each is put off until the retry time, so that two
 * sweepers do not both wake it; its own due time stays as it was. The wake-up keeps its number, so that waiting ones are
 * not piled up; only where a worker died with it in hand, once per claim, a new number gets past the one it took along.
 *
 * KEYS 1 due · ARGV 1 before, 2 retry at, 3 limit, 4 prefix of job keys
 */
export const overdue = `
local ids = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])
local found = {}
for _, id in ipairs(ids) do
  local job = ARGV[4] .. id
  if redis.call('EXISTS', job) == 0 then
    redis.call('ZREM', KEYS[1], id)
  else
    redis.call('ZADD', KEYS[1], ARGV[2], id)
    local held = redis.call('HMGET', job, 'epoch', 'lease', 'swept', 'wake')
    local wake = held[4]
    if tonumber(held[2]) > 0 and held[1] ~= held[3] then
      wake = redis.call('HINCRBY', job, 'wake', 1)
      redis.call('HSET', job, 'swept', held[1])
    end
    found[#found + 1] = id
    found[#found + 1] = tonumber(wake)
  end
end
return found
`;
