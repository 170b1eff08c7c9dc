import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import type { RedisClient } from '../../src/adapters/redis/client.ts';
import { connectRedis } from '../../src/adapters/redis/connection.ts';
import { recordKeys, shardKeys } from '../../src/adapters/redis/keys.ts';
import { createWebhookStore } from '../../src/adapters/redis/webhook-store.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { shardOfId } from '../../src/model/id.ts';
import type { WebhookStore } from '../../src/ports.ts';
import { createMemoryWebhookStore } from '../fakes/memory-webhook-store.ts';
import { type RedisServer, startRedisServer } from '../fakes/redis-server.ts';
import { everyRedis } from '../fakes/use-redis.ts';
import { sampleDelivery, sampleEndpoint, sampleEvent, secret, tenant } from '../fakes/webhook-samples.ts';
import { webhookStoreContract } from './webhook-store.ts';

/** As the doors of the job store do. */
async function putEvent(redis: RedisClient, owner: string, event: SlipwayEvent, dueAt: number): Promise<void> {
  await redis.hset(recordKeys.event(event.id), { doc: JSON.stringify(event), tenant: owner });
  await redis.zadd(shardKeys.outbox(shardOfId(event.id)), dueAt, event.id);
}

webhookStoreContract('memory', async () => {
  const store = createMemoryWebhookStore();
  return { store, putEvent: store.putEvent, close: async () => {} };
});

for (const [name, start] of everyRedis) {
  for (const [manner, options] of [
    [name, {}],
    [`${name} with encrypted secrets`, { secretKey: randomBytes(32) }],
  ] as const) {
    webhookStoreContract(manner, async () => {
      const server = await start();
      const redis = connectRedis(server.settings, 'worker', () => {});
      return {
        store: createWebhookStore(redis, options),
        putEvent: (owner, event, dueAt) => putEvent(redis, owner, event, dueAt),
        async close() {
          redis.disconnect();
          await server.stop();
        },
      };
    });
  }
}

describe('the Redis webhook store', () => {
  let server: RedisServer;
  let redis: Redis;
  before(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });
  const day = 24 * 3600;

  it('writes no secret that could be read without the key', async () => {
    const secretKey = randomBytes(32);
    const record = sampleEndpoint();
    const store = createWebhookStore(redis, { secretKey });
    await store.createEndpoint(record, 100);
    const stored = JSON.stringify(await redis.hgetall(recordKeys.endpoint(record.endpoint.id)));
    assert.doesNotMatch(stored, /whsec_|MfKQ9r8G/);
    assert.equal((await store.endpoint(tenant, record.endpoint.id))?.record.secret, secret);

    await assertUnreadable(createWebhookStore(redis), record.endpoint.id);
    await assertUnreadable(createWebhookStore(redis, { secretKey: randomBytes(32) }), record.endpoint.id);
    assert.equal((await store.endpoint(tenant, record.endpoint.id))?.record.secret, secret, 'nothing was overwritten');
  });

  /** Disabled and of no use, but no obstacle to the tenant's other endpoints. */
  async function assertUnreadable(store: WebhookStore, id: string) {
    const found = await store.endpoint(tenant, id);
    assert.equal(found?.record.secret, '');
    assert.equal(found.record.endpoint.status, 'disabled');
    assert.equal(found.record.endpoint.disabledReason, 'secret-unreadable');
    assert.equal((await store.endpoints(tenant)).length > 0, true);
    assert.equal(await store.updateEndpoint(found.record, found.version), false);
  }

  it('does not open a secret that was moved to another endpoint', async () => {
    const store = createWebhookStore(redis, { secretKey: randomBytes(32) });
    const [one, two] = [sampleEndpoint(), sampleEndpoint()];
    await store.createEndpoint(one, 100);
    await store.createEndpoint(two, 100);
    const stolen = (await redis.hget(recordKeys.endpoint(one.endpoint.id), 'secret')) ?? '';
    await redis.hset(recordKeys.endpoint(two.endpoint.id), 'secret', stolen);
    await assertUnreadable(store, two.endpoint.id);
  });

  it('reads secrets that were stored plain before there was a key, and seals them at the next change', async () => {
    const record = sampleEndpoint();
    await createWebhookStore(redis).createEndpoint(record, 100);
    const store = createWebhookStore(redis, { secretKey: randomBytes(32) });
    assert.equal((await store.endpoint(tenant, record.endpoint.id))?.record.secret, secret);
    await store.updateEndpoint(record, 1);
    assert.match((await redis.hget(recordKeys.endpoint(record.endpoint.id), 'secret')) ?? '', /^gcm1\./);
  });

  it('refuses a key of the wrong length', () => {
    assert.throws(() => createWebhookStore(redis, { secretKey: randomBytes(16) }), /32 bytes/);
  });

  it('keeps events for the retention after the fan-out, deliveries for as long after their end, pending ones for ever', async () => {
    const store = createWebhookStore(redis, { retentionMs: 7 * day * 1_000 });
    const event = sampleEvent();
    const delivery = sampleDelivery();
    const { id, endpointId } = delivery.delivery;
    await putEvent(redis, tenant, event, 1000);
    await store.fanOut(event.id, [delivery], 1000);
    assert.equal(await redis.ttl(recordKeys.event(event.id)), 7 * day);
    assert.equal(await redis.ttl(recordKeys.delivery(id)), -1);
    assert.equal(await redis.ttl(recordKeys.endpointDeliveries(endpointId)), 17 * day);
    await store.claimDelivery(id, 1000, 1060);
    await store.saveDelivery(id, 1, delivery, undefined);
    assert.equal(await redis.ttl(recordKeys.delivery(id)), 7 * day);
  });

  it('forgets a listed delivery once its record has expired, and fills the page from those behind it', async () => {
    const store = createWebhookStore(redis);
    const endpointId = sampleEndpoint().endpoint.id;
    const deliveries = Array.from({ length: 6 }, () => sampleDelivery({ endpointId }));
    const event = sampleEvent();
    await putEvent(redis, tenant, event, 1000);
    await store.fanOut(event.id, deliveries, 1000);
    const ids = deliveries.map(({ delivery }) => delivery.id).reverse();
    for (const id of ids.slice(1, 4)) await redis.del(recordKeys.delivery(id));
    const page = await store.deliveries(tenant, endpointId, 2);
    assert.deepEqual(
      page.items.map(({ delivery }) => delivery.id),
      [ids[0], ids[4]],
    );
    assert.equal(page.next, ids[4]);
    assert.equal(await redis.zcard(recordKeys.endpointDeliveries(endpointId)), 3);
  });

  it('drops what it finds gone while sweeping', async () => {
    const store = createWebhookStore(redis);
    const event = sampleEvent();
    const shard = shardOfId(event.id);
    await redis.zadd(shardKeys.outbox(shard), 1, event.id);
    await redis.zadd(shardKeys.deliveriesDue(shard), 1, sampleDelivery().delivery.id);
    assert.deepEqual(await store.overdueEvents(shard, 1, 2, 10), []);
    assert.deepEqual(await store.overdueDeliveries(shard, 1, 2, 10), []);
    assert.equal(await redis.zcard(shardKeys.outbox(shard)), 0);
  });
});
