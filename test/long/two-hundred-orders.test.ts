import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { JobView } from '../e2e/client.ts';
import { type Stack, startStack } from '../e2e/stack.ts';

const orders = 200;
const mostMegabytes = 250;
/** At the pace at which an API is met by a crowd, not by one caller after the other. */
const callers = 20;

describe('two hundred orders at once', () => {
  let stack: Stack;
  before(async () => {
    // Speed and settings of `npm start`: one worker, at most twenty jobs in hand.
    stack = await startStack({ speed: 60 });
  });
  after(() => stack.stop());

  test('all succeed with one worker that needs less than 250 MB', async () => {
    const begun = performance.now();
    const jobs: JobView[] = [];
    const names = Array.from({ length: orders }, (_, index) => `crowd-${index}`).values();
    await Promise.all(
      Array.from({ length: callers }, async () => {
        for (const name of names) jobs.push(await stack.order(name));
      }),
    );
    const acceptedMs = performance.now() - begun;

    for (const { id } of jobs) {
      const job = await stack.ended(id, 170);
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    }
    const doneMs = performance.now() - begun;
    const megabytes = peakMegabytes(stack.worker.pid);
    console.log(
      `two hundred orders: ${Math.round(orders / (acceptedMs / 1_000))} accepted/s, all done after ${Math.round(doneMs / 1_000)} s, worker peak ${megabytes} MB`,
    );

    const { creates } = (await stack.azure()).counters;
    assert.equal(creates.total, orders);
    assert.ok(Object.values(creates.byCluster).every((count) => count === 1));
    for (const { id } of jobs) await stack.receiver.arrived(id, 'job.accepted', 'job.succeeded', 'cluster.provisioned');
    assert.deepEqual(stack.receiver.refused, []);
    if (megabytes !== undefined) assert.ok(megabytes < mostMegabytes, `the worker took ${megabytes} MB`);
  });
});

/** The most memory that the process ever held; `undefined` where there is no /proc. */
function peakMegabytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes ? Math.round(Number(kilobytes) / 1024) : undefined;
  } catch {
    return undefined;
  }
}
