import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jobStatuses } from '../../src/model/job.ts';
import type { Accepting, JobStore } from '../../src/ports.ts';
import { fakeEpoch } from '../fakes/clock.ts';
import { createRecords } from '../fakes/records.ts';

const lease = 12_000;

/** What every store of jobs and clusters must do; `open` gives an empty one. */
export function jobStoreContract(kind: string, open: () => Promise<JobStore>): void {
  const accept = async (change: Partial<Accepting> = {}) => {
    const store = await open();
    const accepting = { ...createRecords(), ...change };
    const accepted = await store.accept(accepting);
    return { store, accepting, accepted, jobId: accepting.record.job.id, clusterId: accepting.cluster.id };
  };
  const claimed = async () => {
    const given = await accept();
    const claim = await given.store.claim(given.jobId, fakeEpoch, fakeEpoch + lease);
    assert.ok(claim.type === 'claimed');
    return { ...given, claim };
  };
  const saving = (claim: { record: Accepting['record']; cluster: Accepting['cluster'] }, dueAt?: number) => ({
    record: claim.record,
    cluster: claim.cluster,
    events: [],
    dueAt,
    leaseUntil: fakeEpoch + lease,
    signalCount: 0,
    now: fakeEpoch,
  });

  describe(`accept (${kind})`, () => {
    test('stores job, cluster and event together', async () => {
      const { store, accepting, accepted, jobId, clusterId } = await accept();
      assert.deepEqual(accepted, { type: 'accepted', wake: 1 });
      assert.deepEqual((await store.job('team-a', jobId))?.record, accepting.record);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, jobId);
      assert.deepEqual(
        (await store.events('team-a', jobId)).map((event) => event.id),
        accepting.events.map((event) => event.id),
      );
    });

    test('answers a repeated key with the first job, and refuses it for another body', async () => {
      const idempotency = { key: 'k', fingerprint: 'f', expiresAt: fakeEpoch + 60_000 };
      const { store, jobId } = await accept({ idempotency });
      const again = createRecords({ name: 'other' });
      assert.deepEqual(await store.accept({ ...again, idempotency }), { type: 'replayed', jobId });
      assert.equal(await store.job('team-a', again.record.job.id), undefined);
      const changed = { ...idempotency, fingerprint: 'g' };
      assert.deepEqual(await store.accept({ ...again, idempotency: changed }), { type: 'key-reused' });
    });

    test('lets one cluster have a name, whatever its case, and another tenant the same name', async () => {
      const { store, jobId, clusterId } = await accept();
      const twin = await store.accept(createRecords({ name: 'BLUE' }));
      assert.deepEqual(twin, { type: 'name-taken', clusterId, jobId });
      assert.equal((await store.accept(createRecords({ tenant: 'team-b' }))).type, 'accepted');
    });

    test('of two at the same instant lets one through', async () => {
      const store = await open();
      const all = await Promise.all(Array.from({ length: 20 }, () => store.accept(createRecords())));
      assert.equal(all.filter(({ type }) => type === 'accepted').length, 1);
      assert.equal(all.filter(({ type }) => type === 'name-taken').length, 19);
    });

    test('allows one active job on a cluster, unless the new one supersedes it', async () => {
      const { store, jobId, clusterId } = await accept();
      const version = (await store.cluster('team-a', clusterId))?.version ?? -1;
      const second = createRecords({ clusterId });
      assert.deepEqual(await store.accept({ ...second, expect: version }), { type: 'busy', jobId });
      const third = createRecords({ clusterId });
      assert.deepEqual(await store.accept({ ...third, expect: version, supersedes: jobId }), {
        type: 'accepted',
        wake: 1,
        supersededWake: 2,
      });
      assert.equal((await store.job('team-a', jobId))?.signals.supersede?.by, third.record.job.id);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, third.record.job.id);
    });

    test('refuses a decision made on an older cluster', async () => {
      const { store, jobId, clusterId, claim } = await claimed();
      await store.finish(jobId, claim.epoch, { ...saving(claim), gone: false });
      assert.deepEqual(await store.accept({ ...createRecords({ clusterId }), expect: 1 }), { type: 'stale' });
    });
  });

  describe(`claim and save (${kind})`, () => {
    test('raises the epoch, and keeps others off until the lease ends', async () => {
      const { store, jobId, claim } = await claimed();
      assert.equal(claim.epoch, 1);
      assert.deepEqual(await store.claim(jobId, fakeEpoch + 1, fakeEpoch + lease), {
        type: 'leased',
        until: fakeEpoch + lease,
      });
      const later = await store.claim(jobId, fakeEpoch + lease, fakeEpoch + 2 * lease);
      assert.equal(later.type === 'claimed' && later.epoch, 2);
    });

    test('lets only the newest epoch save, renew and finish', async () => {
      const { store, jobId, claim } = await claimed();
      await store.claim(jobId, fakeEpoch + lease, fakeEpoch + 2 * lease);
      assert.deepEqual(await store.save(jobId, claim.epoch, saving(claim)), { type: 'lost' });
      assert.equal(await store.renew(jobId, claim.epoch, fakeEpoch + 9 * lease), false);
      assert.equal(await store.finish(jobId, claim.epoch, { ...saving(claim), gone: false }), 'lost');
    });

    test('once parked, is nobody’s, and comes due again', async () => {
      const { store, jobId, claim } = await claimed();
      const saved = await store.save(jobId, claim.epoch, saving(claim, fakeEpoch + 60_000));
      assert.deepEqual(saved, { type: 'saved', signals: {}, signalCount: 0, dueAt: fakeEpoch + 60_000, wake: 2 });
      assert.deepEqual(await store.save(jobId, claim.epoch, saving(claim)), { type: 'lost' });
      const early = await store.claim(jobId, fakeEpoch + 30_000, fakeEpoch + 40_000);
      assert.deepEqual(early, { type: 'not-due', dueAt: fakeEpoch + 60_000, wake: 2 });
      assert.equal((await store.claim(jobId, fakeEpoch + 60_000, fakeEpoch + 70_000)).type, 'claimed');
    });

    test('keeps what was saved, with job, cluster and events as one', async () => {
      const { store, jobId, clusterId, claim } = await claimed();
      const more = createRecords();
      claim.record.job.phase = 'managed-cluster';
      claim.record.job.status = 'Running';
      claim.cluster.observed.fqdn = 'x.azmk8s.io';
      const events = more.events.map((event) => ({ ...event, sequence: '00000002' }));
      await store.save(jobId, claim.epoch, { ...saving(claim), events });
      assert.equal((await store.job('team-a', jobId))?.record.job.phase, 'managed-cluster');
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.observed.fqdn, 'x.azmk8s.io');
    });

    test('an ended job is ended, and its cluster free', async () => {
      const { store, jobId, clusterId, claim } = await claimed();
      claim.record.job.status = 'Succeeded';
      assert.equal(await store.finish(jobId, claim.epoch, { ...saving(claim), gone: false }), 'finished');
      assert.equal((await store.claim(jobId, fakeEpoch + lease, 0)).type, 'ended');
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, undefined);
      assert.equal((await store.accept(createRecords())).type, 'name-taken');
    });

    test('does not end while a signal waits that was not taken into account', async () => {
      const { store, jobId, clusterId, claim } = await claimed();
      await store.signal(jobId, 'cancel', { by: 'key:me', at: 'now' }, fakeEpoch);
      claim.record.job.status = 'Succeeded';
      assert.equal(await store.finish(jobId, claim.epoch, { ...saving(claim), gone: false }), 'signaled');
      assert.equal((await store.job('team-a', jobId))?.record.job.status, 'NotStarted');
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.activeJob, jobId);
      const told = { ...saving(claim), gone: false, signalCount: 1 };
      assert.equal(await store.finish(jobId, claim.epoch, told), 'finished');
    });

    test('with nothing left in Azure frees the name', async () => {
      const { store, jobId, claim } = await claimed();
      claim.record.job.status = 'Failed';
      await store.finish(jobId, claim.epoch, { ...saving(claim), gone: true });
      assert.equal((await store.accept(createRecords())).type, 'accepted');
    });

    test('a superseded job cannot speak for the cluster any more', async () => {
      const { store, jobId, clusterId, claim } = await claimed();
      const version = (await store.cluster('team-a', clusterId))?.version ?? -1;
      const deletion = createRecords({ clusterId });
      await store.accept({ ...deletion, expect: version, supersedes: jobId });
      claim.cluster.observed.fqdn = 'too late';
      const saved = await store.save(jobId, claim.epoch, saving(claim));
      assert.ok(saved.type === 'saved' && saved.signals.supersede);
      assert.equal((await store.cluster('team-a', clusterId))?.cluster.observed.fqdn, undefined);
    });

    test('does not know a job that never was', async () => {
      const store = await open();
      const { record } = createRecords();
      assert.deepEqual(await store.claim(record.job.id, fakeEpoch, fakeEpoch), { type: 'unknown' });
    });
  });

  describe(`signal (${kind})`, () => {
    const cancel = { by: 'key:me', at: '2026-01-01T00:00:00.000Z' };

    test('makes a parked job due at once', async () => {
      const { store, jobId, claim } = await claimed();
      await store.save(jobId, claim.epoch, saving(claim, fakeEpoch + 60_000));
      const now = fakeEpoch + 5_000;
      assert.deepEqual(await store.signal(jobId, 'cancel', cancel, now), { type: 'signaled', wake: 3 });
      const again = await store.claim(jobId, now, now + lease);
      assert.ok(again.type === 'claimed');
      assert.deepEqual(again.signals, { cancel });
      assert.equal(again.signalCount, 1);
    });

    test('never disturbs a save, and is heard of at the next one', async () => {
      const { store, jobId, claim } = await claimed();
      assert.deepEqual(await store.signal(jobId, 'cancel', cancel, fakeEpoch), { type: 'signaled' });
      const saved = await store.save(jobId, claim.epoch, saving(claim, fakeEpoch + 60_000));
      assert.ok(saved.type === 'saved');
      assert.deepEqual(saved.signals, { cancel });
      assert.equal(saved.dueAt, fakeEpoch, 'a signal that was not taken into account makes the job due at once');
    });

    test('is not taken by an ended or unknown job', async () => {
      const { store, jobId, claim } = await claimed();
      claim.record.job.status = 'Failed';
      await store.finish(jobId, claim.epoch, { ...saving(claim), gone: false });
      assert.deepEqual(await store.signal(jobId, 'cancel', cancel, fakeEpoch), { type: 'ended' });
      const other = createRecords().record.job.id;
      assert.deepEqual(await store.signal(other, 'cancel', cancel, fakeEpoch), { type: 'unknown' });
    });
  });

  describe(`reads (${kind})`, () => {
    test('show a tenant only its own', async () => {
      const { store, jobId, clusterId } = await accept();
      assert.equal(await store.job('team-b', jobId), undefined);
      assert.equal(await store.cluster('team-b', clusterId), undefined);
      assert.deepEqual((await store.jobs('team-b', {}, 10)).items, []);
      assert.deepEqual((await store.clusters('team-b', {}, 10)).items, []);
    });

    test('list newest first, page by page', async () => {
      const store = await open();
      const ids: string[] = [];
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        const records = createRecords({ name });
        ids.unshift(records.record.job.id);
        await store.accept(records);
      }
      const first = await store.jobs('team-a', {}, 2);
      assert.deepEqual(
        first.items.map(({ record }) => record.job.id),
        ids.slice(0, 2),
      );
      const second = await store.jobs('team-a', {}, 2, first.next);
      assert.deepEqual(
        second.items.map(({ record }) => record.job.id),
        ids.slice(2, 4),
      );
      const third = await store.jobs('team-a', {}, 2, second.next);
      assert.deepEqual(
        third.items.map(({ record }) => record.job.id),
        ids.slice(4),
      );
      assert.equal(third.next, undefined);
    });

    test('find jobs by status, cluster and ticket, and clusters by name and state', async () => {
      const ticket = { system: 'servicenow' as const, id: 'CHG0030015' };
      const store = await open();
      const one = createRecords({ name: 'one', ticket });
      const two = createRecords({ name: 'two' });
      await store.accept(one);
      await store.accept(two);
      const claim = await store.claim(one.record.job.id, fakeEpoch, fakeEpoch + lease);
      assert.ok(claim.type === 'claimed');
      claim.record.job.status = 'Running';
      await store.save(one.record.job.id, claim.epoch, saving(claim));
      const ids = async (filter: Parameters<JobStore['jobs']>[1]) =>
        (await store.jobs('team-a', filter, 10)).items.map(({ record }) => record.job.id);
      assert.deepEqual(await ids({ status: 'Running' }), [one.record.job.id]);
      assert.deepEqual(await ids({ status: 'NotStarted' }), [two.record.job.id]);
      assert.deepEqual(await ids({ clusterId: two.cluster.id }), [two.record.job.id]);
      assert.deepEqual(await ids({ ticket: 'CHG0030015' }), [one.record.job.id]);
      assert.deepEqual(await ids({ ticket: 'servicenow:CHG0030015', status: 'Running' }), [one.record.job.id]);
      assert.deepEqual(await ids({ ticket: 'jira:CHG0030015' }), []);
      for (const status of jobStatuses.slice(2)) assert.deepEqual(await ids({ status }), []);
      const clusters = await store.clusters('team-a', { name: 'TWO', state: 'Creating' }, 10);
      assert.deepEqual(
        clusters.items.map(({ cluster }) => cluster.name),
        ['two'],
      );
    });
  });
}
