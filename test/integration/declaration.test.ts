import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Redis } from 'ioredis';
import { createInstallationStore } from '../../src/adapters/redis/installation.ts';
import { createKeyStore } from '../../src/adapters/redis/key-store.ts';
import { apiKeyKeys } from '../../src/adapters/redis/keys.ts';
import { createWebhookStore } from '../../src/adapters/redis/webhook-store.ts';
import type { Base } from '../../src/app/base.ts';
import { keepDeclared } from '../../src/app/declaration.ts';
import { hashApiKey } from '../../src/model/api-key.ts';
import { type Declaration, declaredId } from '../../src/model/declaration.ts';
import type { Principal } from '../../src/model/principal.ts';
import { applyDeclaration } from '../../src/usecases/apply-declaration.ts';
import { createEndpoint } from '../../src/usecases/create-endpoint.ts';
import { deleteEndpoint } from '../../src/usecases/delete-endpoint.ts';
import { updateEndpoint } from '../../src/usecases/update-endpoint.ts';
import { until } from '../e2e/until.ts';
import { createFakeClock, createFakeIds, createRecordedLog } from '../fakes/clock.ts';
import { problemOf } from '../fakes/problem-of.ts';
import { useRedis } from '../fakes/use-redis.ts';

const pepper = 'pepper';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const declaredKey = (name: string, key = `the-key-of-${name}`) => ({
  tenant: 'team-a',
  name,
  scopes: ['jobs:read' as const],
  hash: hashApiKey(key, pepper),
});
const endpoint = (name: string, tenant = 'team-a') => ({
  tenant,
  name,
  url: `https://${name}.example/`,
  events: ['*'],
  secret,
});
const declaration: Declaration = {
  keys: [declaredKey('ci'), declaredKey('portal')],
  endpoints: [endpoint('tickets'), endpoint('audit', 'team-b')],
};
const nothing = { keys: { written: [], removed: [], held: [] }, endpoints: { written: [], removed: [], refused: [] } };
const principal: Principal = { id: 'key:1', tenant: 'team-a', scopes: ['webhooks:write'] };

