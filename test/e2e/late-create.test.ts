import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { freePort } from '../../scripts/tools/process.ts';
import { type ArmGate, openArmGate, type Passed } from './arm-gate.ts';
import type { Process } from './process.ts';
import { type Stack, startStack } from './stack.ts';

describe('a worker that is stopped at its create, while another runs the delete that takes its place', () => {
  let stack: Stack;
  let gate: ArmGate;
  let [first, second]: Process[] = [];
  before(async () => {
    const port = await freePort();
    const env = {
      SLIPWAY_ARM_ENDPOINT: `https://localhost:${port}`,
      SLIPWAY_LEASE_SECONDS: '3',
      SLIPWAY_SWEEP_SECONDS: '1',
      SLIPWAY_LATE_ACT_SECONDS: '6',
    };
    stack = await startStack({ workers: 2, env });
    gate = await openArmGate(port, stack.sandboxUrl, stack.folder);
    [first, second] = stack.workers;
    await second?.kill9();
  });
  afterEach(async () => {
    first?.signal('SIGCONT');
    await second?.kill9();
  });
  after(async () => {
    await gate.close();
    await stack.stop();
  });

  const isCluster = (path: string, name: string) => new RegExp(`/managedClusters/${name}\\?`, 'i').test(path);
  /** The look that precedes the create: preflight has looked before, but then there was no group yet. */
  const lastLook =
    (name: string) =>
    ({ method, path }: Passed) =>
      method === 'GET' &&
      isCluster(path, name) &&
      gate.passed.some((each) => each.method === 'PUT' && each.path.includes(`rg-${name}?`));
  const creates = (name: string) => gate.passed.filter(({ method, path }) => method === 'PUT' && isCluster(path, name));

  /** Orders a cluster, stops the only worker where the gate says, and has another one run a delete. */
  async function stopAndDelete(name: string, stop: ReturnType<ArmGate['stopAnswer']>) {
    const { clusterId } = await stack.order(name);
    await stop.reached;
    first?.signal('SIGSTOP');
    stop.letOthersPass();
    await second?.start();
    return { clusterId, removal: (await stack.remove(clusterId)).id };
  }

  async function assertNothingIsLeft(name: string, clusterId: string) {
    const { clusters, groups } = await stack.azure();
    assert.deepEqual(
      clusters.filter((cluster) => cluster.name === name),
      [],
    );
    assert.deepEqual(
      groups.filter((group) => group.name.includes(name)),
      [],
    );
    assert.equal((await stack.ask('GET', `/v1/clusters/${clusterId}`)).status, 410);
  }

  test('with the create in its hand, which it sends after the 404: nothing is left', async () => {
    const stop = gate.stopAfter(lastLook('in-hand'));
    const { clusterId, removal } = await stopAndDelete('in-hand', stop);
    const waiting = await stack.follow(removal, ({ phase }) => phase === 'stays-gone');
    assert.match(waiting.steps.find(({ name }) => name === 'delete-cluster')?.message ?? '', /404/);
    assert.deepEqual(creates('in-hand'), [], 'nothing was sent so far');
    stop.release();
    first?.signal('SIGCONT');
    const ended = await stack.ended(removal);
    assert.deepEqual(
      creates('in-hand').map(({ status }) => status),
      [201],
      'it was sent after all, and Azure took it',
    );
    assert.equal(ended.status, 'Succeeded', JSON.stringify(ended.error));
    await assertNothingIsLeft('in-hand', clusterId);
  });

  test('between its look and its create, waking when all is over: it sends none', async () => {
    const stop = gate.stopAnswer(lastLook('asleep'));
    const { clusterId, removal } = await stopAndDelete('asleep', stop);
    assert.equal((await stack.ended(removal)).status, 'Succeeded');
    await second?.kill9();
    stop.release();
    first?.signal('SIGCONT');
    // It is awake, and past where it was, once it has done something else.
    assert.equal((await stack.ended((await stack.order('later')).id)).status, 'Succeeded');
    assert.deepEqual(creates('asleep'), []);
    await assertNothingIsLeft('asleep', clusterId);
  });
});
