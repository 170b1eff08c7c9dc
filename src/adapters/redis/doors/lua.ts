/**
 * Pieces shared by the doors. A job is a HASH: `record` (JSON), `tenant`, `cluster`, `status`, `epoch`, `lease`, `due`,
 * `wake`, `swept`, `sweptAt`, `patience` (see the sweeper's script), `version`, `signals` (how many), `signal:cancel`,
 * `signal:supersede` (JSON), `retriedBy`. A cluster is a HASH: `doc` (JSON), `amended` (JSON, laid over it), `tenant`,
 * `version`, `active` (job id, or empty).
 */

/** Writes the events a door causes: the document, the job's list, the outbox. `argv[from]` counts them. */
export const putEvents = `
local function put_events(from, first_key, outbox, job_events, tenant, now)
  local count = tonumber(ARGV[from])
  for i = 0, count - 1 do
    local id, sequence, doc = ARGV[from + 1 + i * 3], ARGV[from + 2 + i * 3], ARGV[from + 3 + i * 3]
    redis.call('HSET', KEYS[first_key + i], 'schema', '1', 'doc', doc, 'tenant', tenant)
    redis.call('ZADD', job_events, sequence, id)
    redis.call('ZADD', outbox, now, id)
  end
end
`;

/** Moves a job between the status indexes of its tenant. */
export const putStatus = `
local function put_status(job, id, prefix, status)
  local before = redis.call('HGET', job, 'status')
  if before == status then return end
  if before then redis.call('ZREM', prefix .. before, id) end
  redis.call('ZADD', prefix .. status, 0, id)
  redis.call('HSET', job, 'status', status)
end
`;

/** Writes the cluster, but only for the job that owns it: a superseded job may no longer speak for it. */
export const putCluster = `
local function put_cluster(key, job_id, doc)
  if redis.call('HGET', key, 'active') ~= job_id then return false end
  redis.call('HSET', key, 'doc', doc)
  redis.call('HINCRBY', key, 'version', 1)
  return true
end
`;

/** The signals of a job, as the two JSON texts and their count. */
export const readSignals = `
local function read_signals(job)
  local s = redis.call('HMGET', job, 'signal:cancel', 'signal:supersede', 'signals')
  return s[1] or '', s[2] or '', tonumber(s[3] or '0')
end
`;
