import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { stepsOf } from './client.ts';
import { seeded } from './seeded.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

/** Short leases and searches, so that what a dead worker held is soon taken up. */
const impatient = { SLIPWAY_LEASE_SECONDS: '3', SLIPWAY_SWEEP_SECONDS: '1', SLIPWAY_HELM_SECONDS: '8' };

describe('kill -9 of the only worker', () => {
  let stack: Stack;
  const done: string[] = [];
  before(async () => {
    stack = await startStack({ env: impatient });
  });
  afterEach(async () => {
    stack.helm.release();
    await stack.faults([]);
  });
  after(() => stack.stop());

  async function revive() {
    await stack.worker.kill9();
    await stack.worker.start();
  }

  /** All went well in the end, with one create, and was told once. */
  async function assertGood(jobId: string, name: string) {
    const job = await stack.ended(jobId);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(stepsOf(job).every((step) => step.endsWith(' Succeeded')));
    assert.equal(await stack.creates(name), 1);
    assert.equal((await stack.cluster(job.clusterId)).state, 'Ready');
    const { items } = await stack.nodes(job.clusterId);
    assert.deepEqual([...new Set(items.map(({ ready }) => ready))], [true]);
    const types = (await stack.events(jobId)).map(({ type }) => type).filter((type) => type !== 'job.phase_changed');
    assert.deepEqual(types, ['job.accepted', 'job.started', 'job.succeeded', 'cluster.provisioned']);
    done.push(jobId);
    return job;
  }

  test('at any moment, again and again, with ten orders in hand: ten clusters, ten creates', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `any-${index}`);
    const orders = await Promise.all(names.map((name) => stack.order(name)));
    const random = seeded(7);
    for (let kill = 0; kill < 6; kill += 1) {
      // Moments are told by what the worker logs: so many lines on from the last.
      const lines = stack.worker.log().length + Math.floor(random() * 12_000);
      await until(
        'the worker at work',
        () => stack.worker.log().length,
        (length) => length >= lines,
        10,
      ).catch(() => 0);
      await revive();
    }
    for (const [index, { id }] of orders.entries()) await assertGood(id, names[index] ?? '');
  });

  test('while Azure creates, and again before helm has done anything: one create, and the job succeeds', async () => {
    const { id } = await stack.order('twice');
    await stack.follow(id, ({ phase }) => phase === 'managed-cluster');
    await until(
      'the create',
      () => stack.creates('twice'),
      (count) => count === 1,
    );
    await revive();

    stack.helm.hold();
    const before = stack.helm.starts().length;
    await stack.helm.started(before + 1);
    await revive();
    stack.helm.release();
    const job = await assertGood(id, 'twice');
    const install = job.steps.find(({ name }) => name === 'install-cni');
    assert.equal(install?.attempts, 2, 'the attempt that was cut off counts');
  });

  test('with helm half done: the release that it left pending is repaired', async () => {
    stack.helm.slow();
    const { id, clusterId } = await stack.order('pending');
    await stack.follow(id, ({ phase }) => phase === 'install-cni');
    const label = 'owner=helm,status=pending-install';
    await until(
      'the pending release',
      () => stack.run('kubectl', clusterId, 'get', 'secrets', '-A', '-l', label, '-o', 'name'),
      (found) => found !== '',
    );
    await stack.worker.kill9();
    stack.helm.release();
    await stack.worker.start();
    await assertGood(id, 'pending');
    assert.ok(stack.logOf(clusterId).some(({ msg }) => msg === 'repairing what a killed helm left'));
    const list = JSON.parse(await stack.run('helm', clusterId, 'list', '-A', '-o', 'json'));
    assert.equal(list[0].status, 'deployed');
  });

  test('at four steps, each held by its fault: every job goes on from there', async () => {
    const held = [
      ['preflight', { name: 'service-unavailable', params: { on: ['get'] } }],
      ['api-server-answers', { name: 'api-server-down' }],
      ['nodes-ready', { name: 'nodes-never-ready' }],
      ['pods-connect', { name: 'image-pull-fails' }],
    ] as const;
    await stack.faults(held.map(([step, fault]) => ({ ...fault, match: { cluster: `at-${step}` } })));
    const jobs = held.map(async ([step]) => {
      const { id } = await stack.order(`at-${step}`);
      await stack.follow(id, ({ phase }) => phase === step);
      return { id, step };
    });
    const all = await Promise.all(jobs);
    await stack.worker.kill9();
    await stack.faults([]);
    await stack.worker.start();
    for (const { id, step } of all) await assertGood(id, `at-${step}`);
  });

  test('SIGTERM is no kill: it lets go of its jobs, ends with 0, and the next goes on', async () => {
    const { id } = await stack.order('asked');
    await stack.follow(id, ({ phase }) => phase === 'managed-cluster');
    assert.equal(await stack.worker.terminate(), 0);
    await stack.worker.start();
    await assertGood(id, 'asked');
  });

  test('and every event of all these jobs has reached the subscriber', async () => {
    const { receiver } = stack;
    for (const jobId of done) {
      const ids = (await stack.events(jobId)).map(({ id }) => id);
      // One whose delivery was cut off is sent again when that attempt's lease has run out.
      await until(
        `events of ${jobId}`,
        () => ids.filter((id) => !receiver.of(jobId).some((event) => event.id === id)),
        (missing) => missing.length === 0,
        100,
      );
    }
    assert.deepEqual(receiver.refused, []);
  });
});
