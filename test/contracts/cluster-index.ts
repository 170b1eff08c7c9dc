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
  });
}
