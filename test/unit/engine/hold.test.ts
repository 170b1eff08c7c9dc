import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance } from '../../../src/engine/advance.ts';
import { currentStep } from '../../../src/model/job.ts';
import type { PauseOrder } from '../../../src/model/pause.ts';
import type { JobStore } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, principal } from '../../fakes/world.ts';

const hour = 60 * 60_000;
const everything: PauseOrder = { what: 'work', message: 'Maintenance until noon.' };

async function setUp() {
  const store = createMemoryJobStore();
  const w = createWorld(store);
  const { job } = await w.order();
  const { id, clusterId } = job.record.job;
  const operator = w.operator();
  const read = async () => (await w.read(id)).record;
  return {
    ...w,
    store,
    id,
    clusterId,
    job: async () => (await read()).job,
    step: async () => currentStep(await read()),
    pause: (order: PauseOrder = everything) => operator.pause('ops:alice', order),
    resume: (pauseId: string) => operator.resume('ops:alice', pauseId),
    /** Works off wake-ups until the job is at the step, or has been moved on for so long. */
    at: (phase: string) => w.drain(w.plain, async () => (await read()).job.phase === phase),
    async during(ms: number) {
      const until = w.clock.now() + ms;
      await w.drain(w.plain, () => w.clock.now() >= until);
    },
  };
}

