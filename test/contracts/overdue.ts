import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';

const lease = 12_000;

/** What a sweeper is told of a store's overdue jobs; `open` gives an empty store. */
export function overdueContract(kind: string, open: () => Promise<JobStore>): void {
  async function accept() {
    const store = await open();
    const records = createRecords();
    await store.accept(records);
    return { store, jobId: records.record.job.id };
  }
  async function claimed() {
    const { store, jobId } = await accept();
    const claim = await store.claim(jobId, fakeEpoch, fakeEpoch + lease);
    assert.ok(claim.type === 'claimed');
    return { store, jobId, claim };
  }

  describe(`overdue (${kind})`, () => {
    const shard = Number.parseInt(createRecords().record.job.id.slice(-1), 16);

    const grace = 5_000;

    test('finds a job whose first wake-up was lost, and keeps it from the next sweeper for a while', async () => {
      const { store, jobId } = await accept();
      const now = fakeEpoch + grace;
      assert.deepEqual(await store.overdue(shard, now - 1, grace, 10), []);
      assert.deepEqual(await store.overdue(shard, now, grace, 10), [{ id: jobId, wake: 1 }]);
      assert.deepEqual(await store.overdue(shard, now + grace - 1, grace, 10), []);
      assert.equal((await store.claim(jobId, now, now + lease)).type, 'claimed');
      assert.deepEqual(await store.overdue(shard, now + grace, grace, 10), []);
    });

    test('gets past a wake-up that is never claimed, without piling up many while the queue is merely long', async () => {
      const { store, jobId } = await accept();
      const numbers: (number | undefined)[] = [];
      for (let sweep = 1; sweep <= 31; sweep += 1) {
        const [found] = await store.overdue(shard, fakeEpoch + sweep * grace, grace, 10);
        assert.equal(found?.id, jobId);
        numbers.push(found?.wake);
      }
      // The same number after one grace, then new ones after one more, two more, four more …
      const firsts = numbers.flatMap((wake, index) => (wake === numbers[index - 1] ? [] : [index + 1]));
      assert.deepEqual(firsts, [1, 2, 4, 8, 16]);
      assert.equal(numbers.at(-1), 5);
    });

    test('finds a job whose worker died as soon as its lease is over, past the number which that worker took', async () => {
      const { store, jobId, claim } = await claimed();
      const over = fakeEpoch + lease;
      assert.deepEqual(await store.overdue(shard, over - 1, grace, 10), []);
      assert.deepEqual(await store.overdue(shard, over, grace, 10), [{ id: jobId, wake: 2 }]);
      assert.deepEqual(await store.overdue(shard, over, grace, 10), [], 'and only once');
      const again = await store.claim(jobId, over, over + lease);
      assert.ok(again.type === 'claimed');
      assert.deepEqual(
        await store.overdue(shard, over + lease, grace, 10),
        [{ id: jobId, wake: 3 }],
        'or once a death',
      );
      claim.record.job.status = 'Succeeded';
      const { record, cluster } = claim;
      const rest = { gone: false, signalCount: 0, events: [], now: over };
      assert.equal(await store.finish(jobId, again.epoch, { record, cluster, ...rest }), 'finished');
      assert.deepEqual(await store.overdue(shard, over + 100 * lease, grace, 10), []);
    });

    test('answers page by page', async () => {
      const store = await open();
      const ids = new Set<string>();
      for (const name of ['a', 'b', 'c']) {
        const records = createRecords({ name });
        ids.add(records.record.job.id);
        await store.accept(records);
      }
      const now = fakeEpoch + grace;
      const pages = [await store.overdue(shard, now, grace, 2), await store.overdue(shard, now, grace, 2)];
      assert.deepEqual(
        pages.map(({ length }) => length),
        [2, 1],
      );
      assert.deepEqual(new Set(pages.flat().map(({ id }) => id)), ids);
    });
  });
}
