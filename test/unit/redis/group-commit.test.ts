import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupCommit } from '../../../src/adapters/redis/group-commit.ts';

/** A commit whose rounds end when the test says so. */
function setUp() {
  const rounds: { items: number[]; end: PromiseWithResolvers<number[]> }[] = [];
  const commit = groupCommit((items: number[]) => {
    const end = Promise.withResolvers<number[]>();
    rounds.push({ items, end });
    return end.promise;
  });
  const end = (index: number) => {
    const round = rounds[index];
    round?.end.resolve(round.items.map((item) => item * 10));
  };
  return { rounds, commit, end };
}

test('whoever comes while a round is under way shares the next, and gets an answer of its own', async () => {
  const { rounds, commit, end } = setUp();
  const first = commit(1);
  const others = [commit(2), commit(3), commit(4)];
  assert.deepEqual(
    rounds.map(({ items }) => items),
    [[1]],
  );
  end(0);
  assert.equal(await first, 10);
  assert.deepEqual(
    rounds.map(({ items }) => items),
    [[1], [2, 3, 4]],
  );
  end(1);
  assert.deepEqual(await Promise.all(others), [20, 30, 40]);
});

test('a round that fails fails for its own group alone', async () => {
  const { rounds, commit, end } = setUp();
  const first = commit(1);
  const second = commit(2);
  rounds[0]?.end.reject(new Error('no answer'));
  await assert.rejects(first, /no answer/);
  end(1);
  assert.equal(await second, 20);
});
