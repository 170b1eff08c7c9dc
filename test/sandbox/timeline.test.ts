import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openState } from '../../sandbox/state/state.ts';
import { createTimeline } from '../../sandbox/timeline.ts';

test('what is to happen to a target happens in its order, however late and jumbled the timers fire', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-timeline-'));
  const state = openState(folder);
  t.after(() => {
    state.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const timers: (() => void)[] = [];
  const after = (_: number, callback: () => void) => {
    timers.push(callback);
    return () => undefined;
  };
  const timeline = createTimeline({ speed: 1, now: () => 0, scaled: (ms) => ms, after }, state);
  const seen: string[] = [];
  timeline.on('end', ({ target }) => timeline.cancelFor(target));
  for (const kind of ['first', 'second', 'third']) timeline.on(kind, ({ target }) => seen.push(`${target} ${kind}`));
  timeline.schedule(1, 'first', 'a', '');
  timeline.schedule(2, 'second', 'a', '');
  timeline.schedule(3, 'third', 'a', '');
  timeline.schedule(1, 'first', 'b', '');
  timeline.schedule(2, 'end', 'b', '');
  timeline.schedule(3, 'third', 'b', '');
  const [first, second, ...others] = timers;
  second?.();
  assert.deepEqual(seen, ['a first', 'a second']);
  for (const timer of [first, second, ...others.toReversed()]) timer?.();
  // What was called off in between does not happen, although its timer had fired.
  assert.deepEqual(seen, ['a first', 'a second', 'b first', 'a third']);
});
