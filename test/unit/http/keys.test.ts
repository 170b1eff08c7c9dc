import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { crc32 } from 'node:zlib';
import { createAuthenticator } from '../../../src/adapters/http/authenticator.ts';
import { connectRedis } from '../../../src/adapters/redis/connection.ts';
import { createKeyStore } from '../../../src/adapters/redis/key-store.ts';
import { keysProgram } from '../../../src/keys.ts';
import { formatApiKey } from '../../../src/model/api-key.ts';
import { type ApiKeyRecord, operatorScopes, tenantScopes } from '../../../src/model/principal.ts';
import type { KeyStore } from '../../../src/ports.ts';
import { createFakeClock, createFakeIds, createRecordedLog } from '../../fakes/clock.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { keyRecord as record } from '../../fakes/records.ts';
import { type RedisServer, startRedisServer } from '../../fakes/redis-server.ts';

let server: RedisServer;
let redis: ReturnType<typeof connectRedis>;
let store: KeyStore;

before(async () => {
  server = await startRedisServer();
  redis = connectRedis(server.settings, 'worker', () => {});
  store = createKeyStore(redis, 'pepper');
});
after(async () => {
  redis.disconnect();
  await server.stop();
});

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** As a scanner for leaked keys tells one: by its form and checksum. */
function isApiKey(text: string): boolean {
  const [, head = '', checksum = ''] =
    /^(slw_[a-z0-9]+_[0-9a-f]{32}_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(text) ?? [];
  const value = [...checksum].reduce((sum, character) => sum * 62 + alphabet.indexOf(character), 0);
  return checksum !== '' && value === crc32(head);
}

test('a key bears its environment, its id and a checksum that a changed character breaks', () => {
  const key = formatApiKey('live', '0'.repeat(32), Buffer.alloc(24, 255));
  assert.match(key, /^slw_live_0{32}_[0-9A-Za-z]{38}$/);
  assert.equal(isApiKey(key), true);
  assert.equal(isApiKey(key.replace('live', 'test')), false);
});

test('a revoked key stops working within half a minute, and keeps its first date', async () => {
  const clock = createFakeClock();
  const authenticate = createAuthenticator(store, clock, createRecordedLog());
  const mine = { ...record, id: `key_${'3'.repeat(32)}` };
  await store.create(mine, 'mine');
  assert.equal((await authenticate('mine'))?.tenant, 'team-a');
  assert.equal(await store.revoke(mine.id, '2026-01-02T00:00:00.000Z'), true);
  assert.equal(await store.revoke(mine.id, '2026-01-03T00:00:00.000Z'), true);
  assert.equal(await store.revoke('key_unknown', '2026-01-03T00:00:00.000Z'), false);
  clock.advance(30_000);
  assert.equal(await authenticate('mine'), undefined);
  assert.equal((await store.find('mine'))?.revokedAt, '2026-01-02T00:00:00.000Z');
});

test('a key works until it expires, from memory too', async () => {
  const clock = createFakeClock();
  const expiresAt = new Date(clock.now() + 10_000).toISOString();
  const authenticate = createAuthenticator(
    { find: async () => ({ ...record, expiresAt }), touch: async () => {} },
    clock,
    createRecordedLog(),
  );
  assert.equal((await authenticate('k'))?.id, `key:${'0'.repeat(32)}`);
  clock.advance(10_000);
  assert.equal(await authenticate('k'), undefined);
});

test('a key that is declared, and that the store does not hold yet, is answered with 503 and not with 401', async () => {
  let held: ApiKeyRecord | undefined;
  const authenticate = createAuthenticator(
    { find: async () => held, touch: async () => {} },
    createFakeClock(),
    createRecordedLog(),
    (key) => key === 'declared',
  );
  const { problem, retryAfterMs } = await problemOf(authenticate('declared'));
  assert.deepEqual([problem.code, problem.status, retryAfterMs], ['dependency-unavailable', 503, 1_000]);
  assert.equal(await authenticate('another'), undefined);
  held = record;
  assert.equal((await authenticate('declared'))?.tenant, 'team-a');
});

test('the store is asked at most twice a minute, and told of use once', async () => {
  const clock = createFakeClock();
  const calls: string[] = [];
  const authenticate = createAuthenticator(
    {
      find: async () => {
        calls.push('find');
        return record;
      },
      touch: async () => {
        calls.push('touch');
        throw new Error('Redis is away');
      },
    },
    clock,
    createRecordedLog(),
  );
  for (let second = 0; second < 59; second += 1) {
    assert.ok(await authenticate('k'));
    clock.advance(1_000);
  }
  assert.deepEqual(calls, ['find', 'touch', 'find']);
});

test('the command makes, lists and revokes keys, and shows a key only once', async () => {
  const clock = createFakeClock();
  const printed: string[] = [];
  let key = '';
  const run = (...args: string[]) => {
    const program = keysProgram({
      store: () => store,
      pepper: 'pepper',
      clock,
      ids: createFakeIds(),
      print: (text) => printed.push(text),
      readInput: async () => `${key}\n`,
    });
    for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {} });
    return program.parseAsync(args, { from: 'user' });
  };
  await run('create', '--tenant', 'team-c', '--name', 'ci', '--scopes', 'jobs:read,clusters:read', '--days', '30');
  key = printed[0] ?? '';
  assert.equal(isApiKey(key), true);
  await run('hash');
  assert.deepEqual(await redis.exists(`slipway:{keys}:hash:${printed.at(-1)}`), 1, 'the hash under which it is stored');
  const made = await store.find(key);
  assert.deepEqual(made?.scopes, ['jobs:read', 'clusters:read']);
  assert.equal(made?.expiresAt, new Date(clock.now() + 30 * 24 * 60 * 60_000).toISOString());

  printed.length = 0;
  await run('revoke', made?.id ?? '');
  await run('list');
  assert.match(printed.join('\n'), new RegExp(`${made?.id}.*team-c.*revoked`));
  assert.doesNotMatch(printed.join('\n'), new RegExp(key));
  await assert.rejects(run('revoke', 'key_none'), /no key/);
  await assert.rejects(run('create', '--tenant', 'c', '--name', 'x', '--days', '366'), /365/);
  await assert.rejects(run('create', '--tenant', 'c', '--name', 'x', '--scopes', 'all'), /Known are/);
});

test('a key has the scopes of an operator only if they were asked for by name', async () => {
  const scopesOf = async (...args: string[]) => {
    const printed: string[] = [];
    const [clock, ids] = [createFakeClock(), createFakeIds()];
    const print = (text: string) => printed.push(text);
    const program = keysProgram({ store: () => store, pepper: 'pepper', clock, ids, print, readInput: async () => '' });
    await program.parseAsync(['create', '--tenant', 'team-c', '--name', 'ops', ...args], { from: 'user' });
    return (await store.find(printed[0] ?? ''))?.scopes;
  };
  assert.deepEqual(await scopesOf(), tenantScopes);
  assert.deepEqual(await scopesOf('--scopes', operatorScopes.join(',')), operatorScopes);
});

test('a key that is made a moment after it was tried works a second later', async () => {
  const clock = createFakeClock();
  const authenticate = createAuthenticator(store, clock, createRecordedLog());
  assert.equal(await authenticate('early'), undefined);
  await store.create({ ...record, id: `key_${'4'.repeat(32)}` }, 'early');
  assert.equal(await authenticate('early'), undefined);
  clock.advance(1_000);
  assert.equal((await authenticate('early'))?.tenant, 'team-a');
});
