import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { createClient, orderOf } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

const pepper = 'of this test';
const key = `slw_e2e_${randomBytes(20).toString('hex')}`;
const hash = createHmac('sha256', pepper).update(key).digest('hex');
const secret = `whsec_${randomBytes(32).toString('base64')}`;

describe('what is declared survives the loss of Redis', () => {
  let stack: Stack;
  let redis: Redis;
  let subscriber: Receiver;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-declaration-'));
  const file = join(folder, 'declaration.yaml');

  const declare = (hooks: string) =>
    writeFileSync(
      file,
      `
tenants:
  team-a:
    accounts: ['*']
    keys:
      portal:
        scopes: ['clusters:read', 'clusters:write', 'jobs:read', 'webhooks:read', 'webhooks:write']
        hash: ${hash}
    webhookEndpoints: ${hooks}
`,
    );
  const endpoint = () => `{ tickets: { url: '${subscriber.url}', events: ['*'], secret: { env: HOOK_SECRET } } }`;

  before(async () => {
    subscriber = await startReceiver();
    subscriber.trust(secret);
    declare(endpoint());
    stack = await startStack({
      env: {
        SLIPWAY_DECLARATION_FILE: file,
        SLIPWAY_TENANTS: '{"default":["*"]}',
        SLIPWAY_KEY_PEPPER: pepper,
        HOOK_SECRET: secret,
      },
    });
    redis = new Redis(stack.redisUrl);
  });
  after(async () => {
    redis.disconnect();
    await stack.stop();
    await subscriber[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const client = () => createClient(stack.apis[0]?.url ?? '', key);
  const endpoints = async () =>
    (await client().ask<{ items: { id: string; declared?: boolean }[] }>('GET', '/v1/webhook-endpoints')).body.items;

  test('an order by a declared key is told to a declared endpoint', async () => {
    const job = await client().order('declared');
    assert.equal((await client().ended(job.id)).status, 'Succeeded');
    await subscriber.arrived(job.id, 'job.accepted', 'job.succeeded');
    assert.deepEqual(subscriber.refused, []);
  });

  test('an emptied Redis is noticed by the running API: same key, same endpoint, same ids', async () => {
    const [known] = await endpoints();
    assert.equal(known?.declared, true);
    await redis.flushall();
    await until(
      'what is declared',
      async () => [await redis.hget('slipway:{control}:installation', 'applied'), (await endpoints())[0]?.id],
      ([mark, id]) => Boolean(mark) && id === known.id,
    );
    const job = await client().order('after-the-loss');
    await subscriber.arrived(job.id, 'job.accepted');
    assert.equal((await client().ended(job.id)).status, 'Succeeded');
  });

  test('a declared endpoint is not changed through the API', async () => {
    const [known] = await endpoints();
    const path = `/v1/webhook-endpoints/${known?.id}`;
    const answer = await client().ask<{ code: string }>('PATCH', path, { body: { events: ['ping'] } });
    assert.deepEqual([answer.status, answer.body.code], [409, 'declared']);
    assert.equal((await client().ask('DELETE', path)).status, 409);
  });

  test('what has left the file is gone after the next start, and what was made through the API is not', async () => {
    const mine = await client().register(subscriber.url, ['job.*']);
    declare('{}');
    await stack.api.terminate();
    await stack.api.start();
    assert.deepEqual(
      (await endpoints()).map(({ id }) => id),
      [mine.id],
    );
  });

  test('a file with faults ends the start, and every fault is named', async () => {
    declare('{ x: { url: nowhere, events: [], secret: { env: A } } }');
    await stack.api.terminate();
    await assert.rejects(stack.api.start(), /webhookEndpoints\/x\/url .*webhookEndpoints\/x\/events /);
    declare('{}');
    await stack.api.start();
    assert.equal((await client().ask('POST', '/v1/clusters', { body: orderOf('well-again') })).status, 202);
  });
});
