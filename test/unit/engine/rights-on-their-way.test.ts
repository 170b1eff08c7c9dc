import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const minute = 60_000;
const denied = problem('azure-forbidden', 'Azure answered 403 LinkedAuthorizationFailed.', {
  azure: { code: 'LinkedAuthorizationFailed', message: 'subnets/join/action' },
});

/** A world in which the role on the subnet is known to Azure so many minutes after it was first wanted. */
function worldOf(knownAfterMinutes: number, where: 'put' | 'operation') {
  const w = createWorld(createMemoryJobStore());
  const { createCluster } = w.cloud.arm;
  let firstAt = Number.POSITIVE_INFINITY;
  const isKnown = () => w.clock.now() - firstAt >= knownAfterMinutes * minute;
  const puts: number[] = [];
  w.cloud.failure = { problem: denied, outlook: 'propagating' };
  w.cloud.arm.createCluster = async (...args) => {
    puts.push(w.clock.now());
    firstAt = puts[0] ?? 0;
    if (where === 'put' && !isKnown()) return { type: 'propagating', problem: denied };
    if (where === 'operation') w.cloud.endings = [isKnown() ? 'Succeeded' : 'Failed'];
    const answer = await createCluster(...args);
    return answer.type === 'created' ? { ...answer, correlationId: `correlation-${puts.length}` } : answer;
  };
  async function play() {
    const { job } = await w.order();
    await w.drain();
    const { record } = await w.read(job.record.job.id);
    const step = record.job.steps.find(({ name }) => name === 'managed-cluster');
    return { job: record.job, attempts: step?.attempts, puts };
  }
  return { w, play };
}

test('a create that wants for a right just granted is sent again until Azure knows of it, and counts one attempt', async () => {
  const { w, play } = worldOf(4, 'put');
  const { job, attempts, puts } = await play();
  assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
  assert.equal(attempts, 1);
  assert.ok(puts.length > 2 && puts.length <= 6, `${puts.length} PUTs in four minutes: AKS takes one a minute`);
  assert.equal(w.cloud.creates.get('blue'), 1);
});

test('a right that nobody has granted is waited for ten minutes, and then is the problem', async () => {
  const { play } = worldOf(60, 'put');
  const { job, puts } = await play();
  assert.deepEqual([job.status, job.error?.code], ['Failed', 'azure-forbidden']);
  assert.equal(job.error?.azure?.code, 'LinkedAuthorizationFailed');
  const waited = ((puts.at(-1) ?? 0) - (puts[0] ?? 0)) / minute;
  assert.ok(waited >= 10 && waited < 12, `${waited} minutes`);
});

test('a create that ends Failed for want of such a right is sent once more to the same cluster, and ends well', async () => {
  const { w, play } = worldOf(2, 'operation');
  const { job, puts } = await play();
  assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
  assert.equal(puts.length, 2);
  assert.equal(w.cloud.creates.get('blue'), 1, 'mended, not made anew');
});

test('a create that goes on failing for want of a right ends after the same bound, with the id of the last create', async () => {
  const { play } = worldOf(60, 'operation');
  const { job, puts } = await play();
  assert.deepEqual([job.status, job.error?.code], ['Failed', 'azure-forbidden']);
  assert.equal(job.error?.azure?.correlationId, `correlation-${puts.length}`);
  assert.ok(puts.length >= 2 && puts.length <= 4, `${puts.length}`);
});

test('a right of ours that preflight has seen, and the create does not find, is waited for as well', async () => {
  const w = createWorld(createMemoryJobStore());
  const { createCluster } = w.cloud.arm;
  const refused = problem('azure-forbidden', 'x', { azure: { code: 'AuthorizationFailed' } });
  let refusals = 2;
  w.cloud.arm.createCluster = async (...args) => {
    if (refusals-- > 0) throw new ProblemError(refused);
    return createCluster(...args);
  };
  const { job } = await w.order();
  await w.drain();
  const { record } = await w.read(job.record.job.id);
  assert.equal(record.job.findings?.find(({ check }) => check === 'own-rights')?.verdict, 'Passed');
  assert.equal(record.job.status, 'Succeeded', JSON.stringify(record.job.error));
});
