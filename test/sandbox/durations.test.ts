import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDurations, DURATIONS, type DurationKind } from '../../sandbox/durations.ts';

const DRAWS = 20_000;

for (const [kind, { median, p99, longest }] of Object.entries(DURATIONS)) {
  test(`${kind}: half take no longer than the median, 99 of 100 no longer than stated, and none for ever`, () => {
    const durations = createDurations(7, 'drawn', new Map());
    const draws = Array.from({ length: DRAWS }, (_, index) => durations.draw(kind as DurationKind, `cluster ${index}`));
    draws.sort((a, b) => a - b);
    const quantile = (share: number) => draws[Math.floor(share * DRAWS)] ?? 0;
    const near = (wanted: number, tolerance: number, share: number) =>
      assert.ok(
        Math.abs(quantile(share) / wanted - 1) < tolerance,
        `${share}: ${quantile(share)} is not near ${wanted}`,
      );
    near(median, 0.05, 0.5);
    near(p99, 0.15, 0.99);
    assert.ok(quantile(0) > 0.25 * median && (draws.at(-1) ?? 0) <= longest);
  });
}

test('a draw depends on the seed, the resource and how many it has had, and not on others', () => {
  const alone = createDurations(1, 'drawn', new Map());
  const amid = createDurations(1, 'drawn', new Map());
  const wanted = [alone.draw('create', 'one'), alone.draw('delete', 'one'), alone.draw('create', 'one')];
  const found = wanted.map((_, index) => {
    amid.draw('create', `other ${index}`);
    return amid.draw(index === 1 ? 'delete' : 'create', 'one');
  });
  assert.deepEqual(found, wanted);
  assert.notEqual(wanted[0], wanted[2]);
  assert.notEqual(createDurations(2, 'drawn', new Map()).draw('create', 'one'), wanted[0]);
});

test('what a resource has had is known after a restart, until the resource is gone', () => {
  const kept = new Map<string, number>();
  const first = createDurations(1, 'drawn', kept).draw('create', 'one');
  const restarted = createDurations(1, 'drawn', kept);
  assert.notEqual(restarted.draw('create', 'one'), first);
  restarted.forget('one');
  assert.equal(restarted.draw('create', 'one'), first);
});

test('typical durations are the medians', () => {
  const durations = createDurations(1, 'typical', new Map());
  assert.equal(durations.draw('create', 'one'), 8.5 * 60_000);
  assert.equal(durations.draw('create', 'one'), 8.5 * 60_000);
});
