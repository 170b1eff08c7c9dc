import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

/** Leases and searches so long that whatever is taken up soon was let go. */
const patient = { SLIPWAY_LEASE_SECONDS: '120', SLIPWAY_SWEEP_SECONDS: '60' };

describe('SIGTERM to a worker with everything in hand', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack({ workers: 2, env: patient });
  });
  after(() => stack.stop());

  /** A receiver that takes requests and does not answer, until it is told to. */
  async function silentReceiver() {
    const ids: string[] = [];
    const waiting: ServerResponse[] = [];
    let speaks = false;
    const server = createServer((request, response) => {
      ids.push(String(request.headers['webhook-id']));
      if (speaks) response.writeHead(204).end();
      else waiting.push(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      ids,
      speak() {
        speaks = true;
      },
      close: () => server.closeAllConnections() ?? server.close(),
    };
  }

  test('it is gone within ten seconds, and another worker goes on at once with each of them', async (t) => {
    const [first, second] = stack.workers;
    assert.ok(first && second);
    await second.terminate();
    const receiver = await silentReceiver();
    t.after(receiver.close);
    await stack.register(receiver.url, ['job.accepted']);

    await stack.faults([{ name: 'late-answer', match: { cluster: 'put-hangs' }, params: { seconds: 60 } }]);
    stack.helm.hold();
    const helm = await stack.order('helm-hangs');
    const [run] = await stack.helm.started(1);
    const put = await stack.order('put-hangs');
    await until(
      'the create',
      () => stack.creates('put-hangs'),
      (count) => count === 1,
    );
    await until(
      'two webhooks',
      () => receiver.ids,
      (ids) => ids.length === 2,
    );
    await second.start();

    const begun = performance.now();
    assert.equal(await first.terminate(), 0);
    const seconds = (performance.now() - begun) / 1_000;
    assert.ok(seconds < 10, `gone after ${seconds} s`);
    assert.equal(existsSync(`/proc/${run?.pid}`), false, 'its helm went with it');

    receiver.speak();
    const released = performance.now();
    await until(
      'the other worker at both jobs',
      () => second.log().split('\n'),
      (lines) => [helm.id, put.id].every((id) => lines.some((line) => line.includes(id))),
    );
    await stack.helm.started(2);
    await until(
      'both webhooks again',
      () => [...Map.groupBy(receiver.ids, (id) => id).values()].map(({ length }) => length),
      (times) => times.length === 2 && times.every((count) => count >= 2),
    );
    const taken = (performance.now() - released) / 1_000;
    stack.helm.release();
    for (const { id, name } of [
      { id: helm.id, name: 'helm-hangs' },
      { id: put.id, name: 'put-hangs' },
    ]) {
      const job = await stack.ended(id);
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      assert.equal(await stack.creates(name), 1);
      const types = (await stack.events(id)).map(({ type }) => type).filter((type) => type !== 'job.phase_changed');
      assert.deepEqual(types, ['job.accepted', 'job.started', 'job.succeeded', 'cluster.provisioned']);
      assert.equal(job.steps.find((step) => step.name === 'install-cni')?.attempts, 1, 'a restart is no attempt');
    }
    t.diagnostic(`gone after ${seconds.toFixed(1)} s, all taken up ${taken.toFixed(1)} s later`);
  });

  test('asked a second time it ends at once', async () => {
    const [, second] = stack.workers;
    assert.ok(second);
    stack.helm.hold();
    const before = stack.helm.starts().length;
    await stack.order('impatient');
    await stack.helm.started(before + 1);
    const said = second.log().length;
    second.signal('SIGTERM');
    await until(
      'its first answer',
      () => second.log().slice(said),
      (log) => log.includes('stopping: nothing more is begun'),
    );
    assert.equal(await second.terminate(), 1);
  });
});
