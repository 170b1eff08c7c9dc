import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance } from '../../../src/engine/advance.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { done, fail, snooze } from '../../../src/model/step.ts';
import type { Budgets, Step } from '../../../src/ports.ts';
import { minute, setUp } from './support.ts';

describe('a step that throws', () => {
  test('is tried again after longer and longer pauses, and the count starts anew after a snooze', async () => {
    const times: number[] = [];
    const t = await setUp({
      shaky: async ({ now }, attempt) => {
        times.push(now);
        if (attempt === 4) return snooze(minute, 'waiting');
        if (attempt < 8) throw new Error('boom');
        return done('at last');
      },
    });
    await t.drive();
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(pauses, [1_500, 3_000, 6_000, minute, 1_500, 3_000, 6_000]);
    assert.equal((await t.read()).job.status, 'Succeeded');
    assert.equal((await t.read()).job.steps[0]?.attempts, 7, 'the snooze was no attempt');
  });

  test('fails the job after eight tries in a row, without telling the fault', async () => {
    const t = await setUp({
      broken: async () => {
        throw new Error('password=hunter2');
      },
    });
    await t.drive();
    const { job } = await t.read();
    assert.equal(job.status, 'Failed');
    assert.equal(job.error?.code, 'internal');
    assert.equal(job.steps[0]?.attempts, 8);
    assert.doesNotMatch(JSON.stringify(job), /hunter2/);
  });

  test('fails the job at once with a problem that trying again cannot mend', async () => {
    const t = await setUp({
      refused: async () => {
        throw new ProblemError(problem('azure-quota-exceeded', 'No cores left.'));
      },
    });
    await t.drive();
    const { job } = await t.read();
    assert.equal(job.error?.code, 'azure-quota-exceeded');
    assert.equal(job.steps[0]?.attempts, 1);
  });

  test('says meanwhile what Azure is busy with, and ends with it', async () => {
    const remedy = 'Wait until the resource group is gone, or order another one.';
    const busy = problem('azure-busy', 'The group is being deleted.', {
      remedy,
      azure: { code: 'ResourceGroupBeingDeleted' },
    });
    const t = await setUp({
      held: async () => {
        throw new ProblemError(busy);
      },
    });
    await t.drive(3);
    const { job } = await t.read();
    assert.equal(job.steps[0]?.message, 'Waiting until Azure is free: The group is being deleted.');
    await t.drive();
    const { error } = (await t.read()).job;
    assert.deepEqual(
      [error?.code, error?.remedy, error?.azure?.code],
      ['azure-busy', remedy, 'ResourceGroupBeingDeleted'],
    );
    assert.match(error?.detail ?? '', /not done in time\. Last seen: .*The group is being deleted/);
    assert.equal(error?.message, error?.detail);
  });

  test('waits at least as long as Azure asks', async () => {
    const t = await setUp({
      away: async (_, attempt) => {
        if (attempt > 1) return done('back');
        throw new ProblemError(problem('azure-unavailable', '503'), { retryAfterMs: 5 * minute });
      },
    });
    const began = t.clock.now();
    await t.drive();
    assert.equal(t.clock.now() - began, 5 * minute);
  });
});

describe('a 429', () => {
  test('is no attempt and no error, and moves the deadline', async () => {
    const t = await setUp({
      busy: async (_, attempt) => {
        if (attempt > 20) return done('through');
        throw new ProblemError(problem('azure-throttled', '429'), { retryAfterMs: 2 * minute });
      },
    });
    await t.drive();
    const { job } = await t.read();
    assert.equal(job.status, 'Succeeded', 'forty minutes of waiting do not break a deadline of ten');
    assert.equal(job.steps[0]?.attempts, 1);
  });

  test('a place in the budget is waited for without an attempt, and used when its time has come', async () => {
    const waits = [7_000, 0];
    let reserved = 0;
    const budgets: Budgets = {
      async reserve() {
        reserved += 1;
        return waits.shift() ?? 0;
      },
    };
    const t = await setUp({ thrifty: async () => done('ok') }, { budgets });
    const began = t.clock.now();
    await t.drive();
    assert.equal(t.clock.now() - began, 7_000);
    assert.equal(reserved, 1, 'the reserved place is not reserved again');
    assert.equal((await t.read()).job.steps[0]?.attempts, 1);
  });
});

