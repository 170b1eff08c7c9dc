import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

describe('two workers, one of which freezes', () => {
  let stack: Stack;
  before(async () => {
    const env = { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1', SLIPWAY_HELM_SECONDS: '8' };
    stack = await startStack({ workers: 2, env });
  });
  afterEach(() => {
    stack.helm.release();
    for (const worker of stack.workers) worker.signal('SIGCONT');
  });
  after(() => stack.stop());

  /** What must have happened once, and was told once. */
  async function assertOnce(jobId: string, name: string) {
    const job = await stack.ended(jobId);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates(name), 1);
    const recorded = await stack.events(jobId);
    const types = recorded.map(({ type }) => type).filter((type) => type !== 'job.phase_changed');
    assert.deepEqual(types, ['job.accepted', 'job.started', 'job.succeeded', 'cluster.provisioned']);
    const phases = recorded.filter(({ type }) => type === 'job.phase_changed').map(({ data }) => data.job?.['phase']);
    assert.deepEqual(phases, [...new Set(phases)], 'no step began twice');
  }

  test('frozen in the middle of a step past its lease: the other takes over, and what thaws changes nothing', async () => {
    stack.helm.hold();
    const { id } = await stack.order('frozen');
    const [first] = await stack.helm.started(1);
    const frozen = stack.workers.find(({ pid }) => pid === first?.worker);
    assert.ok(frozen, 'helm is the child of a worker');
    frozen.signal('SIGSTOP');
    const [, second] = await stack.helm.started(2);
    assert.notEqual(second?.worker, first?.worker);
    // Both helms go on now: that of the frozen worker knows nothing of its parent's sleep.
    stack.helm.release();
    await assertOnce(id, 'frozen');
    const recorded = await stack.events(id);

    const said = frozen.log().length;
    frozen.signal('SIGCONT');
    const more = await Promise.all(['0', '1', '2', '3', '4', '5'].map((index) => stack.order(`later-${index}`)));
    await until(
      'the thawed worker at work',
      () => frozen.log().slice(said),
      (log) => log.includes('step attempt'),
    );
    for (const [index, job] of more.entries()) await assertOnce(job.id, `later-${index}`);
    assert.deepEqual(await stack.events(id), recorded);
    assert.equal((await stack.ended(id)).status, 'Succeeded');
    await stack.receiver.arrived(id, 'job.succeeded', 'cluster.provisioned');
    const told = stack.receiver.of(id).filter(({ type }) => type === 'job.succeeded');
    assert.equal(new Set(told.map((event) => event.id)).size, 1);
  });

  test('frozen with ten orders in hand: the other brings all of them to their end, and none twice', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `many-${index}`);
    const orders = await Promise.all(names.map((name) => stack.order(name)));
    const { worker } = stack;
    const said = worker.log().length;
    await until(
      'the worker at work',
      () => worker.log().length,
      (length) => length > said + 3_000,
    );
    worker.signal('SIGSTOP');
    const frozenAt = worker.log().length;
    for (const { id } of orders) await stack.ended(id);
    worker.signal('SIGCONT');
    await until(
      'the thawed worker',
      () => worker.log().length,
      (length) => length > frozenAt,
    );
    for (const [index, { id }] of orders.entries()) await assertOnce(id, names[index] ?? '');
  });
});
