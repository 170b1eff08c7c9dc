/** Every change of the webhook store, one script each. All keys of a call lie on one shard. */

/** KEYS endpoint, index · ARGV limit, id, created, tenant, doc, secret */
export const createEndpoint = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 2 end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'schema', 1, 'version', 1, 'tenant', ARGV[4], 'doc', ARGV[5], 'secret', ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
return 1`;

/** KEYS endpoint · ARGV version, tenant, doc, secret */
export const updateEndpoint = `
local seen = redis.call('HMGET', KEYS[1], 'version', 'tenant')
if seen[1] ~= ARGV[1] or seen[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'doc', ARGV[3], 'secret', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1`;

/** KEYS endpoint, index, deliveries of the endpoint · ARGV id, tenant */
export const deleteEndpoint = `
if redis.call('HGET', KEYS[1], 'tenant') ~= ARGV[2] then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[3])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1`;

/**
 * KEYS outbox, event, due, then for each delivery: delivery, deliveries of its endpoint
 * ARGV event id, due at, seconds an event is kept, seconds an index is kept, most entries of an index,
 *      then for each delivery: id, tenant, doc, body, created
 */
export const fanOut = `
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], ARGV[3])
for n = 0, (#KEYS - 3) / 2 - 1 do
  local delivery, index, at = KEYS[4 + 2 * n], KEYS[5 + 2 * n], 6 + 5 * n
  local id = ARGV[at]
  if redis.call('EXISTS', delivery) == 0 then
    redis.call('HSET', delivery, 'schema', 1, 'tenant', ARGV[at + 1], 'doc', ARGV[at + 2], 'body', ARGV[at + 3],
      'dueAt', ARGV[2], 'leaseUntil', 0, 'epoch', 0, 'wake', 1)
    redis.call('ZADD', KEYS[3], ARGV[2], id)
    redis.call('ZADD', index, ARGV[at + 4], id)
    redis.call('ZREMRANGEBYRANK', index, 0, -1 - tonumber(ARGV[5]))
    redis.call('EXPIRE', index, ARGV[4])
  end
end
return 1`;

/** KEYS delivery, due · ARGV id, now, lease until. A delivery that has ended has no time at which it is due. */
export const claimDelivery = `
local seen = redis.call('HMGET', KEYS[1], 'dueAt', 'leaseUntil', 'doc', 'body')
if not seen[1] then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 'ended'
end
if tonumber(seen[1]) > tonumber(ARGV[2]) then return 'not-due' end
if tonumber(seen[2]) > tonumber(ARGV[2]) then return 'leased' end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'leaseUntil', ARGV[3])
redis.call('HDEL', KEYS[1], 'swept')
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return { epoch, seen[3], seen[4] }`;

/** Prolongs a lease that is still ours. KEYS delivery, due · ARGV id, epoch, lease until */
export const renewDelivery = `
local seen = redis.call('HMGET', KEYS[1], 'epoch', 'leaseUntil', 'dueAt')
if seen[1] ~= ARGV[2] or seen[2] == '0' or not seen[3] then return 0 end
redis.call('HSET', KEYS[1], 'leaseUntil', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1`;

/** KEYS delivery, due · ARGV id, epoch, doc, due at or nothing, seconds an ended delivery is kept */
export const saveDelivery = `
local seen = redis.call('HMGET', KEYS[1], 'epoch', 'dueAt')
if seen[1] ~= ARGV[2] or not seen[2] then return -1 end
redis.call('HSET', KEYS[1], 'doc', ARGV[3], 'leaseUntil', 0)
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[1], 'dueAt')
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[5])
else
  redis.call('HSET', KEYS[1], 'dueAt', ARGV[4])
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
end
return redis.call('HINCRBY', KEYS[1], 'wake', 1)`;

/**
 * KEYS deliveries of an endpoint · ARGV limit, id to go on after or nothing, prefix of delivery keys
 * Answers doc and body in turn, one more than the limit if there are more; forgets entries whose delivery has expired.
 */
export const listDeliveries = `
local rank = 0
if ARGV[2] ~= '' then
  local after = redis.call('ZREVRANK', KEYS[1], ARGV[2])
  if not after then return {} end
  rank = after + 1
end
local found, gone, wanted = {}, {}, tonumber(ARGV[1]) + 1
while #found < 2 * wanted do
  local ids = redis.call('ZRANGE', KEYS[1], rank, rank + wanted - 1, 'REV')
  if #ids == 0 then break end
  rank = rank + #ids
  for _, id in ipairs(ids) do
    local seen = redis.call('HMGET', ARGV[3] .. id, 'doc', 'body')
    if not seen[1] then
      gone[#gone + 1] = id
    elseif #found < 2 * wanted then
      found[#found + 1] = seen[1]
      found[#found + 1] = seen[2]
    end
  end
end
for _, id in ipairs(gone) do redis.call('ZREM', KEYS[1], id) end
return found`;
