import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeTroubles, podTroubles } from '../../../src/adapters/kube/troubles.ts';

const condition = (type: string, status: string, reason = '', message = '') => ({ type, status, reason, message });

test('a node is in trouble when it is not Ready, or under any pressure', () => {
  const nodes = nodeTroubles([
    {
      metadata: { name: 'good' },
      status: { conditions: [condition('MemoryPressure', 'False'), condition('Ready', 'True')] },
    },
    {
      metadata: { name: 'waiting' },
      status: {
        conditions: [
          condition('MemoryPressure', 'False'),
          condition('Ready', 'False', 'KubeletNotReady', `cni plugin not initialized ${'x'.repeat(900)}`),
        ],
      },
    },
    {
      metadata: { name: 'full' },
      status: { conditions: [condition('DiskPressure', 'True', 'KubeletHasDiskPressure'), condition('Ready', 'True')] },
    },
  ]);
  assert.deepEqual(
    nodes.map(({ name, conditions }) => [name, conditions.map(({ type, reason }) => `${type} ${reason}`)]),
    [
      ['waiting', ['Ready KubeletNotReady']],
      ['full', ['DiskPressure KubeletHasDiskPressure']],
    ],
  );
  assert.equal(nodes[0]?.conditions[0]?.message.length, 300);
});

const pod = (name: string, status: object) => ({ metadata: { namespace: 'kube-system', name }, status });

test('a pod is in trouble when it is not ready, and says what kept its container, or the scheduler', () => {
  const ready = [condition('Ready', 'True')];
  const unready = [
    condition('PodScheduled', 'True'),
    condition('Ready', 'False', 'ContainersNotReady', 'containers with unready status'),
  ];
  const pods = podTroubles([
    pod('fine', { phase: 'Running', conditions: ready }),
    pod('over', { phase: 'Succeeded' }),
    pod('unscheduled', {
      phase: 'Pending',
      conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available')],
    }),
    pod('no-image', {
      phase: 'Pending',
      conditions: unready,
      containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } }],
    }),
    pod('stuck-init', {
      phase: 'Pending',
      conditions: unready,
      initContainerStatuses: [
        { state: { terminated: { reason: 'Completed', exitCode: 0 } } },
        { state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
      containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
    }),
    pod('slow', {
      phase: 'Running',
      conditions: unready,
      containerStatuses: [{ ready: false, state: { running: {} } }],
    }),
  ]);
  assert.deepEqual(
    pods.map(({ name, phase, reason }) => [name, phase, reason]),
    [
      ['unscheduled', 'Pending', 'Unschedulable'],
      ['no-image', 'Pending', 'ImagePullBackOff'],
      ['stuck-init', 'Pending', 'CrashLoopBackOff'],
      ['slow', 'Running', 'ContainersNotReady'],
    ],
  );
});
