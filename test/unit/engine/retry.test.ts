import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const world = () => createWorld(createMemoryJobStore());

/** Counts the creates and the repeated creates that ARM is sent from now on. */
function watchCreates({ cloud }: World) {
  const sent: string[] = [];
  const create = cloud.arm.createCluster;
  cloud.arm.createCluster = async (...args) => {
    sent.push(args[4] ? 'mend' : 'create');
    return create(...args);
  };
  return sent;
}

/** An order that Azure fails, and the job that did it. */
async function failed(w: World, order: Parameters<World['order']>[0] = {}) {
  w.cloud.endings.push('Failed');
  const { job } = await w.order(order);
  await w.drain();
  const { record } = await w.read(job.record.job.id);
  assert.equal(record.job.status, 'Failed');
  return record.job;
}

/** Cancels an order in its last but one step. */
async function canceledLate(w: World) {
  const { job } = await w.order();
  const { id } = job.record.job;
  await w.drain(w.plain, async () => (await w.read(id)).record.job.phase === 'nodes-ready');
  await w.cancel(id);
  await w.drain();
  return (await w.read(id)).record.job;
}

async function retry(w: World, jobId: string) {
  const { id } = (await w.retry(jobId)).job.record.job;
  await w.drain();
  return (await w.read(id)).record.job;
}

describe('a retry of a create', () => {
  test('is a new job that says what it goes on from, and who did what it need not do', async () => {
    const w = world();
    const first = await failed(w);
    const second = await retry(w, first.id);
    assert.deepEqual([second.retries, second.status], [first.id, 'Succeeded']);
    assert.equal((await w.read(first.id)).record.job.retriedBy, second.id);
    const preflight = second.steps.find(({ name }) => name === 'preflight');
    assert.deepEqual([preflight?.status, preflight?.message], ['Skipped', `Done by ${first.id}.`]);
    const cluster = await w.clusterOf(second.id);
    assert.deepEqual([cluster.state, cluster.error, cluster.lastJob], ['Ready', undefined, second.id]);
  });

  test('mends the failed cluster with one guarded create, and makes no second cluster', async () => {
    const w = world();
    const { id } = await failed(w);
    const sent = watchCreates(w);
    await retry(w, id);
    assert.deepEqual(sent, ['mend']);
    assert.equal(w.cloud.creates.get('blue'), 1);
  });

  test('that Azure fails again sends it once only, and can be retried again', async () => {
    const w = world();
    const { id } = await failed(w);
    const sent = watchCreates(w);
    w.cloud.endings.push('Failed');
    const second = await retry(w, id);
    assert.deepEqual([second.error?.code, sent], ['azure-quota-exceeded', ['mend']]);
    const third = await retry(w, second.id);
    assert.deepEqual([third.status, sent], ['Succeeded', ['mend', 'mend']]);
    const preflight = third.steps.find(({ name }) => name === 'preflight');
    assert.equal(preflight?.message, `Done by ${id}.`, 'by the job that really did it');
  });

  test('sends nothing if Azure has meanwhile taken the failure back', async () => {
    const w = world();
    const { id } = await failed(w);
    const cluster = w.cloud.clusters.get('blue');
    assert.ok(cluster);
    Object.assign(cluster, { provisioningState: 'Succeeded', settlesAs: 'Succeeded' });
    const sent = watchCreates(w);
    assert.equal((await retry(w, id)).status, 'Succeeded');
    assert.deepEqual(sent, []);
  });

  test('looks again when the cluster changes between the look and the create', async () => {
    const w = world();
    const { id } = await failed(w);
    const look = w.cloud.arm.cluster;
    let stale = 1;
    w.cloud.arm.cluster = async (...args) => {
      const seen = await look(...args);
      return seen && stale-- > 0 ? { ...seen, etag: 'an older one' } : seen;
    };
    const sent = watchCreates(w);
    assert.equal((await retry(w, id)).status, 'Succeeded');
    assert.deepEqual(sent, ['mend', 'mend']);
  });

  test('makes the cluster anew that somebody has deleted, with everything inside it', async () => {
    const w = world();
    const { id } = await canceledLate(w);
    w.cloud.clusters.clear();
    w.cloud.groups.clear();
    const second = await retry(w, id);
    assert.equal(second.status, 'Succeeded');
    const done = second.steps.filter(({ status }) => status === 'Succeeded').map(({ name }) => name);
    const expected = ['resource-group', 'managed-cluster', 'api-server-answers', 'nodes-registered', 'install-cni'];
    assert.deepEqual(done, [...expected, 'nodes-ready', 'pods-connect', 'remove-probe', 'outputs']);
    assert.equal(w.cloud.creates.get('blue'), 2);
  });

  test('that fails while it makes the cluster anew does not believe in the old one’s CNI the next time', async () => {
    const w = world();
    const { id } = await canceledLate(w);
    w.cloud.clusters.clear();
    w.cloud.endings.push('Failed');
    const second = await retry(w, id);
    assert.equal(second.status, 'Failed');
    const third = await retry(w, second.id);
    assert.equal(third.steps.find(({ name }) => name === 'install-cni')?.status, 'Succeeded');
    assert.equal(third.status, 'Succeeded');
  });

  test('waits for the delete that a clean-up had sent, and makes the cluster anew', async () => {
    const w = world();
    const { job } = await w.order({ onFailure: 'delete' });
    const { id } = job.record.job;
    const isDeleting = async () => w.cloud.clusters.get('blue')?.provisioningState === 'Deleting';
    await w.drain(w.plain, async () => w.cloud.clusters.has('blue'));
    await w.cancel(id);
    await w.drain(w.plain, isDeleting);
    await w.operator().forceJob(id, { status: 'Canceled', reason: 'test', by: 'test' });
    const second = await retry(w, id);
    assert.equal(second.status, 'Succeeded', second.error?.detail);
    assert.equal(w.cloud.creates.get('blue'), 2);
  });

  test('sends nothing for a worker that has been stopped past its lease', async () => {
    const w = world();
    const { id } = await failed(w);
    const sent = watchCreates(w);
    const look = w.cloud.arm.cluster;
    w.cloud.arm.cluster = async (...args) => {
      const seen = await look(...args);
      if (sent.push('look') === 1) w.clock.advance(13_000);
      return seen;
    };
    await w.retry(id);
    // Stopped, it renews nothing either.
    await w.drain({ ...w.plain, store: { ...w.plain.store, renew: () => new Promise(() => {}) } });
    assert.deepEqual(sent.slice(0, 3), ['look', 'look', 'mend']);
  });

  test('never touches a cluster that somebody else has made in its place', async () => {
    const w = world();
    const { id } = await failed(w);
    const cluster = w.cloud.clusters.get('blue');
    assert.ok(cluster);
    cluster.tags = { owner: 'somebody' };
    const sent = watchCreates(w);
    assert.equal((await retry(w, id)).error?.code, 'azure-conflict');
    assert.deepEqual(sent, []);
  });

  test('begins from the first step if a clean-up was begun, even one that did not get far', async () => {
    const w = world();
    w.cloud.arm.deleteCluster = async () => {
      throw new ProblemError(problem('azure-locked', 'A lock protects it.'));
    };
    const first = await failed(w, { onFailure: 'delete' });
    assert.deepEqual(first.inventory?.exists.length, 3, 'the clean-up has failed');
    const second = await retry(w, first.id);
    assert.equal(second.status, 'Succeeded');
    assert.ok(second.steps.filter(({ stage }) => stage === 'main').every(({ status }) => status === 'Succeeded'));
  });

  test('canceled at once leaves what was done as it was, for the next', async () => {
    const w = world();
    const { id } = await canceledLate(w);
    const second = (await w.retry(id)).job.record.job.id;
    await w.cancel(second);
    await w.drain();
    assert.equal((await w.read(second)).record.job.status, 'Canceled');
    const third = await retry(w, second);
    const again = third.steps.filter(({ startedAt, stage }) => startedAt && stage === 'main').map(({ name }) => name);
    assert.deepEqual(again, [
      'resource-group',
      'managed-cluster',
      'nodes-ready',
      'pods-connect',
      'remove-probe',
      'outputs',
    ]);
  });
});

