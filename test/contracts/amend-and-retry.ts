import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Amendment } from '../../src/model/cluster.ts';
import type { JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';

const lease = 12_000;
const later = new Date(fakeEpoch + 60_000).toISOString();
const amendment: Amendment = { deletionProtection: true, labels: { team: 'a' }, metadata: { note: 'b' }, at: later };

/** What every store must do with a retry of an ended job, and with what callers change of a cluster. */
export function amendAndRetryContract(kind: string, open: () => Promise<JobStore>): void {
  async function claimed() {
    const store = await open();
    const accepting = createRecords();
    await store.accept(accepting);
    const { job } = accepting.record;
    const claim = await store.claim(job.id, fakeEpoch, fakeEpoch + lease);
    assert.ok(claim.type === 'claimed');
    const write = { ...claim, events: [], signalCount: 0, now: fakeEpoch };
    const versionOf = async () => (await store.cluster('team-a', job.clusterId))?.version ?? -1;
    return { store, jobId: job.id, clusterId: job.clusterId, claim, write, versionOf };
  }

  /** A create that failed; `gone` if its clean-up left nothing. */
  async function failed(gone: boolean) {
    const given = await claimed();
    given.claim.record.job.status = 'Failed';
    await given.store.finish(given.jobId, given.claim.epoch, { ...given.write, gone });
    return given;
  }

  describe(`retry (${kind})`, () => {
    test('is told to the job that it goes on from, as a new version of it', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(false);
      const before = await store.job('team-a', jobId);
      const retry = createRecords({ clusterId });
      assert.equal((await store.accept({ ...retry, expect: await versionOf(), retries: jobId })).type, 'accepted');
      const after = await store.job('team-a', jobId);
      assert.equal(before?.record.job.retriedBy, undefined);
      assert.equal(after?.record.job.retriedBy, retry.record.job.id);
      assert.equal(after?.version, (before?.version ?? 0) + 1);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, retry.record.job.id);
    });

    test('takes the name again that the clean-up had freed', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(true);
      const retry = { ...createRecords({ clusterId }), expect: await versionOf(), retries: jobId };
      assert.equal((await store.accept(retry)).type, 'accepted');
      const twin = await store.accept(createRecords());
      assert.deepEqual(twin, { type: 'name-taken', clusterId, jobId: retry.record.job.id });
    });

    test('is refused when another cluster has taken the name meanwhile, and changes nothing', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(true);
      const other = createRecords();
      await store.accept(other);
      const retry = { ...createRecords({ clusterId }), expect: await versionOf(), retries: jobId };
      const holder = { clusterId: other.cluster.id, jobId: other.record.job.id };
      assert.deepEqual(await store.accept(retry), { type: 'name-taken', ...holder });
      assert.equal((await store.job('team-a', jobId))?.record.job.retriedBy, undefined);
      assert.equal(await store.job('team-a', retry.record.job.id), undefined);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, undefined);
    });

    test('of a delete does not want the name', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(true);
      await store.accept(createRecords());
      const removal = createRecords({ clusterId });
      removal.record.job.operation = 'cluster.delete';
      const accepted = await store.accept({ ...removal, expect: await versionOf(), retries: jobId });
      assert.equal(accepted.type, 'accepted');
    });

    test('asked for twice at the same instant is accepted once', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(false);
      const expect = await versionOf();
      const all = await Promise.all(
        Array.from({ length: 20 }, () => store.accept({ ...createRecords({ clusterId }), expect, retries: jobId })),
      );
      assert.equal(all.filter(({ type }) => type === 'accepted').length, 1);
    });
  });

  describe(`amend (${kind})`, () => {
    test('shows in every read and in the next claim', async () => {
      const { store, jobId, clusterId, write, claim, versionOf } = await claimed();
      const version = await versionOf();
      assert.equal(await store.amend(clusterId, version, amendment), true);
      const { at, ...changed } = amendment;
      const seen = await store.cluster('team-a', clusterId);
      assert.deepEqual({ ...seen?.cluster, ...changed, updatedAt: at }, seen?.cluster);
      assert.equal(seen?.version, version + 1);
      const [listed] = (await store.clusters('team-a', {}, 1)).items;
      assert.deepEqual(listed?.cluster.labels, amendment.labels);
      await store.save(jobId, claim.epoch, { ...write, dueAt: fakeEpoch, leaseUntil: 0 });
      const next = await store.claim(jobId, fakeEpoch, fakeEpoch + lease);
      assert.ok(next.type === 'claimed');
      assert.deepEqual([next.cluster.deletionProtection, next.cluster.metadata], [true, amendment.metadata]);
    });

    test('survives whatever the job at work saves and how it ends, and goes with the next job', async () => {
      const { store, jobId, clusterId, write, claim, versionOf } = await claimed();
      await store.amend(clusterId, await versionOf(), amendment);
      await store.save(jobId, claim.epoch, { ...write, dueAt: undefined, leaseUntil: fakeEpoch + lease });
      claim.record.job.status = 'Failed';
      await store.finish(jobId, claim.epoch, { ...write, gone: false });
      const ended = await store.cluster('team-a', clusterId);
      assert.equal(ended?.cluster.deletionProtection, true);
      await store.accept({ ...createRecords({ clusterId }), expect: await versionOf() });
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.deletionProtection, true);
    });

    test('is refused when the cluster has changed since, and makes older decisions stale', async () => {
      const { store, jobId, clusterId, versionOf } = await failed(false);
      const version = await versionOf();
      assert.equal(await store.amend(clusterId, version - 1, amendment), false);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.deletionProtection, undefined);
      assert.equal(await store.amend(clusterId, version, amendment), true);
      const removal = createRecords({ clusterId });
      assert.deepEqual(await store.accept({ ...removal, expect: version, retries: jobId }), { type: 'stale' });
      assert.equal(await store.amend('cls_unknown0', 1, amendment), false);
    });
  });
}
