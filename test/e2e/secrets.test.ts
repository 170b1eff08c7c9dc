import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { type Stack, startStack } from './stack.ts';

const clientSecret = 'sandbox-secret';
/** How every JSON Web Token begins: `{"` in base64. */
const tokenStart = 'eyJ';
/** The group of the sandbox's directory that our principal is in. */
const ourGroup = '44444444-4444-4444-4444-444444444444';
/** The path of a signed operation URL. */
const operationUrl = /\/operations\/[0-9a-f-]{36}\?/i;

describe('secrets stay where they belong', () => {
  let stack: Stack;
  let kubeSecrets: string[];
  before(async () => {
    stack = await startStack({ env: { SLIPWAY_SECRET_KEY: randomBytes(32).toString('base64'), LOG_LEVEL: 'trace' } });
    const orders = await Promise.all([
      stack.order('fine'),
      stack.order('entra-only', { aadProfile: { adminGroupObjectIds: [ourGroup] }, disableLocalAccounts: true }),
      stack.order('fails', { tags: { 'sandbox-fault': 'create-fails' } }),
      stack.order('taken-back', { onFailure: 'delete', tags: { 'sandbox-fault': 'plugin-replaced' } }),
    ]);
    const [fine, entraOnly] = await Promise.all(orders.map(({ id }) => stack.ended(id)));
    for (const job of [fine, entraOnly]) assert.equal(job?.status, 'Succeeded', JSON.stringify(job?.error));
    assert.ok(fine);
    const kubeconfig = await stack.kubeconfig(fine.clusterId);
    kubeSecrets = [...kubeconfig.matchAll(/(?:token|client-key-data|password):\s*"?([^\s"]+)/g)].map(
      ([, it]) => it ?? '',
    );
    assert.ok(kubeSecrets.length > 0);
    assert.match(stack.webhookSecret, /^whsec_/);
    await Promise.all(
      orders.map(({ id }, index) => stack.receiver.arrived(id, index < 2 ? 'job.succeeded' : 'job.failed')),
    );
  });
  after(() => stack.stop());

  function assertNone(text: string, where: string) {
    assert.ok(text.length > 500, `${where} says something`);
    const forbidden = [clientSecret, stack.apiKey, stack.webhookSecret, tokenStart, ...kubeSecrets];
    for (const [index, secret] of forbidden.entries()) {
      const at = text.indexOf(secret);
      const around = text.slice(Math.max(0, at - 200), at);
      assert.equal(at, -1, `${where} holds secret ${index}, after: ${around}`);
    }
  }

  test('no log holds one, at the finest level, nor a signed operation URL', () => {
    for (const service of [stack.api, stack.worker]) {
      assertNone(service.log(), 'the log');
      assert.doesNotMatch(service.log(), operationUrl);
    }
  });

  test('no webhook body holds one, nor a signed operation URL', () => {
    const bodies = stack.receiver.received.map(({ body }) => body).join('\n');
    assertNone(bodies, 'the webhooks');
    assert.doesNotMatch(bodies, operationUrl);
  });

  test('Redis holds none in any key, nor any operation once the jobs have ended', async (t) => {
    const redis = new Redis(stack.redisUrl);
    // Also when the test fails: a client left open would look for its Redis for ever, and keep the process.
    t.after(() => redis.disconnect());
    const dump = await dumpAll(redis);
    assertNone(dump, 'Redis');
    assert.doesNotMatch(dump, operationUrl);
  });

  test('nothing that was ever written to Redis held one', () => {
    const folder = join(stack.folder, 'redis', 'appendonlydir');
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    assertNone(written.join('\n'), 'the append-only file');
    assert.match(written.join('\n'), operationUrl, 'the operation is saved while it runs');
  });

  test('no kubeconfig is left in the state folder', () => {
    const state = join(stack.folder, 'state');
    assert.deepEqual(readdirSync(join(state, 'helm', 'runs')), [], 'each run takes its folder away');
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), 'latin1');
      for (const secret of [clientSecret, ...kubeSecrets]) assert.ok(!text.includes(secret), name);
      assert.doesNotMatch(text, /eyJ[\w-]{30,}\./, name);
    }
  });
});

/** Every key with all that it holds, as text. */
async function dumpAll(redis: Redis): Promise<string> {
  const lines: string[] = [];
  for await (const keys of redis.scanStream({ count: 500 })) {
    for (const key of keys as string[]) lines.push(`${key} ${JSON.stringify(await contentOf(redis, key))}`);
  }
  return lines.join('\n');
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none':
      // Gone since the scan: the queue removes its entries as they are done.
      return undefined;
    default:
      throw new Error(`a ${type} is not looked into`);
  }
}
