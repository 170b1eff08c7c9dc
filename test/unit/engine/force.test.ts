import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance } from '../../../src/engine/advance.ts';
import { force } from '../../../src/engine/force.ts';
import type { JobStore } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld } from '../../fakes/world.ts';

const order = { status: 'Failed', by: 'ops:alice', reason: 'the region is down' } as const;

/** An order whose create Azure is working on, and the world around it. */
async function underWay() {
  const store = createMemoryJobStore();
  const w = createWorld(store);
  const { job } = await w.order();
  const { id, clusterId } = job.record.job;
  const phase = async () => (await w.read(id)).record.job.phase;
  await w.drain(w.plain, async () => (await phase()) === 'managed-cluster');
  const typesOf = async () => (await store.events('team-a', id)).map(({ type }) => type);
  return { ...w, store, id, clusterId, typesOf, force: force(w.engine()) };
}

describe('a forced job', () => {
  test('ends at once, and status, cluster and events agree', async () => {
    const t = await underWay();
    const forced = await t.force(t.id, order);
    const { job } = (await t.read(t.id)).record;
    assert.equal(forced.type === 'forced' && forced.record.job.status, 'Failed');
    assert.deepEqual([job.status, job.phase], ['Failed', 'Done']);
    assert.equal(job.error?.code, 'forced');
    assert.match(job.error?.detail ?? '', /^Ended by ops:alice \(the region is down\)\. Nothing was cleaned up/);
    const cluster = await t.clusterOf(t.id);
    assert.ok(job.error?.remedy?.includes(`az aks show --ids ${cluster.armId}`));
    assert.deepEqual(
      job.steps.map(({ status }) => status),
      ['Succeeded', 'Succeeded', ...Array(job.steps.length - 2).fill('Skipped')],
    );
    assert.deepEqual([cluster.state, cluster.error?.code, cluster.activeJob], ['Failed', 'forced', undefined]);
    assert.deepEqual((await t.typesOf()).slice(-2), ['job.failed', 'cluster.provisioning_failed']);
  });

  test('can end as canceled, before any worker has begun it', async () => {
    const w = createWorld(createMemoryJobStore());
    const { job } = await w.order();
    const forced = await force(w.engine())(job.record.job.id, { ...order, status: 'Canceled' });
    assert.equal(forced.type === 'forced' && forced.record.job.status, 'Canceled');
    assert.equal((await w.clusterOf(job.record.job.id)).state, 'Canceled');
    await w.drain();
    assert.equal(w.cloud.creates.size, 0);
  });

  test('that was ending already says of what', async () => {
    const t = await underWay();
    await t.cancel(t.id);
    await t.drain(t.plain, async () => (await t.read(t.id)).record.job.phase === 'Canceling');
    await t.force(t.id, order);
    const { job } = (await t.read(t.id)).record;
    assert.match(job.error?.detail ?? '', /It was ending already: Canceled by key:test\./);
  });

  test('that had ended is left as it was, and one that never was is unknown', async () => {
    const t = await underWay();
    await t.drain();
    const before = await t.read(t.id);
    assert.deepEqual(await t.force(t.id, order), { type: 'ended' });
    assert.deepEqual(await t.read(t.id), before);
    assert.deepEqual(await t.force(t.id.replace(/.{8}$/, '0000000'.concat(t.id.slice(-1))), order), {
      type: 'unknown',
    });
  });

  test('ends for a delete that comes in the same moment too, which goes on by itself', async () => {
    const t = await underWay();
    let deletion = '';
    const racing: JobStore = {
      ...t.store,
      async claim(...given) {
        const claimed = await t.store.claim(...given);
        const deleted = await t.deleteCluster(t.clusterId);
        assert.ok(deleted.type === 'accepted');
        deletion = deleted.job.record.job.id;
        return claimed;
      },
    };
    const forced = await force({ ...t.engine(), store: racing })(t.id, order);
    assert.equal(forced.type, 'forced');
    assert.equal((await t.clusterOf(t.id)).activeJob, deletion, 'the cluster is the delete’s by now');
    await t.drain();
    assert.equal((await t.clusterOf(t.id)).state, 'Deleted');
  });

  test('goes on as if nothing had been, if the one who forces it dies before the end is written', async () => {
    const t = await underWay();
    const dying: JobStore = {
      ...t.store,
      async finish() {
        throw new Error('killed');
      },
    };
    await assert.rejects(force({ ...t.engine(), store: dying })(t.id, order), /killed/);
    assert.equal((await t.read(t.id)).record.job.status, 'Running');
    await t.recover();
    assert.equal((await t.read(t.id)).record.job.status, 'Succeeded');
  });
});

test('a worker that a job is taken from writes nothing more of it', async () => {
  const t = await underWay();
  const engine = t.engine();
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const step = engine.steps.get('managed-cluster');
  assert.ok(step);
  const slow = {
    ...step,
    async run(...given: Parameters<typeof step.run>) {
      reached.resolve();
      await gate.promise;
      return step.run(...given);
    },
  };
  const next = t.pending.shift();
  t.clock.advanceTo(next?.dueAt ?? 0);
  const working = advance({ ...engine, steps: new Map(engine.steps).set(step.name, slow) }, t.id);
  await reached.promise;
  await t.force(t.id, order);
  const ended = await t.read(t.id);
  const events = await t.typesOf();
  gate.resolve();
  await working;
  assert.deepEqual(await t.read(t.id), ended);
  assert.deepEqual(await t.typesOf(), events);
});

test('a delete after a forced create looks once more for what a late worker may have sent', async () => {
  const t = await underWay();
  await t.force(t.id, order);
  const deleted = await t.deleteCluster(t.clusterId);
  assert.ok(deleted.type === 'accepted');
  const steps = deleted.job.record.job.steps.map(({ name }) => name);
  assert.ok(steps.includes('stays-gone') && steps.includes('stop-azure-operation'));
  await t.drain();
  assert.equal((await t.clusterOf(t.id)).state, 'Deleted');
});

test('a retry of a forced create goes on with the step that it was taken from', async () => {
  const t = await underWay();
  await t.force(t.id, order);
  const { job } = await t.retry(t.id);
  await t.drain();
  assert.equal((await t.read(job.record.job.id)).record.job.status, 'Succeeded');
  assert.deepEqual([...t.cloud.creates.values()], [1]);
});