describe('a deadline', () => {
  test('is followed by one last look, which may still find that all is well', async () => {
    const late = await setUp({
      slow: async ({ now, job }) =>
        now >= Date.parse(job.steps[0]?.deadlineAt ?? '') ? done('just in time') : snooze(4 * minute, 'waiting'),
    });
    await late.drive();
    assert.equal((await late.read()).job.status, 'Succeeded');
  });

  test('fails the job with the step’s own problem and what was last seen', async () => {
    const t = await setUp({ endless: async () => snooze(4 * minute, '2 of 3 nodes') });
    const began = t.clock.now();
    await t.drive();
    const { job } = await t.read();
    assert.equal(job.error?.code, 'deadline-exceeded');
    assert.match(job.error?.detail ?? '', /2 of 3 nodes/);
    assert.equal(t.clock.now() - began, 10 * minute);
    assert.equal(t.runs.length, 4, 'looks at 0, 4 and 8 minutes, and the last at the deadline');
  });
});

describe('the end of a job', () => {
  test('that fails runs its ending steps, and a failing one keeps neither the next nor the first problem', async () => {
    const t = await setUp(
      {
        work: async () => fail(problem('plugin-mismatch', 'kubenet')),
        later: async () => done('never'),
        clean: async () => fail(problem('azure-forbidden', 'no right to delete')),
        count: async () => done('counted'),
      },
      { ending: ['clean', 'count'] },
    );
    await t.drive();
    const { job } = await t.read();
    assert.deepEqual(t.runs, ['work', 'clean', 'count']);
    assert.equal(job.error?.code, 'plugin-mismatch');
    assert.deepEqual(
      job.steps.map(({ status }) => status),
      ['Failed', 'Skipped', 'Failed', 'Succeeded'],
    );
  });

  test('that is canceled between two steps makes no further one', async () => {
    const t = await setUp({
      first: async ({ job }) => {
        await t.store.signal(job.id, 'cancel', { by: 'key:me', at: 'now' }, t.clock.now());
        return done('ok');
      },
      second: async () => done('ok'),
    });
    await t.drive();
    assert.deepEqual(t.runs, ['first']);
    assert.equal((await t.read()).job.status, 'Canceled');
  });
});

describe('an engine', () => {
  test('that has lost its lease writes nothing more', async () => {
    const t = await setUp({
      frozen: async ({ job }) => {
        // Nothing of it moved, its renewals included, while another worker took the job.
        const later = t.clock.now() + minute;
        assert.equal((await t.store.claim(job.id, later, later + 12_000)).type, 'claimed');
        return fail(problem('internal', 'too late'));
      },
    });
    await t.drive();
    assert.equal((await t.read()).job.status, 'Running');
    assert.equal(
      (await t.store.events('team-a', t.jobId)).some((event) => event.type === 'job.failed'),
      false,
    );
  });

  test('lets a job rest whose step it does not know', async () => {
    const t = await setUp({ tomorrow: async () => done('ok') });
    const older = { ...t.deps, steps: new Map<string, Step>() };
    await advance(older, t.jobId);
    assert.match((await t.read()).job.steps[0]?.message ?? '', /does not know|knows this step/);
    const next = t.pending.shift();
    assert.equal((next?.dueAt ?? 0) - t.clock.now(), 30_000);
    t.clock.advance(30_000);
    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
  });

  test('remembers a memo until the step is over, and keeps it out of the job', async () => {
    const seen: unknown[] = [];
    const t = await setUp({
      noted: async ({ memo }, attempt) => {
        seen.push(memo);
        return attempt < 3 ? snooze(1_000, 'waiting', { token: `secret-${attempt}` }) : done('ok');
      },
    });
    await t.drive(2);
    assert.doesNotMatch(JSON.stringify((await t.read()).job), /secret/);
    await t.drive();
    assert.deepEqual(seen, [{}, { token: 'secret-1' }, { token: 'secret-2' }]);
    assert.deepEqual((await t.read()).memos, {});
  });

  test('that is woken too early asks to be woken again, but by its own wake-up only', async () => {
    const t = await setUp({ one: async () => snooze(minute, 'waiting') });
    await advance(t.deps, t.jobId, 1);
    const [parked] = t.pending;
    assert.ok(parked);
    assert.equal(await advance(t.deps, t.jobId, parked.wake), parked.dueAt);
    assert.equal(await advance(t.deps, t.jobId, parked.wake - 1), undefined, 'a wake-up of before has been overtaken');
    t.clock.advanceTo(parked.dueAt);
    assert.equal(await advance(t.deps, t.jobId, parked.wake), undefined);
  });

  test('renews its lease while a step is at work', async () => {
    const t = await setUp({
      long: async ({ job }) => {
        for (let passed = 0; passed < 30_000; passed += 2_000) {
          t.clock.advance(2_000);
          await Promise.resolve();
        }
        assert.equal((await t.store.claim(job.id, t.clock.now(), t.clock.now() + 1)).type, 'leased');
        return done('ok');
      },
    });
    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
  });
});