describe('a declaration in Redis', () => {
  const { client } = useRedis();

  async function open() {
    await client().flushall();
    const keys = createKeyStore(client(), pepper);
    const webhooks = createWebhookStore(client(), { secretKey: Buffer.alloc(32, 1) });
    const installation = createInstallationStore(client());
    const log = createRecordedLog();
    const refused = new Set<string>();
    const sender = {
      send: async () => ({ type: 'blocked' as const, reason: 'a test' }),
      refusal: async (url: string) => (refused.has(url) ? 'not allowed' : undefined),
    };
    const deps = { keys, webhooks, installation, sender, clock: createFakeClock(), log };
    const rim = { store: webhooks, sender, clock: deps.clock, ids: createFakeIds(), log };
    return { ...deps, refused, apply: applyDeclaration(deps), rim };
  }
  const ids = (prefix: 'key' | 'whe', rows: { tenant: string; name: string }[]) =>
    rows.map((row) => declaredId(prefix, row));

  test('is written once: applied again it changes nothing, and every id and version stays', async () => {
    const { apply, keys, webhooks, clock } = await open();
    const first = await apply(declaration);
    assert.deepEqual(first.keys.written, ids('key', declaration.keys));
    assert.deepEqual(first.endpoints.written, ids('whe', declaration.endpoints));
    const found = await webhooks.endpoint('team-a', first.endpoints.written[0] ?? '');
    assert.equal(found?.record.secret, secret);
    assert.equal(found?.record.endpoint.declared, true);
    clock.advance(60_000);
    assert.deepEqual(await apply(declaration), nothing);
    assert.deepEqual(await webhooks.endpoint('team-a', first.endpoints.written[0] ?? ''), found);
    const key = await keys.find('the-key-of-ci');
    assert.deepEqual([key?.tenant, key?.name, key?.declared], ['team-a', 'ci', true]);
  });

  test('is the same after processes have applied it all at once', async () => {
    const { apply, webhooks, keys } = await open();
    await Promise.all([1, 2, 3, 4].map(() => apply(declaration)));
    assert.deepEqual(await apply(declaration), nothing);
    assert.equal((await webhooks.endpoints('team-a')).length, 1);
    assert.equal((await webhooks.endpoint('team-a', declaredId('whe', endpoint('tickets'))))?.version, 1);
    assert.equal((await keys.list()).length, 2);
  });

  test('takes away what has left the file, of whatever tenant, and nothing that was made by hand', async () => {
    const { apply, webhooks, keys, rim } = await open();
    await apply(declaration);
    const record = { schema: 1 as const, id: 'key_1', tenant: 'team-a', name: 'by hand', scopes: [], createdAt: 'x' };
    await keys.create(record, 'by hand');
    const mine = await createEndpoint(rim)(principal, { url: 'https://mine.example/', events: ['*'] });
    const left = await apply({ keys: [declaredKey('ci')], endpoints: [] });
    assert.deepEqual(left.keys.removed, ids('key', [declaredKey('portal')]));
    assert.deepEqual(left.endpoints.removed, ids('whe', declaration.endpoints));
    assert.equal(await keys.find('the-key-of-portal'), undefined);
    assert.ok((await keys.find('the-key-of-ci')) && (await keys.find('by hand')));
    assert.deepEqual(
      (await webhooks.endpoints('team-a')).map((each) => each.endpoint.id),
      [mine.endpoint.id],
    );
    assert.deepEqual(await webhooks.endpoints('team-b'), []);
  });

  test('changes a key and an endpoint in place: the old key ends, the ids stay', async () => {
    const { apply, webhooks, keys } = await open();
    await apply(declaration);
    const changed = {
      keys: [declaredKey('ci', 'a-new-key-of-ci'), declaredKey('portal')],
      endpoints: [{ ...endpoint('tickets'), url: 'https://elsewhere.example/' }, endpoint('audit', 'team-b')],
    };
    const { written } = (await apply(changed)).keys;
    assert.deepEqual(written, ids('key', [declaredKey('ci')]));
    assert.equal(await keys.find('the-key-of-ci'), undefined);
    assert.equal((await keys.find('a-new-key-of-ci'))?.id, written[0]);
    const found = await webhooks.endpoint('team-a', declaredId('whe', endpoint('tickets')));
    assert.deepEqual([found?.record.endpoint.url, found?.version], ['https://elsewhere.example/', 2]);
  });

  test('lets keys swap their names', async () => {
    const { apply, keys } = await open();
    await apply({ keys: [declaredKey('ci', 'one'), declaredKey('portal', 'two')], endpoints: [] });
    await apply({ keys: [declaredKey('ci', 'two'), declaredKey('portal', 'one')], endpoints: [] });
    assert.deepEqual([(await keys.find('one'))?.name, (await keys.find('two'))?.name], ['portal', 'ci']);
    assert.equal((await keys.list()).length, 2);
  });

  test('a declared key that was revoked by hand stays revoked, until the file names another', async () => {
    const { apply, keys } = await open();
    await apply(declaration);
    await keys.revoke(declaredId('key', declaredKey('ci')), 'now');
    assert.deepEqual(await apply(declaration), nothing);
    assert.equal((await keys.find('the-key-of-ci'))?.revokedAt, 'now');
    await apply({ keys: [declaredKey('ci', 'a-new-key-of-ci')], endpoints: [] });
    assert.equal((await keys.find('a-new-key-of-ci'))?.revokedAt, undefined);
  });

  test('a key that was made by hand is left as it is, and is told of', async () => {
    const { apply, keys } = await open();
    const record = { schema: 1 as const, id: 'key_1', tenant: 'team-z', name: 'by hand', scopes: [], createdAt: 'x' };
    await keys.create(record, 'the-key-of-ci');
    const { held } = (await apply(declaration)).keys;
    assert.deepEqual(held, ids('key', [declaredKey('ci')]));
    assert.deepEqual(await keys.find('the-key-of-ci'), record);
  });

  test('obeys the address policy, and is complete once the address is allowed', async () => {
    const { apply, refused, log, webhooks } = await open();
    refused.add('https://tickets.example/');
    const id = declaredId('whe', endpoint('tickets'));
    assert.deepEqual((await apply(declaration)).endpoints.refused, [id]);
    assert.equal(await webhooks.endpoint('team-a', id), undefined);
    assert.ok(log.lines.some(({ level, fields }) => level === 'error' && 'reason' in fields));
    refused.clear();
    assert.deepEqual((await apply(declaration)).endpoints.written, [id]);
  });

  test('cannot be changed through the API, but for whether the endpoint is enabled', async () => {
    const { apply, rim, webhooks } = await open();
    await apply(declaration);
    const id = declaredId('whe', endpoint('tickets'));
    const update = updateEndpoint(rim);
    assert.equal((await problemOf(update(principal, id, { events: ['ping'] }))).problem.code, 'declared');
    assert.equal((await problemOf(deleteEndpoint(rim)(principal, id))).problem.status, 409);
    await update(principal, id, { status: 'disabled' });
    assert.deepEqual(await apply(declaration), nothing);
    assert.equal((await webhooks.endpoint('team-a', id))?.record.endpoint.status, 'disabled');
  });

  test('leaves a mark that goes with the data, and none on a store that was emptied meanwhile', async () => {
    const { installation, apply } = await open();
    assert.equal((await installation.read()).applied, undefined);
    const generation = await installation.generation('one');
    assert.equal(await installation.generation('two'), 'one');
    await apply(declaration);
    assert.equal(await installation.applied(generation, 'now'), true);
    assert.equal((await installation.read()).applied, 'now');
    await client().flushall();
    assert.equal(await installation.applied(generation, 'now'), false);
    assert.deepEqual(await installation.read(), { endpoints: [] });
  });

  test('of the process that was started last holds, whichever connects anew, and whoever finds an emptied Redis first', async (t) => {
    const { keys, webhooks, sender, log } = await open();
    function start(name: string, declaration: Declaration) {
      const redis = (client() as Redis).duplicate();
      const env = { SLIPWAY_API_KEY: `first-${name}`, SLIPWAY_API_KEY_TENANT: 'team-a', SLIPWAY_KEY_PEPPER: pepper };
      const kept = keepDeclared(
        { redis, config: { env, declaration }, log, webhooks, sender } as unknown as Base,
        keys,
      );
      t.after(() => {
        kept.stop();
        redis.disconnect();
      });
      return { redis, ...kept };
    }
    const known = async (key: string) => (await keys.find(key)) !== undefined;
    const older = start('older', { keys: [declaredKey('ci')], endpoints: [] });
    await older.first;
    const then = Date.now();
    await until('a later moment', Date.now, (now) => now > then);
    const newer = start('newer', { keys: [declaredKey('portal')], endpoints: [endpoint('tickets')] });
    await newer.first;
    assert.deepEqual([await known('the-key-of-ci'), await known('the-key-of-portal')], [false, true]);
    assert.deepEqual(
      ['first-newer', 'the-key-of-portal', 'the-key-of-ci'].map((key) => newer.awaits(key)),
      [true, true, false],
    );

    await client().del(apiKeyKeys.byHash(hashApiKey('first-older', pepper)));
    older.redis.disconnect(true);
    await until('all that the older one writes', () => known('first-older'), Boolean);
    assert.deepEqual([await known('the-key-of-ci'), await known('the-key-of-portal')], [false, true]);
    assert.equal((await webhooks.endpoints('team-a')).length, 1);
    // What the newer file has left out is not on its way.
    await until(
      'the older one has seen the newer file',
      () => older.awaits('the-key-of-ci'),
      (is) => !is,
    );

    await client().flushall();
    older.redis.disconnect(true);
    await until('the newer file', () => known('the-key-of-portal'), Boolean);
    await until(
      'no more of the older',
      () => known('the-key-of-ci'),
      (is) => !is,
    );
  });
});
