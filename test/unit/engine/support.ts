import assert from 'node:assert/strict';
import { advance } from '../../../src/engine/advance.ts';
import type { Budgets, Step, StepContext } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createRecords } from '../../fakes/records.ts';
import { createWorld } from '../../fakes/world.ts';

export type Play = (context: StepContext, attempt: number) => ReturnType<Step['run']>;
export const minute = 60_000;

/** A job of the given steps, each of which plays what the test says; and its engine. */
export async function setUp(plays: Record<string, Play>, options: { ending?: string[]; budgets?: Budgets } = {}) {
  const store = createMemoryJobStore();
  const w = createWorld(store);
  const runs: string[] = [];
  const counts: Record<string, number> = {};
  const step = (name: string, play: Play): Step => ({
    name,
    deadlineMs: 10 * minute,
    overdue: 'deadline-exceeded',
    ...(options.budgets ? { budget: () => ({ scope: { account: 'a', subscriptionId: 's' }, kind: 'reads' }) } : {}),
    run(context) {
      counts[name] = (counts[name] ?? 0) + 1;
      runs.push(name);
      return play(context, counts[name]);
    },
  });
  const deps = {
    ...w.engine(),
    ...(options.budgets ? { budgets: options.budgets } : {}),
    steps: new Map(Object.entries(plays).map(([name, play]) => [name, step(name, play)])),
  };
  const accepting = createRecords();
  const { job } = accepting.record;
  job.steps = Object.keys(plays).map((name) => ({
    name,
    title: name,
    stage: options.ending?.includes(name) ? 'ending' : 'main',
    status: 'NotStarted',
    attempts: 0,
  }));
  await store.accept(accepting);
  /** Works off the wake-ups until none is left, or so many are done. */
  async function drive(turns = 1_000) {
    await advance(deps, job.id);
    for (let turn = 1; turn < turns; turn += 1) {
      const next = w.pending.shift();
      if (!next) return;
      w.clock.advanceTo(next.dueAt);
      await advance(deps, job.id);
    }
  }
  const read = async () => {
    const stored = await store.job('team-a', job.id);
    assert.ok(stored);
    return stored.record;
  };
  return { ...w, store, deps, runs, drive, read, jobId: job.id };
}
