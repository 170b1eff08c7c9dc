import assert from 'node:assert/strict';
import test from 'node:test';
import { type JobCondition, jobCondition, type OpenJob, presentOpenJob } from '../../../src/model/open-job.ts';
import type { StepState } from '../../../src/model/step.ts';
import { fakeEpoch } from '../../fakes/clock.ts';
import { createRecords } from '../../fakes/records.ts';

const minute = 60_000;
const limits = { graceMs: 20_000, quietMs: 15 * minute, tries: 4 };
const at = (time: number) => new Date(time).toISOString();

/** A job at its only step, due now; the test says what is different. */
function openJob(change: Partial<OpenJob> = {}, step: Partial<StepState> = {}): OpenJob {
  const { record, cluster } = createRecords();
  const first: StepState = {
    name: 'install-cni',
    title: 'Install the CNI',
    stage: 'main',
    status: 'Running',
    attempts: 1,
    startedAt: at(fakeEpoch - minute),
    deadlineAt: at(fakeEpoch + 10 * minute),
  };
  record.job.steps = [{ ...first, ...step }];
  return { record, cluster, dueAt: fakeEpoch, leaseUntil: 0, epoch: 3, ...change };
}
const judge = (job: OpenJob) => jobCondition(job, fakeEpoch, limits);

function assertCondition(job: OpenJob, condition: JobCondition, reason: RegExp) {
  const judged = judge(job);
  assert.equal(judged.condition, condition, judged.reason);
  assert.match(judged.reason, reason);
}

test('a job is overdue once its time has passed by more than the grace and nobody holds it', () => {
  assertCondition(openJob({ dueAt: fakeEpoch - 20_000 }), 'waiting', /Due at/);
  assertCondition(openJob({ dueAt: fakeEpoch - 20_001 }), 'overdue', /no worker has taken it/);
  const abandoned = { dueAt: fakeEpoch - 20_001, leaseUntil: fakeEpoch - 20_001 };
  assertCondition(openJob(abandoned), 'overdue', /no worker/);
});

test('a job is stuck once its step, or itself, should have ended', () => {
  assertCondition(openJob({}, { deadlineAt: at(fakeEpoch - 20_000) }), 'waiting', /Due/);
  assertCondition(openJob({}, { deadlineAt: at(fakeEpoch - 20_001) }), 'stuck', /The step should have ended by/);
  const late = openJob();
  late.record.job.deadlineAt = at(fakeEpoch - minute);
  assertCondition(late, 'stuck', /The job should have ended by/);
});

test('a job that is ending heeds the deadlines of its ending steps alone', () => {
  const ending = openJob({}, { stage: 'ending' });
  ending.record.ending = { status: 'Failed', phase: 'RollingBack' };
  ending.record.job.deadlineAt = at(fakeEpoch - minute);
  assertCondition(ending, 'waiting', /Due/);
});

test('a job is stuck whose step comes to nothing again and again', () => {
  const job = openJob();
  job.record.tries = { 'install-cni': 3, 'nodes-ready': 9 };
  assertCondition(job, 'waiting', /Due/);
  job.record.tries = { 'install-cni': 4 };
  assertCondition(job, 'stuck', /4 tries in a row/);
});

test('a job is stuck that a worker holds and saves nothing of', () => {
  const job = openJob({ leaseUntil: fakeEpoch + 5_000, dueAt: fakeEpoch + 5_000 });
  assertCondition(job, 'running', /until/);
  job.cluster.updatedAt = at(fakeEpoch - limits.quietMs - 1);
  assertCondition(job, 'stuck', /saved nothing since/);
  assertCondition({ ...job, leaseUntil: 0 }, 'waiting', /Due/);
});

test('an operator sees what the job is, whose, and what was last seen of it, and none of its input', () => {
  const job = openJob({ leaseUntil: fakeEpoch + 5_000 }, { message: '2 of 3 nodes are Ready.' });
  job.record.job.input = { cni: { values: { password: 'hunter2' } } };
  job.record.memos = { 'install-cni': { token: 'hunter2' } };
  job.record.tries = { 'install-cni': 2 };
  const view = presentOpenJob(job, fakeEpoch, limits);
  assert.deepEqual(view.step, {
    name: 'install-cni',
    title: 'Install the CNI',
    status: 'Running',
    attempts: 1,
    triesInARow: 2,
    message: '2 of 3 nodes are Ready.',
    startedAt: at(fakeEpoch - minute),
    deadlineAt: at(fakeEpoch + 10 * minute),
  });
  assert.deepEqual([view.tenant, view.cluster.name, view.epoch], ['team-a', 'blue', 3]);
  assert.equal(view.cluster.armId, job.cluster.armId);
  assert.equal(view.leaseUntil, at(fakeEpoch + 5_000));
  assert.doesNotMatch(JSON.stringify(view), /hunter2/);
});
