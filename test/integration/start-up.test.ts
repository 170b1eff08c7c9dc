import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/tools/process.ts';
import { findRedisServer } from '../../scripts/tools/redis-binary.ts';
import { createClient, orderOf } from '../e2e/client.ts';
import { defineProcess } from '../e2e/process.ts';
import { until } from '../e2e/until.ts';

const root = resolve(import.meta.dirname, '../..');
const roles = ['api', 'worker'] as const;

interface Health {
  status: string;
  promise?: { word: string; says: string };
  checks: { redis: { ok: boolean; detail?: string } };
}

/** A Redis and a process of each role, none of them started; all of them end with the test. */
async function setUp(t: TestContext, redisSettings: Record<string, string>, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-start-'));
  const [redisPort, apiPort, healthPort] = [await freePort(), await freePort(), await freePort()];
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  const bare = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const settings = { port: `${redisPort}`, bind: '127.0.0.1', dir: folder, save: '', ...redisSettings };
  const redis = defineProcess({
    name: 'redis',
    command: findRedisServer(),
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: bare,
    cwd: folder,
    ready: /ready to accept connections/i,
    logFile: join(folder, 'redis.log'),
  });
  const role = (name: (typeof roles)[number]) =>
    defineProcess({
      name,
      command: process.execPath,
      args: ['src/main.ts', name],
      env: {
        ...bare,
        REDIS_URL: redisUrl,
        PORT: `${apiPort}`,
        SLIPWAY_HEALTH_PORT: `${healthPort}`,
        SLIPWAY_API_KEY: 'first-key',
        SLIPWAY_STATE_DIR: folder,
        ...env,
      },
      cwd: root,
      ready: /"ready":\s*true/,
      logFile: join(folder, `${name}.log`),
    });
  const processes = { api: role('api'), worker: role('worker') };
  t.after(async () => {
    await Promise.all([processes.api.kill9(), processes.worker.kill9(), redis.kill9()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const urls = { api: `http://127.0.0.1:${apiPort}`, worker: `http://127.0.0.1:${healthPort}` };
  return {
    ...processes,
    redis,
    redisUrl,
    client: createClient(urls.api, 'first-key'),
    async readyz(name: (typeof roles)[number]) {
      const answer = await fetch(`${urls[name]}/readyz`);
      return { status: answer.status, body: (await answer.json()) as Health };
    },
  };
}

describe('a start with a Redis that must not be used ends with 1 and says why', () => {
  for (const [what, redisSettings, env, says] of [
    ['evicts', { 'maxmemory-policy': 'allkeys-lru' }, {}, /must not be used: maxmemory-policy is allkeys-lru/],
    ['is a read-only replica', { replicaof: '127.0.0.1 1' }, {}, /must not be used: this is a read-only replica/],
    ['lacks WAITAOF', {}, { SLIPWAY_REDIS_DURABILITY: 'waitaof' }, /waitaof, which needs (Redis 7\.2|appendonly)/],
  ] as const) {
    test(`one that ${what}`, async (t) => {
      const { api, worker, redis } = await setUp(t, redisSettings, env);
      await redis.start();
      await Promise.all([api, worker].map((each) => assert.rejects(each.start(), says)));
    });
  }
});

describe('/readyz of the API and of a worker says what a 202 is worth', () => {
  for (const [redisSettings, env, word, level] of [
    [{ appendonly: 'yes', appendfsync: 'always' }, {}, 'survives-power-loss', 'info'],
    [{ appendonly: 'yes', appendfsync: 'everysec' }, {}, 'survives-process-crash', 'info'],
    [{ appendonly: 'no' }, {}, 'evaluation-only', 'warn'],
    [{ appendonly: 'no' }, { SLIPWAY_REDIS_DURABILITY: 'always' }, 'survives-power-loss', 'info'],
  ] as const) {
    test(`${word} with ${JSON.stringify({ ...redisSettings, ...env })}, and the log says it too`, async (t) => {
      const service = await setUp(t, redisSettings, env);
      await service.redis.start();
      await Promise.all(roles.map((role) => service[role].start()));
      for (const role of roles) {
        const { status, body } = await service.readyz(role);
        assert.equal(status, 200, JSON.stringify(body));
        assert.equal(body.promise?.word, word);
        const lines = service[role].log().split('\n');
        const told = lines.filter((line) => line.includes(`"promise":"${word}"`)).map((line) => JSON.parse(line));
        assert.deepEqual(
          told.map(({ level: at, msg }) => [at, msg]),
          [[level, body.promise.says]],
        );
      }
    });
  }
});

test('a Redis that is away at the start is waited for; if it comes back unfit no order is taken until it is mended', async (t) => {
  const service = await setUp(t, { appendonly: 'yes', 'maxmemory-policy': 'volatile-ttl' });
  const { client, redis } = service;
  await Promise.all(roles.map((role) => service[role].start()));
  for (const role of roles) {
    const { status, body } = await service.readyz(role);
    assert.deepEqual([status, body.checks.redis.detail, body.promise], [503, 'Redis is not ready', undefined]);
  }

  await redis.start();
  const detail = 'maxmemory-policy is volatile-ttl, not noeviction';
  for (const role of roles) {
    await until(
      'the reason',
      () => service.readyz(role),
      ({ body }) => body.checks.redis.detail === detail,
    );
    await until(
      'the log',
      () => service[role].log(),
      (log) => log.includes(`Redis must not be used: ${detail}`),
    );
  }
  await until(
    'the key',
    () => client.ask('GET', '/v1/jobs'),
    ({ status }) => status === 200,
  );
  const order = () => client.ask('POST', '/v1/clusters', { body: orderOf('unfit') });
  await until('a refusal', order, ({ status, headers }) => status === 503 && headers.get('retry-after') === '30');

  const admin = new Redis(service.redisUrl);
  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  admin.disconnect();
  // No account is configured here: the order is refused for that and no longer for Redis.
  await until('an answer', order, ({ status }) => status === 403);
  for (const role of roles) assert.equal((await service.readyz(role)).status, 200);
});
