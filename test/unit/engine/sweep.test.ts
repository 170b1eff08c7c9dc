import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Swept, sweep } from '../../../src/engine/sweep.ts';
import { createFakeClock, createRecordedLog } from '../../fakes/clock.ts';

describe('a sweep', () => {
  function look(find: Swept['find'], pageSize = 10) {
    const log = createRecordedLog();
    const clock = createFakeClock();
    const woken: string[] = [];
    const wake = async (id: string, number: number) => void woken.push(`${id}.${number}`);
    const once = sweep({ clock, log, graceMs: 5_000, pageSize }, [{ name: 'things', find, wake }]);
    return { once, woken, said: () => log.lines.map(({ message, fields }) => ({ message, ...fields })) };
  }

  test('wakes what every shard has that is overdue, page after page, and says how much that was', async () => {
    const left = [7, 2];
    const { once, woken, said } = look(async (shard, _now, graceMs, limit) => {
      assert.equal(graceMs, 5_000);
      if (shard !== 3) return [];
      const count = Math.min(left.shift() ?? 0, limit);
      return Array.from({ length: count }, (_, index) => ({ id: `thing-${left.length}-${index}`, wake: 1 }));
    }, 7);
    await once();
    assert.equal(woken.length, 9);
    assert.deepEqual(said(), [{ message: 'woke overdue things', woken: 9 }]);
  });

  test('goes on with the next shard when one cannot be looked at', async () => {
    const { once, woken, said } = look(async (shard) => {
      if (shard === 0) throw new Error('away');
      return shard === 1 ? [{ id: 'thing', wake: 4 }] : [];
    });
    await once();
    assert.deepEqual(woken, ['thing.4']);
    assert.match(said()[0]?.message ?? '', /a search for overdue things failed/);
  });

  test('wakes all of a page at once, not one after the other', async () => {
    const log = createRecordedLog();
    const all = Promise.withResolvers<void>();
    let waking = 0;
    const once = sweep({ clock: createFakeClock(), log, graceMs: 1, pageSize: 10 }, [
      {
        name: 'things',
        find: async (shard) => (shard === 0 ? ['a', 'b', 'c'].map((id) => ({ id, wake: 1 })) : []),
        async wake() {
          waking += 1;
          if (waking === 3) all.resolve();
          await all.promise;
        },
      },
    ]);
    await once();
    assert.equal(waking, 3);
  });
});
