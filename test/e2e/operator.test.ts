import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ops } from '../fakes/ops-command.ts';
import { type JobView, orderOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';

describe('an operator at a console', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack({ workers: 2, env: { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1' } });
  });
  afterEach(() => stack.helm.release());
  after(() => stack.stop());

  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await ops(stack.redisUrl, ...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const pause = async (...args: string[]): Promise<string> => JSON.parse(await run('pause', ...args, '--json')).id;

  test('pauses work: orders are accepted and wait with the message, and go on once it is over', async () => {
    const id = await pause('work', '--message', 'The region is down.', '--region', 'westeurope');
    const accepted = await stack.order('held');
    const elsewhere = await stack.order('not-held', { location: 'northeurope' });
    const held = await stack.follow(accepted.id, (job) => job.held !== undefined);
    assert.deepEqual([held.status, held.held?.message], ['NotStarted', 'The region is down.']);
    assert.equal(held.steps[0]?.message, 'Paused by the operator: The region is down.');
    assert.equal((await stack.ended(elsewhere.id)).status, 'Succeeded', 'what does not fit goes on meanwhile');
    assert.match(await run('jobs', '--condition', 'held'), new RegExp(`held +${accepted.id}`));
    const ready = await stack.ask<{ status: string; checks: object }>('GET', '/readyz');
    assert.equal(ready.status, 200);
    assert.match(JSON.stringify(ready.body.checks), /0 of acceptance, 1 of work/);
    assert.equal(await stack.creates('held'), 0);
    await run('resume', id);
    const ended = await stack.ended(accepted.id);
    assert.deepEqual([ended.status, ended.held], ['Succeeded', undefined]);
    assert.equal(await stack.creates('held'), 1);
    assert.equal(
      ended.steps.some(({ message }) => message?.startsWith('Paused')),
      false,
    );
  });

  test('pauses acceptance: orders are refused with the message, and taken again once it is over', async () => {
    const id = await pause('acceptance', '--message', 'Moving house.');
    const refused = await stack.ask<JobView & { code: string; detail: string }>('POST', '/v1/clusters', {
      body: orderOf('refused'),
    });
    assert.deepEqual([refused.status, refused.body.code], [503, 'paused']);
    assert.match(refused.body.detail, /Moving house\./);
    await run('resume', id);
    assert.equal((await stack.ended((await stack.order('refused')).id)).status, 'Succeeded');
  });

  test('forces a job from a worker at work, whose late success changes nothing', async () => {
    stack.helm.hold();
    const before = stack.helm.starts().length;
    const { id, clusterId } = await stack.order('forced');
    await stack.helm.started(before + 1);
    await run('force', id, '--reason', 'it takes too long');
    const forced = await stack.ended(id);
    assert.deepEqual([forced.status, forced.error?.code], ['Failed', 'forced']);
    assert.equal((await stack.cluster(clusterId)).state, 'Failed');
    stack.helm.release();
    // By the time another order has gone through, the worker has long come back with what it did.
    assert.equal((await stack.ended((await stack.order('next')).id)).status, 'Succeeded');
    assert.deepEqual(await stack.ended(id), forced);
    await stack.receiver.arrived(id, 'job.failed', 'cluster.provisioning_failed');
    const told = stack.receiver.of(id).filter(({ type }) => type !== 'job.phase_changed');
    assert.deepEqual([...new Set(told.map(({ type }) => type))].toSorted(), [
      'cluster.provisioning_failed',
      'job.accepted',
      'job.failed',
      'job.started',
    ]);
    const removal = await stack.ended((await stack.remove(clusterId)).id);
    assert.equal(removal.status, 'Succeeded', JSON.stringify(removal.error));
    assert.equal(
      (await stack.azure()).clusters.some(({ name }) => name === 'forced'),
      false,
    );
  });
});
