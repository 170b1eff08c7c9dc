import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance } from '../../../src/engine/advance.ts';
import type { Outcome } from '../../../src/model/step.ts';
import { done, snooze } from '../../../src/model/step.ts';
import type { StepContext } from '../../../src/ports.ts';
import { minute, setUp } from './support.ts';

describe('a worker that is told to stop', () => {
  /** A job whose first step answers when the test says so, in a worker that can be stopped. */
  async function stepInHand() {
    const answer = Promise.withResolvers<Outcome>();
    const begun = Promise.withResolvers<StepContext>();
    const t = await setUp({
      async one(context, attempt) {
        if (attempt > 1) return done('made anew');
        begun.resolve(context);
        return answer.promise;
      },
      two: async () => done('and on'),
    });
    const [asked, over] = [new AbortController(), new AbortController()];
    const stopping = { ...t.deps, stopping: { asked: asked.signal, over: over.signal } };
    const working = advance(stopping, t.jobId);
    const context = await begun.promise;
    return { ...t, asked, over, answer, context, working };
  }

  test('puts a step down that does not answer: no attempt, and at once another worker makes it anew', async () => {
    const t = await stepInHand();
    t.asked.abort();
    assert.equal(t.context.stopping.aborted, false, 'it has some seconds to answer');
    t.over.abort();
    assert.equal(t.context.stopping.aborted, true);
    await t.working;
    const { job, tries } = await t.read();
    const [one] = job.steps;
    assert.deepEqual([one?.status, one?.attempts, one?.message], ['Running', 0, 'Interrupted by a restart.']);
    assert.equal(tries['one'], 0);
    const [wakeUp] = t.pending;
    assert.equal(wakeUp?.dueAt, t.clock.now());

    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
    assert.equal((await t.read()).job.steps[0]?.attempts, 1);
    assert.deepEqual(t.runs, ['one', 'one', 'two']);
  });

  test('does not hear the answer that comes too late', async () => {
    const t = await stepInHand();
    t.over.abort();
    await t.working;
    const before = await t.read();
    t.context.learn({ fqdn: 'too.late' });
    t.answer.resolve(done('too late'));
    await new Promise(setImmediate);
    assert.deepEqual(await t.read(), before);
  });

  test('settles what answers in time as ever, and begins no further step', async () => {
    const t = await stepInHand();
    t.asked.abort();
    t.answer.resolve(done('in time'));
    await t.working;
    const { job } = await t.read();
    assert.deepEqual(
      job.steps.map(({ status }) => status),
      ['Succeeded', 'NotStarted'],
    );
    assert.deepEqual(t.runs, ['one']);
    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
  });

  test('leaves a job that has to wait until its time', async () => {
    const t = await stepInHand();
    t.asked.abort();
    t.answer.resolve(snooze(minute, 'waiting'));
    await t.working;
    assert.equal(t.pending[0]?.dueAt, t.clock.now() + minute);
  });

  test('hands on at once what BullMQ still gives it', async () => {
    const t = await setUp({ one: async () => done('here') });
    const asked = AbortSignal.abort();
    await advance({ ...t.deps, stopping: { asked, over: new AbortController().signal } }, t.jobId);
    assert.deepEqual(t.runs, []);
    assert.equal(t.pending[0]?.dueAt, t.clock.now());
    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
  });
});
