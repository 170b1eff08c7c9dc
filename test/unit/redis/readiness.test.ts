import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import type { DurabilitySettings } from '../../../src/adapters/redis/promise.ts';
import { redisCheck } from '../../../src/adapters/redis/readiness.ts';

const info = [
  'redis_version:7.0.15',
  'role:master',
  'connected_slaves:0',
  'maxmemory_policy:noeviction',
  'aof_enabled:1',
].join('\r\n');
const closed = async () => {
  throw new Error("ERR unknown command 'CONFIG'");
};

/** Looks at a server that says `text`, and whose `CONFIG GET appendfsync` answers as given. */
function look(
  text: string | (() => Promise<string>),
  { fsync, status = 'ready', ...settings }: { fsync?: string; status?: string } & Partial<DurabilitySettings> = {},
) {
  const redis = {
    status,
    info: typeof text === 'string' ? async () => text : text,
    config: fsync ? async () => ['appendfsync', fsync] : closed,
  };
  return redisCheck(redis as unknown as Redis, { durability: 'found', replicas: 0, ...settings })();
}
const changed = (from: string, to: string) => info.replace(from, to);

test('a Redis that answers and keeps everything is ready', async () => {
  const { ok, checks } = await look(info);
  assert.equal(ok, true);
  assert.deepEqual(checks, { redis: { ok: true } });
});

test('a Redis that still loads its data is not, though it answers INFO', async () => {
  assert.equal((await look(info, { status: 'connect' })).ok, false);
});

test('a Redis that does not answer is not, and nothing is known against it', async () => {
  const { ok, faults, promise } = await look(() => Promise.reject(new Error('Command timed out')));
  assert.deepEqual({ ok, faults, promise }, { ok: false, faults: [], promise: undefined });
});

for (const [what, text, settings, fault] of [
  ['may throw orders away', changed('noeviction', 'allkeys-lru'), {}, /maxmemory-policy is allkeys-lru/],
  ['is too old', changed('7.0.15', '6.0.16'), {}, /Redis is 6\.0\.16; 6\.2 or later/],
  ['is a read-only replica', changed('role:master', 'role:slave'), {}, /read-only replica/],
  ['knows no WAITAOF, which is asked for', info, { durability: 'waitaof' }, /needs Redis 7\.2/],
  [
    'has no append-only file for WAITAOF',
    changed('7.0.15', '7.4.1').replace('aof_enabled:1', 'aof_enabled:0'),
    { durability: 'waitaof' },
    /needs appendonly yes/,
  ],
] as const) {
  test(`a Redis that ${what} is not ready, and must not be used`, async () => {
    const { ok, faults, checks } = await look(text, settings);
    assert.equal(ok, false);
    assert.match(faults.join(), fault);
    assert.match(checks.redis.detail ?? '', fault);
  });
}

test('what a managed server leaves out of INFO is not held against it', async () => {
  const { ok, promise } = await look('redis_version:6.2.0\r\n', { durability: 'always' });
  assert.equal(ok, true);
  assert.equal(promise?.word, 'survives-power-loss');
});

test('the 6.2 and 10.0 releases are not older than 6.2', async () => {
  for (const version of ['6.2.0', '6.10.1', '10.0.0']) {
    assert.equal((await look(changed('7.0.15', version))).ok, true, version);
  }
});

const replicas = changed('connected_slaves:0', 'connected_slaves:2');
for (const [what, text, settings, word, says] of [
  ['always', info, { fsync: 'always' }, 'survives-power-loss', /^Every accepted order survives power loss\.$/],
  ['WAITAOF', changed('7.0.15', '7.4.1'), { durability: 'waitaof' }, 'survives-power-loss', /survives power loss/],
  ['everysec', info, { fsync: 'everysec' }, 'survives-process-crash', /up to a second of them may be lost/],
  ['an fsync of the kernel', info, { fsync: 'no' }, 'survives-process-crash', /half a minute/],
  ['an fsync that is not told', info, {}, 'survives-process-crash', /up to a second/],
  ['an fsync that is declared', info, { durability: 'always' }, 'survives-power-loss', /survives power loss/],
  ['no append-only file', changed('aof_enabled:1', 'aof_enabled:0'), {}, 'evaluation-only', /^EVALUATION ONLY/],
  ['nothing told', 'redis_version:7.0.0', {}, 'evaluation-only', /declare SLIPWAY_REDIS_DURABILITY/],
  ['a replica that has it', replicas, { replicas: 1 }, 'survives-node-loss', /on 1 of 2 replicas before the 202/],
  ['both', replicas, { replicas: 2, fsync: 'always' }, 'survives-power-loss', /power loss\. It is on 2 of 2 replicas/],
  ['replicas nobody waits for', replicas, { fsync: 'always' }, 'survives-power-loss', /A failover may lose the last/],
  ['too few replicas', info, { replicas: 1 }, 'survives-node-loss', /0 of 1 replicas are connected/],
] as const) {
  test(`the promise with ${what} is ${word}`, async () => {
    const { promise } = await look(text, settings);
    assert.equal(promise?.word, word);
    assert.match(promise.says, says);
  });
}

test('CONFIG is asked for once where it is closed', async () => {
  let asked = 0;
  const config = async () => {
    asked += 1;
    return closed();
  };
  const check = redisCheck({ status: 'ready', info: async () => info, config } as unknown as Redis, {
    durability: 'found',
    replicas: 0,
  });
  for (let looks = 0; looks < 3; looks += 1) assert.equal((await check()).ok, true);
  assert.equal(asked, 1);
});
