import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Stack, startStack } from './stack.ts';

describe('what Azure gets wrong', { concurrency: true }, () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());

  /** Orders a cluster whose tag makes the sandbox misbehave, and waits for the end. */
  async function orderWith(fault: string, more: object = {}) {
    const { id } = await stack.order(fault, { tags: { 'sandbox-fault': fault }, ...more });
    return stack.ended(id);
  }
  const outcomes = (jobId: string) => stack.logOf(jobId).map(({ outcome }) => outcome);

  test('a create whose answer was lost is found and carried on: one create', async () => {
    const job = await orderWith('lost-response');
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('lost-response'), 1);
  });

  test('throttling is waited out and is no failed attempt', async () => {
    const job = await orderWith('throttled');
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('throttled'), 1);
    assert.ok(!outcomes(job.id).includes('retry'));
    assert.ok((await stack.azure()).counters.throttled >= 2);
  });

  test('an Azure that is busy is waited for, and that is no failed attempt', async () => {
    const job = await orderWith('busy');
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('busy'), 1);
    assert.ok(!outcomes(job.id).includes('retry'));
  });

  test('an Azure that does not answer is tried again', async () => {
    const job = await orderWith('service-unavailable');
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('service-unavailable'), 1);
    assert.ok(outcomes(job.id).includes('retry'));
  });

  test('a create that Azure fails ends with Azure’s own code and an inventory of what is left', async () => {
    const job = await orderWith('create-fails');
    assert.equal(job.status, 'Failed');
    assert.match(job.error?.azure?.code ?? '', /^[A-Z]\w+$/);
    assert.ok(job.error?.azure?.message);
    assert.ok(job.error?.remedy);
    const cluster = await stack.cluster(job.clusterId);
    assert.equal(cluster.state, 'Failed');
    assert.equal(cluster.error?.code, job.error?.code);
    assert.ok(job.inventory?.exists.includes(cluster.armId));
    await stack.receiver.arrived(job.id, 'job.failed', 'cluster.provisioning_failed');
    const told = stack.receiver.of(job.id).find(({ type }) => type === 'job.failed');
    assert.deepEqual(told?.data.job?.['error'], job.error);
  });

  test('with onFailure delete a create that Azure fails leaves nothing, and ends with the first problem', async () => {
    await stack.faults([{ name: 'create-fails', match: { cluster: 'cleaned' } }]);
    const { id } = await stack.order('cleaned', { onFailure: 'delete' });
    const job = await stack.ended(id);
    assert.equal(job.status, 'Failed');
    assert.ok(job.error?.azure?.code);
    assert.deepEqual(job.inventory?.exists, []);
    const { clusters, groups } = await stack.azure();
    assert.ok(!clusters.some(({ name }) => name === 'cleaned'));
    assert.ok(!groups.some(({ name }) => name.includes('cleaned')));
  });

  test('an operation that says Succeeded does not hide a cluster that says Failed', async () => {
    const job = await orderWith('succeeded-but-failed');
    assert.equal(job.status, 'Failed');
    assert.ok(job.error?.azure?.code, 'the cause is read from the cluster itself');
    assert.equal((await stack.cluster(job.clusterId)).state, 'Failed');
  });

  test('a create that AKS calls failed and goes on with is waited for, and succeeds', async () => {
    const job = await orderWith('failed-but-exists');
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('failed-but-exists'), 1);
  });

  test('a cluster that Azure gives a network plug-in of its own is refused, before helm touches it', async () => {
    const job = await orderWith('plugin-replaced');
    assert.equal(job.status, 'Failed');
    assert.equal(job.error?.code, 'plugin-mismatch');
    assert.equal(job.error?.retryable, 'never');
    assert.equal(job.steps.find(({ name }) => name === 'install-cni')?.status, 'Skipped');
  });

  test('a quota that is used up is told as such, with nothing created but the group', async () => {
    const job = await orderWith('quota');
    assert.equal(job.status, 'Failed');
    assert.equal(job.error?.code, 'azure-quota-exceeded');
    assert.equal(job.error?.azure?.code, 'ErrCode_InsufficientVCPUQuota');
    assert.equal(await stack.creates('quota'), 0);
  });

  for (const fault of ['poll-404', 'no-async-header']) {
    test(`${fault}: without an operation to ask, the cluster itself is looked at`, async () => {
      const job = await orderWith(fault);
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      assert.equal(await stack.creates(fault), 1);
    });
  }
});
