import { putEvents, putStatus } from './lua.ts';

/**
 * Idempotency key, name guard, one active job per cluster, cluster and job records, events: all or nothing.
 *
 * KEYS 1 job, 2 cluster, 3 due, 4 outbox, 5 idempotency key, 6 name guard, 7 jobs, 8 clusters, 9 jobs of the cluster,
 * 10 and 11 jobs of the ticket, 12 events of the job, 13 superseded job, 14 clusters of the shard, 15 retried job,
 * 16… events
 * ARGV 1 job id, 2 record, 3 cluster id, 4 cluster, 5 `new` or a version, 6 due at, 7 fingerprint or empty,
 * 8 key expires at, 9 superseded job id or empty, 10 supersede signal, 11 now, 12 tenant, 13 status index prefix,
 * 14 `1` if the job wants the cluster's name, 15 retried job id or empty, 16… events
 */
export const accept = `${putEvents}${putStatus}
if ARGV[7] ~= '' then
  local known = redis.call('HMGET', KEYS[5], 'fingerprint', 'job')
  if known[1] then
    if known[1] ~= ARGV[7] then return {'key-reused'} end
    return {'replayed', known[2]}
  end
end
local superseded_wake = -1
local holder = redis.call('GET', KEYS[6])
if ARGV[5] == 'new' then
  if holder then return {'name-taken', holder} end
  redis.call('HSET', KEYS[2], 'schema', '1', 'tenant', ARGV[12])
  redis.call('ZADD', KEYS[8], 0, ARGV[3])
else
  local cluster = redis.call('HMGET', KEYS[2], 'version', 'active')
  local active = cluster[2] or ''
  if active ~= '' and active ~= ARGV[9] then return {'busy', active} end
  if cluster[1] ~= ARGV[5] then return {'stale'} end
  if ARGV[14] == '1' and holder and holder ~= ARGV[3] then return {'name-taken', holder} end
  if active ~= '' then
    redis.call('HSET', KEYS[13], 'signal:supersede', ARGV[10])
    redis.call('HINCRBY', KEYS[13], 'signals', 1)
    if tonumber(redis.call('HGET', KEYS[13], 'lease')) <= tonumber(ARGV[11]) then
      superseded_wake = redis.call('HINCRBY', KEYS[13], 'wake', 1)
      redis.call('HSET', KEYS[13], 'due', ARGV[11])
      redis.call('ZADD', KEYS[3], ARGV[11], ARGV[9])
    end
  end
end
if ARGV[14] == '1' then redis.call('SET', KEYS[6], ARGV[3]) end
if ARGV[15] ~= '' and redis.call('EXISTS', KEYS[15]) == 1 then
  redis.call('HSET', KEYS[15], 'retriedBy', ARGV[1])
  redis.call('HINCRBY', KEYS[15], 'version', 1)
end
redis.call('ZADD', KEYS[14], 0, ARGV[3])
for _, key in ipairs({KEYS[2], KEYS[9], KEYS[10], KEYS[11]}) do redis.call('PERSIST', key) end
redis.call('HSET', KEYS[2], 'doc', ARGV[4], 'active', ARGV[1])
redis.call('HINCRBY', KEYS[2], 'version', 1)
redis.call('HSET', KEYS[1], 'schema', '1', 'record', ARGV[2], 'tenant', ARGV[12], 'cluster', ARGV[3], 'epoch', 0,
  'lease', 0, 'due', ARGV[6], 'wake', 1, 'version', 1, 'signals', 0)
put_status(KEYS[1], ARGV[1], ARGV[13], 'NotStarted')
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1])
for i = 7, 11 do
  if i ~= 8 then redis.call('ZADD', KEYS[i], 0, ARGV[1]) end
end
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[5], 'fingerprint', ARGV[7], 'job', ARGV[1])
  redis.call('PEXPIREAT', KEYS[5], ARGV[8])
end
put_events(16, 16, KEYS[4], KEYS[12], ARGV[12], ARGV[11])
return {'accepted', 1, superseded_wake}
`;