test('a delete of what a clean-up has removed leaves alone the cluster that has its name now', async () => {
  const w = world();
  const { clusterId } = await failed(w, { onFailure: 'delete' });
  await w.order();
  await w.drain();
  const deletion = await w.deleteCluster(clusterId);
  await w.drain();
  assert.ok(deletion.type === 'accepted');
  assert.equal((await w.read(deletion.job.record.job.id)).record.job.status, 'Succeeded');
  assert.equal(w.cloud.clusters.get('blue')?.provisioningState, 'Succeeded');
  assert.ok(w.cloud.groups.has('rg-blue'));
});

describe('a retry is refused', () => {
  test('of a job that has not ended, or ended well', async () => {
    const w = world();
    const { id } = (await w.order()).job.record.job;
    assert.equal((await problemOf(w.retry(id))).problem.code, 'invalid-state');
    await w.drain();
    assert.match((await problemOf(w.retry(id))).problem.detail, /Succeeded/);
  });

  test('of a job after which another has come, and names that one', async () => {
    const w = world();
    const { id } = await failed(w);
    const second = await retry(w, id);
    const { problem, members } = await problemOf(w.retry(id));
    assert.equal(problem.code, 'invalid-state');
    assert.match(String(members['lastJob']), new RegExp(second.id));
  });

  test('of a create that a delete took the place of', async () => {
    const w = world();
    const { id, clusterId } = (await w.order()).job.record.job;
    await w.drain(w.plain, () => w.cloud.creates.size === 1);
    await w.deleteCluster(clusterId);
    await w.drain();
    assert.equal((await w.read(id)).record.job.error?.code, 'superseded');
    assert.equal((await problemOf(w.retry(id))).problem.code, 'invalid-state');
  });

  test('when a later order has taken the name', async () => {
    const w = world();
    const { id } = await failed(w, { onFailure: 'delete' });
    await w.order();
    assert.equal((await problemOf(w.retry(id))).problem.code, 'cluster-already-exists');
  });

  test('of a delete, while the cluster is protected', async () => {
    const w = world();
    const { clusterId } = (await w.order()).job.record.job;
    await w.drain();
    const remove = w.cloud.arm.deleteCluster;
    w.cloud.arm.deleteCluster = async () => {
      throw new ProblemError(problem('azure-locked', 'A lock protects it.'));
    };
    const deletion = await w.deleteCluster(clusterId);
    await w.drain();
    assert.ok(deletion.type === 'accepted');
    const { id } = deletion.job.record.job;
    assert.equal((await w.clusterOf(id)).state, 'DeleteFailed');
    await w.amend(clusterId, { deletionProtection: true });
    assert.equal((await problemOf(w.retry(id))).problem.code, 'deletion-protected');
    await w.amend(clusterId, { deletionProtection: false });
    w.cloud.arm.deleteCluster = remove;
    assert.equal((await retry(w, id)).status, 'Succeeded');
  });
});
