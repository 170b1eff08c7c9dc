import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JobStore, StoredJob } from '../../../src/ports.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { createWorld, type Surroundings, type World } from '../../fakes/world.ts';

type Answer = { job?: StoredJob; replayed?: boolean };
type Send = (w: World, around: Surroundings | undefined, fingerprint: string) => Promise<Answer>;

const options = (fingerprint: string) => ({ idempotency: { key: 'k', fingerprint } });
/** A failed order, of which each request is then made twice. */
const requests: Record<string, (jobId: string, clusterId: string) => Send> = {
  'an order': () => (w, around, fingerprint) => w.order({ name: 'green' }, around, options(fingerprint)),
  'a retry': (jobId) => (w, around, fingerprint) => w.retry(jobId, around, options(fingerprint)),
  'a delete': (_, clusterId) => async (w, around, fingerprint) => {
    const deleted = await w.deleteCluster(clusterId, around, options(fingerprint));
    return deleted.type === 'accepted' ? deleted : {};
  },
};

/** Surroundings in which something happens between the first look for the key and what is decided then. */
function interrupted(w: World, by: () => Promise<void>): Surroundings {
  let done = false;
  const once = async () => {
    if (done) return;
    done = true;
    await by();
  };
  const store: JobStore = {
    ...w.plain.store,
    async idempotent(...args) {
      const known = await w.plain.store.idempotent(...args);
      await once();
      return known;
    },
    async cluster(...args) {
      await once();
      return w.plain.store.cluster(...args);
    },
  };
  return { ...w.plain, store };
}

async function failedOrder() {
  const w = createWorld(createMemoryJobStore());
  w.cloud.endings.push('Failed');
  const { job } = await w.order();
  await w.drain();
  return { w, jobId: job.record.job.id, clusterId: job.record.job.clusterId };
}

for (const [what, make] of Object.entries(requests)) {
  describe(`${what}, sent twice at once with one key`, () => {
    test('is one job, and both hear of it, whichever decides first', async () => {
      const { w, jobId, clusterId } = await failedOrder();
      const send = make(jobId, clusterId);
      let first: Answer | undefined;
      const around = interrupted(w, async () => {
        first = await send(w, undefined, 'body');
        if (what === 'a delete') {
          // It fails, and what was deleted by then is protected.
          await w.operator().forceJob(first.job?.record.job.id ?? '', { status: 'Failed', reason: 'test', by: 'test' });
          await w.amend(clusterId, { deletionProtection: true });
        }
        await w.operator().pause('test', { what: 'acceptance', message: 'later' });
      });
      const second = await send(w, around, 'body');
      assert.equal(second.job?.record.job.id, first?.job?.record.job.id);
      assert.deepEqual([first?.replayed, second.replayed], [false, true]);
    });

    test('is refused if the two are not the same request', async () => {
      const { w, jobId, clusterId } = await failedOrder();
      const send = make(jobId, clusterId);
      const around = interrupted(w, async () => {
        await send(w, undefined, 'body');
        await w.operator().pause('test', { what: 'acceptance', message: 'later' });
      });
      const refused = send(w, around, 'another body');
      if (what === 'a delete') await refused;
      else assert.equal((await problemOf(refused)).problem.code, 'idempotency-key-reused');
    });
  });
}

test('a cancel that comes as the job ends canceled is told so, and not refused', async () => {
  const w = createWorld(createMemoryJobStore());
  const { job } = await w.order();
  const { id } = job.record.job;
  const around = interrupted(w, async () => {
    await w.cancel(id);
    await w.drain();
  });
  const { job: seen, already } = await w.cancel(id, around);
  assert.deepEqual([seen.record.job.status, already], ['Canceled', true]);
});
