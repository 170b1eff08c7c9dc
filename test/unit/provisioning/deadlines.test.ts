import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeadlines } from '../../e2e/lies.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

test('the page of the sandbox says truly which deadline ends what', () => {
  const { steps } = createWorld(createMemoryJobStore()).engine();
  for (const [fault, name = '', code, after] of readDeadlines()) {
    const step = steps.get(name);
    assert.deepEqual([step?.overdue, `${(step?.deadlineMs ?? 0) / 60_000} min`], [code, after], fault);
  }
  assert.ok(readDeadlines().length > 0);
});
