import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shardOfTenant } from '../../src/model/id.ts';
import type { Accepting, JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';

const lease = 12_000;
const shard = shardOfTenant('team-a');
/** Two tenants of one shard, and one of another. */
const [neighbour, stranger] = ['team-b', 'team-c'];

/** What every store must do for those who look after the clusters of all tenants; `open` gives an empty one. */
export function clusterIndexContract(kind: string, open: () => Promise<JobStore>): void {
  async function endAsGone(store: JobStore, { record, cluster }: Accepting): Promise<void> {
    const claim = await store.claim(record.job.id, fakeEpoch, fakeEpoch + lease);
    assert.ok(claim.type === 'claimed');
    const ending = { record, cluster, events: [], gone: true, signalCount: 0, now: fakeEpoch };
    assert.equal(await store.finish(record.job.id, claim.epoch, ending), 'finished');
  }

  describe(`clusters of all tenants (${kind})`, () => {
    test('are listed by shard, newest first, page by page', async () => {
      assert.deepEqual([shardOfTenant(neighbour), shardOfTenant(stranger) === shard], [shard, false]);
      const store = await open();
      const mine = [createRecords({ name: 'one' }), createRecords({ name: 'two', tenant: neighbour })];
      for (const each of [...mine, createRecords({ tenant: stranger })]) await store.accept(each);
      const first = await store.allClusters(shard, 1);
      const second = await store.allClusters(shard, 9, first.next);
      assert.deepEqual(
        [...first.items, ...second.items].map(({ cluster }) => cluster.id),
        mine.map(({ cluster }) => cluster.id).toReversed(),
      );
      assert.equal(second.next, undefined);
    });

    test('lose those of which nothing is left in Azure, until there is another job on them', async () => {
      const store = await open();
      const accepting = createRecords();
      await store.accept(accepting);
      await endAsGone(store, accepting);
      assert.deepEqual((await store.allClusters(shard, 9)).items, []);
      const again = createRecords({ clusterId: accepting.cluster.id });
      const expect = (await store.cluster('team-a', accepting.cluster.id))?.version ?? 0;
      assert.equal((await store.accept({ ...again, expect })).type, 'accepted');
      assert.equal((await store.allClusters(shard, 9)).items.length, 1);
    });

    test('are read by id alone', async () => {
      const store = await open();
      const { cluster } = createRecords({ tenant: stranger });
      assert.equal(await store.anyCluster(cluster.id), undefined);
      await store.accept({ ...createRecords({ tenant: stranger }), cluster });
      assert.equal((await store.anyCluster(cluster.id))?.cluster.tenant, stranger);
    });
  });

  describe(`restore (${kind})`, () => {
    const lost = () => {
      const { cluster } = createRecords();
      return { ...cluster, state: 'Ready' as const, lastJob: '' };
    };

    test('puts a cluster back with its name, its indexes and no job', async () => {
      const store = await open();
      const cluster = lost();
      assert.deepEqual(await store.restore({ cluster, expect: 'new', wantsName: true }), { type: 'restored' });
      assert.deepEqual((await store.cluster('team-a', cluster.id))?.cluster, cluster);
      assert.equal((await store.clusters('team-a', {}, 9)).items.length, 1);
      assert.equal((await store.allClusters(shard, 9)).items.length, 1);
      const order = await store.accept(createRecords());
      assert.deepEqual(order, { type: 'name-taken', clusterId: cluster.id, jobId: '' });
      const version = (await store.cluster('team-a', cluster.id))?.version ?? 0;
      const next = createRecords({ clusterId: cluster.id });
      assert.equal((await store.accept({ ...next, expect: version })).type, 'accepted');
    });

    test('never writes over a record, and changes nothing the second time', async () => {
      const store = await open();
      const accepting = createRecords();
      await store.accept(accepting);
      const before = await store.cluster('team-a', accepting.cluster.id);
      const cluster = { ...accepting.cluster, state: 'Ready' as const };
      assert.deepEqual(await store.restore({ cluster, expect: 'new', wantsName: true }), { type: 'exists' });
      assert.deepEqual(await store.cluster('team-a', cluster.id), before);
    });

    test('is refused a name that another cluster has, unless it wants none', async () => {
      const store = await open();
      const { cluster: holder, ...order } = createRecords();
      await store.accept({ ...order, cluster: holder });
      const cluster = lost();
      const refused = await store.restore({ cluster, expect: 'new', wantsName: true });
      assert.deepEqual(refused, { type: 'name-taken', clusterId: holder.id });
      assert.equal(await store.anyCluster(cluster.id), undefined);
      assert.deepEqual(await store.restore({ cluster, expect: 'new', wantsName: false }), { type: 'restored' });
      const again = await store.accept(createRecords());
      assert.equal(again.type === 'name-taken' && again.clusterId, holder.id);
    });

    test('writes over a record only at the version that was read, and only without a job', async () => {
      const store = await open();
      const accepting = createRecords();
      await store.accept(accepting);
      const cluster = { ...accepting.cluster, state: 'Ready' as const };
      const version = async () => (await store.anyCluster(cluster.id))?.version ?? 0;
      const over = async (expect: number) => (await store.restore({ cluster, expect, wantsName: false })).type;
      assert.equal(await over(await version()), 'exists', 'a job is active');
      await endAsGone(store, accepting);
      assert.equal(await over((await version()) - 1), 'exists', 'it has changed since');
      assert.equal(await over(await version()), 'restored');
      assert.equal((await store.anyCluster(cluster.id))?.cluster.state, 'Ready');
      assert.equal((await store.allClusters(shard, 9)).items.length, 1);
    });

    test('a dry run says the same and writes nothing', async () => {
      const store = await open();
      const cluster = lost();
      const restoring = { cluster, expect: 'new' as const, wantsName: true, dryRun: true };
      assert.deepEqual(await store.restore(restoring), { type: 'restored' });
      assert.equal(await store.anyCluster(cluster.id), undefined);
      await store.accept(createRecords());
      assert.equal((await store.restore(restoring)).type, 'name-taken');
    });
  });
}
