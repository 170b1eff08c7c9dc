import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shardOfTenant } from '../../src/model/id.ts';
import type { JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';

const lease = 12_000;
const shard = shardOfTenant('team-a');
/** Another tenant of the same shard. */
const neighbour = 'team-b';

/** What every store must do for operators; `open` gives an empty one. */
export function operatorContract(kind: string, open: () => Promise<JobStore>): void {
  describe(`open jobs of all tenants (${kind})`, () => {
    test('are listed by shard and id, page by page, with due time, lease and epoch', async () => {
      const store = await open();
      const [one, two] = [createRecords({ name: 'one' }), createRecords({ name: 'two', tenant: neighbour })];
      for (const each of [one, two, createRecords({ tenant: 'team-c' })]) await store.accept(each);
      await store.claim(one.record.job.id, fakeEpoch, fakeEpoch + lease);
      const first = await store.open(shard, 1);
      const { record } = one;
      assert.deepEqual(first, {
        items: [
          {
            record,
            cluster: one.cluster,
            dueAt: fakeEpoch + lease,
            leaseUntil: fakeEpoch + lease,
            epoch: 1,
          },
        ],
        next: record.job.id,
      });
      const second = await store.open(shard, 1, first.next);
      assert.deepEqual(second, {
        items: [{ record: two.record, cluster: two.cluster, dueAt: fakeEpoch, leaseUntil: 0, epoch: 0 }],
      });
    });

    test('keep their due time when the sweeper puts them off, and are gone when they have ended', async () => {
      const store = await open();
      const { record, cluster, ...accepting } = createRecords();
      await store.accept({ record, cluster, ...accepting });
      await store.overdue(shard, fakeEpoch, fakeEpoch + 60_000, 10);
      assert.equal((await store.open(shard, 9)).items[0]?.dueAt, fakeEpoch);
      const claim = await store.claim(record.job.id, fakeEpoch, fakeEpoch + lease);
      assert.ok(claim.type === 'claimed');
      record.job.status = 'Failed';
      const ending = { record, cluster, events: [], gone: false, signalCount: 0, now: fakeEpoch };
      assert.equal(await store.finish(record.job.id, claim.epoch, ending), 'finished');
      assert.deepEqual(await store.open(shard, 9), { items: [] });
    });
  });

  describe(`claim by force (${kind})`, () => {
    test('takes a job from the worker that holds it, whose saves are lost from then on', async () => {
      const store = await open();
      const { record, cluster, ...accepting } = createRecords();
      const { id } = record.job;
      await store.accept({ record, cluster, ...accepting });
      const held = await store.claim(id, fakeEpoch, fakeEpoch + lease);
      assert.ok(held.type === 'claimed');
      const seized = await store.claim(id, fakeEpoch + 1, fakeEpoch + 1 + lease, 'force');
      assert.ok(seized.type === 'claimed');
      assert.equal(seized.epoch, held.epoch + 1);
      const saving = { record, cluster, events: [], dueAt: undefined, leaseUntil: fakeEpoch + lease, signalCount: 0 };
      assert.deepEqual(await store.save(id, held.epoch, { ...saving, now: fakeEpoch + 2 }), { type: 'lost' });
      assert.equal(await store.renew(id, held.epoch, fakeEpoch + 9 * lease), false);
      const ending = { record, cluster, events: [], gone: false, signalCount: 0, now: fakeEpoch + 3 };
      assert.equal(await store.finish(id, held.epoch, ending), 'lost');
      assert.equal(await store.finish(id, seized.epoch, ending), 'finished');
    });

    test('takes a job that is not due, and leaves it to the sweeper if nothing follows', async () => {
      const store = await open();
      const accepting = createRecords();
      const { id } = accepting.record.job;
      await store.accept({ ...accepting, dueAt: fakeEpoch + 10 * lease });
      assert.equal((await store.claim(id, fakeEpoch, fakeEpoch + lease)).type, 'not-due');
      assert.equal((await store.claim(id, fakeEpoch, fakeEpoch + lease, 'force')).type, 'claimed');
      assert.equal((await store.claim(id, fakeEpoch + lease, fakeEpoch + 2 * lease)).type, 'claimed');
    });

    test('takes no job that has ended or never was', async () => {
      const store = await open();
      const { record, cluster, ...accepting } = createRecords();
      const { id } = record.job;
      assert.equal((await store.claim(id, fakeEpoch, fakeEpoch + lease, 'force')).type, 'unknown');
      await store.accept({ record, cluster, ...accepting });
      const claim = await store.claim(id, fakeEpoch, fakeEpoch + lease, 'force');
      assert.ok(claim.type === 'claimed');
      record.job.status = 'Canceled';
      const ending = { record, cluster, events: [], gone: false, signalCount: 0, now: fakeEpoch };
      await store.finish(id, claim.epoch, ending);
      assert.equal((await store.claim(id, fakeEpoch, fakeEpoch + lease, 'force')).type, 'ended');
    });
  });
}
