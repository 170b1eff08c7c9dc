import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { done } from '../../../src/model/step.ts';
import { minute, setUp } from './support.ts';

describe('an outage of what a step needs', () => {
  for (const code of ['azure-unavailable', 'chart-repository-unavailable', 'cluster-not-answering'] as const) {
    test(`is outlasted, however many tries that takes: ${code}`, async () => {
      const t = await setUp({
        needy: async ({ now, job }) => {
          const since = now - Date.parse(job.steps[0]?.startedAt ?? '');
          if (since > 6 * minute) return done('through');
          throw new ProblemError(problem(code, 'Nobody answers.'));
        },
      });
      await t.drive();
      const { job } = await t.read();
      assert.equal(job.status, 'Succeeded', job.error?.detail);
      assert.ok((job.steps[0]?.attempts ?? 0) > t.deps.retry.maxTries);
    });
  }

  test('that does not pass ends the step at its deadline, with what did not answer', async () => {
    const t = await setUp({
      needy: async () => {
        throw new ProblemError(problem('azure-unavailable', 'No token from Entra.'));
      },
    });
    const began = t.clock.now();
    await t.drive();
    const { error } = (await t.read()).job;
    assert.equal(error?.code, 'azure-unavailable');
    assert.match(error?.detail ?? '', /not done in time\. Last seen: No token from Entra\./);
    assert.equal(t.clock.now() - began, 10 * minute);
  });

  test('leaves a step all its tries for faults of another kind', async () => {
    const t = await setUp({
      needy: async (_, attempt) => {
        if (attempt <= 6) throw new ProblemError(problem('azure-unavailable', 'Nobody answers.'));
        if (attempt <= 9) throw new Error('boom');
        return done('through');
      },
    });
    await t.drive();
    assert.equal((await t.read()).job.status, 'Succeeded');
  });

  test('is not what a want of room is: that is told after eight tries', async () => {
    const t = await setUp({
      needy: async () => {
        throw new ProblemError(problem('azure-capacity-short', 'No room.'));
      },
    });
    await t.drive();
    const { job } = await t.read();
    assert.deepEqual([job.error?.code, job.steps[0]?.attempts], ['azure-capacity-short', 8]);
  });
});
