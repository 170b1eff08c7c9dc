import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openState } from '../../sandbox/state/state.ts';

const folderOf = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-state-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** What a `kill -9` leaves: the files as they are, and nobody who closes them. */
function killed(t: TestContext, folder: string): string {
  const left = folderOf(t);
  for (const name of ['state.db', 'state.db-wal']) copyFileSync(join(folder, name), join(left, name));
  return left;
}

test('records that were put, changed in place or deleted are kept at the commit, in their order', (t) => {
  const folder = folderOf(t);
  const state = openState(folder);
  t.after(state.close);
  const map = state.map<{ size: number }>('things');
  for (const [index, key] of ['b', 'a', 'c'].entries()) map.set(key, { size: index });
  state.commit();
  const found = map.get('a');
  assert.ok(found);
  found.size = 7;
  map.delete('b');
  state.commit();
  map.set('after the last commit', { size: 9 });

  const next = openState(killed(t, folder));
  t.after(next.close);
  assert.deepEqual(
    [...next.map('things')],
    [
      ['a', { size: 7 }],
      ['c', { size: 2 }],
    ],
  );
  assert.equal(next.map('other things').size, 0);
});

test('a store that is kept whole is kept when it has said so, and at the end', (t) => {
  const folder = folderOf(t);
  const counter = (changed: () => void) => {
    let count = 0;
    return {
      changed,
      add: () => count++,
      snapshot: () => ({ count }),
      restore(kept: unknown) {
        count = (kept as { count: number }).count;
      },
    };
  };
  const state = openState(folder);
  const first = state.whole('counter', counter);
  first.add();
  first.changed();
  state.commit();
  first.add();
  state.commit();
  const after = openState(killed(t, folder));
  t.after(after.close);
  assert.deepEqual(after.whole('counter', counter).snapshot(), { count: 1 });

  state.close();
  const again = openState(folder);
  t.after(again.close);
  assert.deepEqual(again.whole('counter', counter).snapshot(), { count: 2 });
});

test('a tail that was written by half is passed over, and all before it is there', (t) => {
  const folder = folderOf(t);
  const state = openState(folder);
  t.after(state.close);
  const map = state.map('things');
  map.set('first', 'kept');
  state.commit();
  map.set('second', 'x'.repeat(20_000));
  state.commit();
  for (const spoil of [cut, garble]) {
    const left = killed(t, folder);
    spoil(join(left, 'state.db-wal'));
    const next = openState(left);
    assert.deepEqual([...next.map('things').keys()], ['first']);
    next.map('things').set('third', 'goes on');
    next.close();
  }

  function cut(path: string): void {
    writeFileSync(path, readFileSync(path).subarray(0, -10_000));
  }
  function garble(path: string): void {
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, bytes.length - 10_000));
  }
});

test('a folder that another sandbox has, and one that cannot be read, are refused with what to do', (t) => {
  const folder = folderOf(t);
  const state = openState(folder);
  assert.throws(() => openState(folder), /another sandbox runs with the state .*SANDBOX_STATE of its own/);
  state.close();
  writeFileSync(join(folder, 'state.db'), 'this is not a database, and never was one');
  assert.throws(() => openState(folder), /cannot read the sandbox state .*remove it to start afresh/);
});
