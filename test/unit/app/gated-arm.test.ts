import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gated } from '../../../src/app/gated-arm.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import type { Arm, ArmScope, Gate } from '../../../src/ports.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeCloud } from '../../fakes/fake-cloud.ts';
import { problemOf } from '../../fakes/problem-of.ts';

const scope: ArmScope = { account: 'a', subscriptionId: 's' };

/** Two processes with one gate, in memory. */
function twoProcesses() {
  const clock = createFakeClock();
  const { arm } = createFakeCloud(clock);
  let until = 0;
  let asked = 0;
  const gate: Gate = {
    async close(_, ms) {
      until = Math.max(until, clock.now() + ms);
    },
    closedMs: async () => Math.max(0, until - clock.now()),
  };
  const throttling: Arm = {
    ...arm,
    async kubeconfig() {
      asked += 1;
      throw new ProblemError(problem('azure-throttled', '429'), { retryAfterMs: 5_000 });
    },
  };
  return { clock, one: gated(throttling, gate), other: gated(arm, gate), asked: () => asked };
}

test('a 429 to one call stops every call of every process on that account until its time has come', async () => {
  const { clock, one, other, asked } = twoProcesses();
  assert.equal((await problemOf(one.kubeconfig(scope, 'rg', 'blue', 'admin'))).problem.code, 'azure-throttled');
  clock.advance(2_000);
  for (const call of [other.cluster(scope, 'rg', 'blue'), one.kubeconfig(scope, 'rg', 'blue', 'admin')]) {
    const { problem: said, retryAfterMs } = await problemOf(call);
    assert.deepEqual([said.code, retryAfterMs], ['azure-throttled', 3_000]);
  }
  assert.equal(asked(), 1, 'nothing leaves while the gate is closed');
  clock.advance(3_000);
  assert.equal(await other.cluster(scope, 'rg', 'blue'), undefined);
});
