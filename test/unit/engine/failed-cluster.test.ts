import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../../src/model/problem.ts';
import type { AzureFailure } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const minute = 60_000;
const failure = (outlook: AzureFailure['outlook']): AzureFailure => ({
  problem: problem('azure-operation-failed', 'Azure reports CreateVMSSAgentPoolFailed.', {
    azure: { code: 'CreateVMSSAgentPoolFailed' },
  }),
  outlook,
});

/** Plays a create whose cluster turns Failed after eight minutes. */
async function play(
  outlook: AzureFailure['outlook'],
  change: { recoversAfterMs?: number; operation?: 'running' } = {},
) {
  const w = createWorld(createMemoryJobStore());
  w.cloud.endings.push('Failed');
  w.cloud.failure = failure(outlook);
  const { job } = await w.order();
  const { cluster: look } = w.cloud.arm;
  let failedAt: number | undefined;
  w.cloud.arm.cluster = async (...args) => {
    const seen = await look(...args);
    if (seen?.provisioningState === 'Failed') {
      failedAt ??= w.clock.now();
      if (change.recoversAfterMs !== undefined && w.clock.now() - failedAt >= change.recoversAfterMs) {
        Object.assign(w.cloud.clusters.get('blue') ?? {}, { settlesAs: 'Succeeded' });
        return look(...args);
      }
    }
    return seen;
  };
  const { operation } = change;
  if (operation) w.cloud.arm.operation = async () => ({ status: operation });
  const messages = new Set<string>();
  await w.drain(w.plain, async () => {
    const { record } = await w.read(job.record.job.id);
    for (const { name, message } of record.job.steps) if (name === 'managed-cluster' && message) messages.add(message);
    return record.ending !== undefined;
  });
  const minutes = failedAt === undefined ? 0 : (w.clock.now() - failedAt) / minute;
  await w.drain();
  const { record } = await w.read(job.record.job.id);
  return { job: record.job, minutes, messages: [...messages], creates: w.cloud.creates };
}

test('a create that AKS calls failed and goes on with is waited for, and ends well', async () => {
  const { job, messages, creates } = await play('retrying', { recoversAfterMs: 7 * minute });
  assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
  assert.ok(messages.includes('Azure says Failed (CreateVMSSAgentPoolFailed), and is still trying.'), messages.join());
  assert.equal(creates.get('blue'), 1);
});

test('a promise that AKS does not keep is waited for ten minutes and no longer', async () => {
  const { job, minutes } = await play('retrying');
  assert.equal(job.error?.code, 'azure-operation-failed');
  assert.ok(minutes >= 10 && minutes < 11, `${minutes}`);
});

test('a failure whose cause is clear ends the create at the first look', async () => {
  const { job, minutes } = await play('final');
  assert.equal(job.error?.azure?.code, 'CreateVMSSAgentPoolFailed');
  assert.equal(minutes, 0);
});

test('a failure that AKS says nothing more of is looked at once more, and no longer', async () => {
  const { job, minutes, messages } = await play('unclear');
  assert.equal(job.status, 'Failed');
  assert.ok(messages.includes('Azure says Failed (CreateVMSSAgentPoolFailed), looking once more.'), messages.join());
  assert.ok(minutes > 0 && minutes < 1, `${minutes}`);
});

test('a failed cluster whose operation still runs is waited for, within the same bound', async () => {
  const { job, minutes } = await play('final', { operation: 'running' });
  assert.equal(job.error?.azure?.code, 'CreateVMSSAgentPoolFailed');
  assert.ok(minutes >= 10 && minutes < 11, `${minutes}`);
});

test('a create that somebody aborts in Azure says so', async () => {
  const w = createWorld(createMemoryJobStore());
  w.cloud.endings.push('Canceled');
  const { job } = await w.order();
  await w.drain();
  const { record } = await w.read(job.record.job.id);
  assert.equal(record.job.status, 'Failed');
  assert.equal(record.job.error?.detail, 'Somebody canceled the create in Azure.');
  assert.match(record.job.error?.remedy ?? '', /activity log/);
});
