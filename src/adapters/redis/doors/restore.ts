/**
 * Puts a cluster back that the store has no record of, or one whose record is at the version that the decision was made
 * on. No job comes with it, and no event.
 *
 * KEYS 1 cluster, 2 name guard, 3 clusters, 4 clusters of the shard
 * ARGV 1 cluster id, 2 cluster, 3 `new` or a version, 4 `1` if it wants its name, 5 `1` if nothing is to be written, 6 tenant
 */
export const restore = `
local known = redis.call('HMGET', KEYS[1], 'version', 'active')
if ARGV[3] == 'new' then
  if known[1] then return {'exists'} end
elseif known[1] ~= ARGV[3] or (known[2] or '') ~= '' then
  return {'exists'}
end
local holder = redis.call('GET', KEYS[2])
if ARGV[4] == '1' and holder and holder ~= ARGV[1] then return {'name-taken', holder} end
if ARGV[5] == '1' then return {'restored'} end
if ARGV[4] == '1' then redis.call('SET', KEYS[2], ARGV[1]) end
redis.call('PERSIST', KEYS[1])
redis.call('HDEL', KEYS[1], 'amended')
redis.call('HSET', KEYS[1], 'schema', '1', 'tenant', ARGV[6], 'doc', ARGV[2], 'active', '')
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('ZADD', KEYS[3], 0, ARGV[1])
redis.call('ZADD', KEYS[4], 0, ARGV[1])
return {'restored'}
`;
