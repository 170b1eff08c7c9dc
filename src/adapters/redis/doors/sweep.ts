import type { WakeUp } from '../../../ports.ts';

/**
 * What is overdue in an index: due for longer than the grace, or leased to a worker whose lease has ended. Each is put off
 * for another grace, so that two sweepers do not both wake it; its own due time stays as it was.
 *
 * The wake-up keeps its number, so that entries which merely wait in a long queue are not piled up. It gets a new one, to
 * get past an entry that a dead worker took along, when a lease has ended; and when the sweeper gave this very number
 * before and nobody has claimed it since, after a grace and then twice as long each time. A claim forgets `swept`.
 *
 * KEYS 1 index · ARGV 1 now, 2 grace, 3 limit, 4 prefix of the records' keys, 5 field that a record has until it is over,
 * 6 field with the end of the lease, or empty
 */
export const overdue = `
local now, grace = tonumber(ARGV[1]), tonumber(ARGV[2])
local function wake_number(record, since)
  local seen = redis.call('HMGET', record, 'wake', 'swept', 'sweptAt', 'patience', ARGV[6])
  local wake = tonumber(seen[1] or '1')
  local known = tonumber(seen[2] or '0') == wake
  local held = tonumber(seen[5] or '0') > 0
  if since > now - grace and (known or not held) then return nil end
  local patience = grace
  if known then
    patience = tonumber(seen[4] or grace)
    if now - tonumber(seen[3] or '0') < patience then return wake end
    patience = patience * 2
  end
  if known or held then wake = wake + 1 end
  redis.call('HSET', record, 'wake', wake, 'swept', wake, 'sweptAt', now, 'patience', patience)
  return wake
end

local found = {}
local late = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
for i = 1, #late, 2 do
  local id = late[i]
  if redis.call('HEXISTS', ARGV[4] .. id, ARGV[5]) == 0 then
    redis.call('ZREM', KEYS[1], id)
  else
    local wake = wake_number(ARGV[4] .. id, tonumber(late[i + 1]))
    if wake then
      redis.call('ZADD', KEYS[1], now, id)
      found[#found + 1] = id
      found[#found + 1] = wake
    end
  end
end
return found
`;

/** What `overdue` answers: id and number in turn. */
export function readWakeUps(reply: unknown): WakeUp[] {
  const found = reply as (string | number)[];
  return Array.from({ length: found.length / 2 }, (_, index) => ({
    id: String(found[index * 2]),
    wake: Number(found[index * 2 + 1]),
  }));
}
