import { putCluster, putEvents, putStatus, readSignals } from './lua.ts';

/**
 * Saves what a worker found or did, if its epoch is still the newest; answers with the signals that wait. With a due
 * time the job is parked: the lease ends, and the next wake-up has a number of its own. A signal that the worker had not
 * seen makes the job due at once.
 *
 * KEYS 1 job, 2 cluster, 3 due, 4 outbox, 5 events of the job, 6… events
 * ARGV 1 job id, 2 epoch, 3 record, 4 cluster, 5 due at or empty, 6 lease until, 7 signals seen, 8 now, 9 tenant,
 * 10 status, 11 status index prefix, 12… events
 */
export const save = `${putEvents}${putStatus}${putCluster}${readSignals}
local held = redis.call('HMGET', KEYS[1], 'epoch', 'lease')
if held[1] ~= ARGV[2] or tonumber(held[2]) == 0 then return {'lost'} end
redis.call('HSET', KEYS[1], 'record', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'version', 1)
put_cluster(KEYS[2], ARGV[1], ARGV[4])
put_status(KEYS[1], ARGV[1], ARGV[11], ARGV[10])
put_events(12, 6, KEYS[4], KEYS[5], ARGV[9], ARGV[8])
local cancel, supersede, count = read_signals(KEYS[1])
local due, wake = ARGV[5], 0
if due == '' then
  due = ARGV[6]
  redis.call('HSET', KEYS[1], 'lease', ARGV[6])
else
  if count > tonumber(ARGV[7]) then due = ARGV[8] end
  wake = redis.call('HINCRBY', KEYS[1], 'wake', 1)
  redis.call('HSET', KEYS[1], 'lease', 0)
end
redis.call('HSET', KEYS[1], 'due', due)
redis.call('ZADD', KEYS[3], due, ARGV[1])
return {'saved', cancel, supersede, count, tonumber(due), wake}
`;

/**
 * Ends a job: its record, its cluster and its events together, so that a status read and a webhook never disagree.
 *
 * KEYS 1 job, 2 cluster, 3 due, 4 outbox, 5 events of the job, 6 name guard, 7 jobs of the cluster, 8 and 9 jobs of the
 * ticket, 10 jobs, 11 clusters of the shard, 12… events
 * ARGV 1 job id, 2 epoch, 3 record, 4 cluster, 5 cluster id, 6 `1` if the cluster is gone, 7 kept until, 8 now,
 * 9 tenant, 10 status, 11 status index prefix, 12 signals seen, 13 oldest job id that is kept, 14… events
 */
export const finish = `${putEvents}${putStatus}${putCluster}
local held = redis.call('HMGET', KEYS[1], 'epoch', 'lease')
if held[1] ~= ARGV[2] or tonumber(held[2]) == 0 then return {'lost'} end
if tonumber(redis.call('HGET', KEYS[1], 'signals')) > tonumber(ARGV[12]) then return {'signaled'} end
redis.call('HSET', KEYS[1], 'record', ARGV[3], 'lease', 0)
redis.call('HINCRBY', KEYS[1], 'version', 1)
put_status(KEYS[1], ARGV[1], ARGV[11], ARGV[10])
put_events(14, 12, KEYS[4], KEYS[5], ARGV[9], ARGV[8])
redis.call('ZREM', KEYS[3], ARGV[1])
for _, key in ipairs({KEYS[1], KEYS[5], KEYS[7], KEYS[8], KEYS[9]}) do redis.call('PEXPIREAT', key, ARGV[7]) end
for _, key in ipairs({KEYS[10], ARGV[11] .. ARGV[10]}) do
  redis.call('ZREMRANGEBYLEX', key, '[job_', '(' .. ARGV[13])
end
if put_cluster(KEYS[2], ARGV[1], ARGV[4]) then
  redis.call('HSET', KEYS[2], 'active', '')
  if ARGV[6] == '1' then
    redis.call('PEXPIREAT', KEYS[2], ARGV[7])
    redis.call('ZREM', KEYS[11], ARGV[5])
    if redis.call('GET', KEYS[6]) == ARGV[5] then redis.call('DEL', KEYS[6]) end
  end
end
return {'finished'}
`;
