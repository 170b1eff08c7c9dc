import assert from 'node:assert/strict';
import type { JobView } from './client.ts';
import { createInsistentCaller, longestGap } from './insistent-caller.ts';
import type { Stack } from './stack.ts';

export interface FailoverRun {
  title: string;
  /** Placed before the fault, as fast as it goes. */
  before: number;
  /** Placed while it lasts, at a steady pace. */
  during: number;
  /** Does the harm, and waits until another server has taken over. */
  fault(): Promise<void>;
}

/** Orders through a failover: every 202 must become one cluster, made once, and be told. Prints how long things stood still. */
export async function ordersThroughFailover(stack: Stack, run: FailoverRun): Promise<void> {
  const caller = createInsistentCaller(stack);
  const names = (part: string, count: number) => Array.from({ length: count }, (_, index) => `${part}-${index}`);
  const jobs = await caller.orders(names('before', run.before), 10);
  const faultAt = performance.now();
  const faultTime = Date.now();
  const [during] = await Promise.all([caller.orders(names('during', run.during), 4, 500), run.fault()]);
  jobs.push(...during);
  assert.equal(new Set(jobs.map(({ id }) => id)).size, run.before + run.during, 'one job for each order');

  for (const { id } of jobs) {
    const job = await stack.ended(id, 300);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
  }
  const { creates } = (await stack.azure()).counters;
  assert.equal(creates.total, jobs.length, 'creates');
  assert.deepEqual(
    Object.values(creates.byCluster).filter((count) => count !== 1),
    [],
  );
  for (const { id } of jobs) await stack.receiver.arrived(id, 'job.accepted', 'job.succeeded', 'cluster.provisioned');
  assert.deepEqual(stack.receiver.refused, []);

  const writes = longestGap([faultAt, ...caller.accepted.filter((at) => at > faultAt)]);
  const steps = longestGap([
    faultTime,
    ...attemptTimes(stack, jobs).filter((at) => at > faultTime && at < faultTime + 60_000),
  ]);
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  console.log(
    `${run.title}: ${jobs.length} orders, 0 lost, 0 doubled; writes out ${seconds(writes)} s, ` +
      `workers out ${seconds(steps)} s, ${caller.refusals} answers of 503, slowest answer ${seconds(caller.slowestMs)} s`,
  );
}

/** When the workers attempted a step of these jobs. */
function attemptTimes(stack: Stack, jobs: JobView[]): number[] {
  const ids = new Set(jobs.map(({ id }) => id));
  const lines = stack.workers.flatMap((worker) => worker.log().split('\n'));
  return lines
    .filter((line) => line.includes('"step attempt"'))
    .map((line) => JSON.parse(line) as { job: string; time: string })
    .filter(({ job }) => ids.has(job))
    .map(({ time }) => Date.parse(time));
}
