import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Activity } from '../../../src/model/diagnosis.ts';
import { ProblemError, problem } from '../../../src/model/problem.ts';
import { createMemoryJobStore } from '../../fakes/memory-job-store.ts';
import { createWorld, type World } from '../../fakes/world.ts';

const minute = 60_000;

async function failedJob(change: (w: World) => void, order = {}) {
  const w = createWorld(createMemoryJobStore());
  w.cloud.endings.push('Failed');
  change(w);
  const { job } = await w.order(order);
  await w.drain();
  const { record } = await w.read(job.record.job.id);
  const step = record.job.steps.find(({ name }) => name === 'diagnose');
  return { w, job: record.job, step };
}

const failure = (resource: string, at: string, code: string): Activity => ({
  at,
  operation: 'x/write',
  resource,
  code,
});
const armId = (name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-blue/providers/Microsoft.ContainerService/managedClusters/${name}`;

test('a failed create carries what the activity log says of it, the newest first and no other cluster’s', async () => {
  const asked: string[] = [];
  const { job } = await failedJob((w) => {
    w.cloud.arm.failures = async (_scope, group) => {
      asked.push(group);
      return group === 'rg-blue'
        ? [
            failure(armId('red'), '2026-11-01T00:01:00Z', 'NotOurs'),
            failure(armId('BLUE'), '2026-11-01T00:02:00Z', 'Ours'),
          ]
        : [3, 4, 5, 6, 7].map((at) => failure('/x', `2026-11-01T00:0${at}:00Z`, `Node${at}`));
    };
  });
  assert.equal(job.status, 'Failed');
  assert.deepEqual(asked, ['rg-blue', 'MC_rg-blue_blue_westeurope']);
  assert.deepEqual(
    job.diagnosis?.activityLog.map(({ code }) => code),
    ['Node7', 'Node6', 'Node5', 'Node4', 'Node3'],
  );
});

test('pods of the probe do not crowd out those of the cluster', async () => {
  const pod = (namespace: string) => ({ namespace, name: 'x', phase: 'Failed', reason: 'Error', message: '' });
  const pods = [...Array(6).fill(pod('slipway-probe-1')), pod('tigera-operator')];
  const { job } = await failedJob((w) => {
    w.cloud.kube.troubles = async () => ({ nodes: [], pods });
  });
  assert.equal(job.diagnosis?.pods[0]?.namespace, 'tigera-operator');
  assert.equal(job.diagnosis?.pods.length, 5);
});

test('nodes and pods in trouble are told, a few of each', async () => {
  const node = {
    name: 'n',
    conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'cni' }],
  };
  const pod = { namespace: 'kube-system', name: 'coredns', phase: 'Pending', reason: 'Unschedulable', message: '' };
  const { job } = await failedJob((w) => {
    w.cloud.kube.troubles = async () => ({ nodes: Array(9).fill(node), pods: Array(9).fill(pod) });
  });
  assert.deepEqual([job.diagnosis?.nodes.length, job.diagnosis?.pods.length, job.diagnosis?.unknown], [3, 5, []]);
});

test('what cannot be looked at is noted, and changes nothing of the end', async () => {
  const refuse = () => Promise.reject(new ProblemError(problem('azure-forbidden', 'No right to Microsoft.Insights.')));
  const { job, step } = await failedJob((w) => {
    w.cloud.arm.failures = refuse;
    w.cloud.kube.troubles = refuse;
  });
  assert.equal(job.error?.code, 'azure-quota-exceeded');
  assert.equal(step?.status, 'Succeeded');
  assert.deepEqual(job.diagnosis?.unknown, [
    'the activity log: No right to Microsoft.Insights.',
    'the inside of the cluster: No right to Microsoft.Insights.',
  ]);
});

test('a log that is empty yet is read once more, a minute later', async () => {
  const times: number[] = [];
  const said = problem('azure-egress-blocked', 'x', { azure: { code: 'OutboundConnFail' } });
  const { job } = await failedJob((w) => {
    w.cloud.failure = { problem: said, outlook: 'final' };
    w.cloud.arm.failures = async (_scope, group) => {
      if (group === 'rg-blue') times.push(w.clock.now());
      return times.length > 1 ? [failure(armId('blue'), '2026-11-01T00:01:00Z', 'Late')] : [];
    };
  });
  assert.equal(times.length, 2);
  assert.equal((times[1] ?? 0) - (times[0] ?? 0), minute);
  assert.equal(job.diagnosis?.activityLog[0]?.code, 'Late');
});

test('it is taken before a clean-up removes what it looks at, and not where nothing was begun', async () => {
  const cleaned = await failedJob(() => {}, { onFailure: 'delete' });
  const names = cleaned.job.steps.filter(({ stage }) => stage === 'ending').map(({ name }) => name);
  assert.equal(names[0], 'diagnose');
  assert.equal(cleaned.job.diagnosis?.activityLog.length, 1);
  const early = await failedJob((w) => {
    w.cloud.subscription.providers['Microsoft.ContainerService'] = 'NotRegistered';
  });
  assert.equal(early.step?.status, 'Skipped');
  assert.equal(early.job.diagnosis, undefined);
});
