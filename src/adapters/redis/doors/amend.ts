/**
 * Changes what a caller may change of a cluster, if it is still at the version that the decision was made on. A field of
 * its own: a worker at work saves the document that it holds, which knows nothing of this.
 *
 * KEYS 1 cluster · ARGV 1 version, 2 amendment
 */
export const amend = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'amended', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
`;