describe('a job whose work is paused', () => {
  test('that has not begun waits, and says why; it begins once the pause is over', async () => {
    const t = await setUp();
    const { id } = await t.pause();
    const since = new Date(t.clock.now()).toISOString();
    await t.during(hour);
    const job = await t.job();
    assert.deepEqual([job.status, job.phase, job.startedAt], ['NotStarted', 'Queued', undefined]);
    assert.deepEqual(job.held, { since, message: 'Maintenance until noon.' });
    assert.equal((await t.step())?.message, 'Paused by the operator: Maintenance until noon.');
    assert.equal((await t.step())?.attempts, 0);
    assert.deepEqual(
      (await t.store.events('team-a', t.id)).map(({ type }) => type),
      ['job.accepted'],
    );
    await t.resume(id);
    await t.drain();
    const ended = await t.job();
    assert.deepEqual([ended.status, ended.held], ['Succeeded', undefined]);
  });

  test('goes on within seconds of the end of the pause, though nobody wakes it', async () => {
    const t = await setUp();
    const { id } = await t.pause();
    await t.during(hour);
    await t.resume(id);
    const resumed = t.clock.now();
    await t.drain(t.plain, async () => (await t.job()).status === 'Running');
    assert.ok(t.clock.now() - resumed <= 8_000, `${t.clock.now() - resumed} ms`);
  });

  test('has deadlines that stand still, of the step and of itself, and costs it no attempt', async () => {
    const t = await setUp();
    await t.at('managed-cluster');
    const look = async () => {
      const job = await t.job();
      return { job, step: job.steps.find(({ name }) => name === 'managed-cluster') };
    };
    const before = await look();
    const { id } = await t.pause();
    // Longer than either may take.
    await t.during(5 * hour);
    const held = await t.job();
    assert.equal(held.status, 'Running');
    assert.equal((await t.step())?.attempts, before.step?.attempts);
    const heldSince = Date.parse(held.held?.since ?? '');
    await t.resume(id);
    await t.drain(t.plain, async () => (await t.job()).held === undefined);
    const after = await look();
    const ms = t.clock.now() - heldSince;
    assert.ok(ms >= 5 * hour - 20_000);
    assert.equal(Date.parse(after.job.deadlineAt ?? ''), Date.parse(before.job.deadlineAt ?? '') + ms);
    assert.equal(Date.parse(after.step?.deadlineAt ?? ''), Date.parse(before.step?.deadlineAt ?? '') + ms);
    await t.drain();
    assert.equal((await t.job()).status, 'Succeeded');
  });

  test('has deadlines that stand still once, though workers die as they put it down and take it up', async () => {
    const t = await setUp();
    await t.at('managed-cluster');
    const before = Date.parse((await t.job()).deadlineAt ?? '');
    /** A worker that dies before its first save reaches the store, and the sweeper's find of what it left. */
    const dieOnce = async () => {
      const store: JobStore = {
        ...t.store,
        async save() {
          throw new Error('killed');
        },
      };
      t.clock.advance(hour);
      await assert.rejects(advance({ ...t.engine(), store }, t.id), /killed/);
      t.clock.advance(hour);
      await advance(t.engine(), t.id);
    };
    const { id } = await t.pause();
    await dieOnce();
    const { held, deadlineAt } = await t.job();
    assert.equal(Date.parse(deadlineAt ?? ''), before, 'nothing has been added yet');
    await t.resume(id);
    await dieOnce();
    const ms = t.clock.now() - Date.parse(held?.since ?? '');
    assert.equal(Date.parse((await t.job()).deadlineAt ?? ''), before + ms);
  });

  test('is held and not stuck, however long, unless no worker comes', async () => {
    const t = await setUp();
    await t.at('managed-cluster');
    await t.pause();
    await t.during(5 * hour);
    const list = async () => (await t.operator().listJobs({ condition: 'all' }, 9)).items;
    const [held] = await list();
    assert.equal(held?.condition, 'held');
    assert.match(held?.reason ?? '', /^Paused by the operator since .*: Maintenance until noon\.$/);
    t.clock.advance(hour);
    assert.equal((await list())[0]?.condition, 'overdue');
  });

  test('heeds a cancel once the pause is over', async () => {
    const t = await setUp();
    await t.at('managed-cluster');
    const { id } = await t.pause();
    await t.during(60_000);
    await t.cancel(t.id);
    await t.during(60_000);
    assert.deepEqual([(await t.job()).status, t.cloud.clusters.size], ['Running', 1]);
    await t.resume(id);
    await t.drain();
    assert.equal((await t.job()).status, 'Canceled');
  });

  test('gives way to a delete, which waits in turn', async () => {
    const t = await setUp();
    await t.at('managed-cluster');
    const { id } = await t.pause();
    const deleted = await t.deleteCluster(t.clusterId);
    assert.ok(deleted.type === 'accepted');
    await t.during(60_000);
    assert.equal((await t.job()).status, 'Canceled', 'to be superseded asks nothing of Azure');
    assert.equal((await t.read(deleted.job.record.job.id)).record.job.held?.message, everything.message);
    await t.resume(id);
    await t.drain();
    assert.equal((await t.clusterOf(t.id)).state, 'Deleted');
  });

  test('is left alone by a pause of another kind', async () => {
    const t = await setUp();
    await t.pause({ ...everything, match: { kind: 'cluster.delete' } });
    await t.drain();
    assert.equal((await t.job()).status, 'Succeeded');
  });

  test('is no longer held once an operator has forced it to its end', async () => {
    const t = await setUp();
    await t.pause();
    await t.during(60_000);
    await t.operator().forceJob(t.id, { status: 'Failed', by: 'ops:alice', reason: 'not needed' });
    assert.equal((await t.job()).held, undefined);
  });

  test('is not moved by a worker that cannot read the pauses, and goes on when it can', async () => {
    const t = await setUp();
    const pauses = {
      async all(): Promise<never> {
        throw new Error('Redis is away');
      },
    };
    await assert.rejects(advance({ ...t.engine(), pauses }, t.id), /away/);
    assert.equal((await t.job()).status, 'NotStarted');
    await t.recover();
    assert.equal((await t.job()).status, 'Succeeded');
  });

  test('two pauses hold it until both are over', async () => {
    const t = await setUp();
    const one = await t.pause();
    const two = await t.pause({ what: 'work', match: { tenant: principal.tenant }, message: 'Only you.' });
    await t.during(60_000);
    await t.resume(one.id);
    await t.during(60_000);
    assert.equal((await t.job()).held?.message, 'Only you.');
    await t.resume(two.id);
    await t.drain();
    assert.equal((await t.job()).status, 'Succeeded');
  });
});
