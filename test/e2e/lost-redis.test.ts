import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import type { Orphans } from '../../src/usecases/operator/list-orphans.ts';
import type { Rebuilt } from '../../src/usecases/operator/rebuild.ts';
import { type Client, type ClusterView, createClient } from './client.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

const keys = { 'team-a': newKey(), 'team-b': newKey() };
const operatorKey = newKey();
type Tenant = keyof typeof keys;

describe('a lost Redis loses no cluster', () => {
  let stack: Stack;
  let redis: Redis;
  const clients = {} as Record<Tenant, Client>;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-lost-redis-'));
  /** As they stood before the loss. */
  const before_: Record<Tenant, ClusterView[]> = { 'team-a': [], 'team-b': [] };
  const tenants = Object.keys(keys) as Tenant[];

  before(async () => {
    const file = join(folder, 'declaration.yaml');
    const scopes = ['clusters:read', 'clusters:write', 'clusters:delete', 'clusters:credentials', 'jobs:read'];
    const key = (tenant: Tenant) => ({ scopes, key: { env: `KEY_OF_${tenant}` } });
    const declared = tenants.map((tenant) => [tenant, { accounts: ['sandbox'], keys: { portal: key(tenant) } }]);
    const operator = { scopes: ['operator:read', 'operator:write'], key: { env: 'KEY_OF_operator' } };
    const operations = ['operations', { keys: { pager: operator } }];
    writeFileSync(file, JSON.stringify({ tenants: Object.fromEntries([...declared, operations]) }));
    stack = await startStack({
      env: {
        SLIPWAY_DECLARATION_FILE: file,
        SLIPWAY_TENANTS: '{"default":["*"]}',
        KEY_OF_operator: operatorKey,
        ...Object.fromEntries(tenants.map((tenant) => [`KEY_OF_${tenant}`, keys[tenant]])),
      },
    });
    redis = new Redis(stack.redisUrl);
    for (const tenant of tenants) clients[tenant] = createClient(stack.apis[0]?.url ?? '', keys[tenant]);
  });
  after(async () => {
    redis.disconnect();
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  const list = async (tenant: Tenant) =>
    (await clients[tenant].ask<{ items: ClusterView[] }>('GET', '/v1/clusters')).body.items;
  const operator = () => createClient(stack.apis[0]?.url ?? '', operatorKey);
  const orphans = async () => (await operator().ask<Orphans>('GET', '/v1/operator/orphans')).body;
  const rebuild = async (dryRun = false) =>
    (await operator().ask<Rebuilt>('POST', '/v1/operator/rebuild', { body: { dryRun } })).body;

  test('five clusters of two tenants, in several groups, with two CNIs, and one of them deleted', async () => {
    const external = { cni: { plugin: 'external' } };
    const orders = [
      clients['team-a'].order('one'),
      clients['team-a'].order('two', { ...external, tags: { costs: 'x' } }),
      clients['team-b'].order('one', { resourceGroup: { name: 'rg-b', create: true } }),
      clients['team-b'].order('three', external),
      clients['team-b'].order('gone'),
    ];
    const jobs = await Promise.all(orders);
    for (const [index, { id }] of jobs.entries()) {
      const client = clients[index < 2 ? 'team-a' : 'team-b'];
      assert.equal((await client.ended(id, 120)).status, 'Succeeded');
    }
    const gone = jobs[4]?.clusterId ?? '';
    const deletion = await clients['team-b'].remove(gone);
    assert.equal((await clients['team-b'].ended(deletion.id)).status, 'Succeeded');
    assert.deepEqual(await orphans(), { clusters: [], groups: [], records: [], unread: [] });
    for (const tenant of tenants) before_[tenant] = await list(tenant);
    assert.deepEqual([before_['team-a'].length, before_['team-b'].length], [2, 2]);
  });

  test('Redis is emptied: the keys come back by themselves, and the clusters are orphans', async () => {
    await redis.flushall();
    await until(
      'the declared keys',
      () => redis.hget('slipway:{control}:installation', 'applied'),
      (at) => at !== null,
    );
    for (const tenant of tenants) assert.deepEqual(await list(tenant), []);
    const { clusters, groups, records } = await orphans();
    assert.deepEqual([clusters.length, groups.length, records.length], [4, 4, 0]);
    const ids = tenants.flatMap((tenant) => before_[tenant].map(({ id }) => id));
    assert.deepEqual(clusters.map(({ clusterId }) => clusterId).toSorted(), ids.toSorted());
  });

  test('rebuild makes the same clusters of them, once', async () => {
    const dry = await rebuild(true);
    assert.equal(dry.restored.length, 4, JSON.stringify(dry));
    for (const tenant of tenants) assert.deepEqual(await list(tenant), []);
    const rebuilt = await rebuild();
    assert.deepEqual([rebuilt.restored.length, rebuilt.refused, rebuilt.unread], [4, [], []]);
    for (const tenant of tenants) {
      const known = ({ id, name, state, armId, order }: ClusterView) => {
        const { kubernetesVersion, location, nodePools, resourceGroup, tags, cni } = order;
        const kept = { kubernetesVersion, location, tags, plugin: cni.plugin, group: resourceGroup };
        return { id, name, state, armId, ...kept, pools: nodePools.map(({ name, count }) => [name, count]) };
      };
      const now = await list(tenant);
      assert.deepEqual(now.map(known), before_[tenant].map(known));
      // The id was made a moment after the order's time was taken.
      for (const [index, { createdAt }] of now.entries()) {
        const apart = Date.parse(createdAt) - Date.parse(before_[tenant][index]?.createdAt ?? '');
        assert.ok(Math.abs(apart) < 100, `${apart} ms`);
      }
    }
    const again = await rebuild();
    assert.deepEqual([again.restored.length, again.skipped.length], [0, 4]);
    assert.deepEqual(await orphans(), { clusters: [], groups: [], records: [], unread: [] });
  });

  test('their nodes and credentials are there, and a delete works to the end', async () => {
    for (const tenant of tenants) {
      for (const { id, links } of await list(tenant)) {
        const nodes = await clients[tenant].nodes(id);
        assert.deepEqual([nodes.source, nodes.items.length], ['live', 3]);
        assert.match(await clients[tenant].kubeconfig(id), /^\s*server: https:/m);
        assert.equal(links.lastJob, undefined);
        const { status, inventory } = await clients[tenant].ended((await clients[tenant].remove(id)).id, 120);
        assert.equal(status, 'Succeeded');
        assert.deepEqual([inventory?.exists, inventory?.kept], [[], []]);
      }
    }
    const { clusters, groups } = await stack.azure();
    assert.deepEqual([clusters, groups], [[], []]);
    assert.deepEqual(await orphans(), { clusters: [], groups: [], records: [], unread: [] });
  });
});

function newKey(): string {
  return `slw_e2e_${randomBytes(20).toString('hex')}`;
}
