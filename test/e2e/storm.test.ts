import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStack } from './stack.ts';
import { until } from './until.ts';

const on = ['get', 'put', 'delete', 'abort', 'poll', 'credentials', 'pools'];
const everything = [...on, 'group-get', 'group-put', 'group-delete', 'group-resources'];
const jobs = 20;
const periods = 5;

test('a storm of 429s is sat out by all workers together: few requests, no failed attempt, one create an order', async (t) => {
  const stack = await startStack({
    speed: 120,
    workers: 2,
    env: {
      SLIPWAY_ARM_READS_PER_SECOND: '30',
      SLIPWAY_ARM_WRITES_PER_SECOND: '15',
      // As long as the others say.
      SLIPWAY_THROTTLED_SECONDS: '1',
    },
  });
  t.after(() => stack.stop());
  const order = (index: number) => stack.order(`storm-${index}`, { cni: { plugin: 'external' } });
  const accepted = await Promise.all(Array.from({ length: jobs }, (_, index) => order(index)));
  // Every kind of call is under way: some clusters are made, of some the API server is asked already.
  await until(
    'clusters under way',
    async () => (await stack.azure()).counters.creates.total,
    (count) => count >= jobs / 2,
  );
  await stack.faults([
    { name: 'throttled', match: { group: '*2*' }, params: { on: everything, retryAfter: 1 } },
    { name: 'throttled-without-retry-after', params: { on: everything, retryAfter: 1 } },
  ]);
  const before = (await stack.azure()).counters.throttled;
  const begun = Date.now();
  await until(
    'the storm',
    () => Date.now() - begun,
    (ms) => ms >= periods * 1_000,
  );
  const refused = (await stack.azure()).counters.throttled - before;
  await stack.faults([]);

  t.diagnostic(`${refused} requests in ${periods} s of storm, by ${jobs} jobs on two workers`);
  assert.ok(refused > 0, 'there was a storm');
  // Each job by itself would ask once a second. What is under way when the first is refused is refused, too.
  assert.ok(refused <= (jobs * periods) / 2, `${refused} requests`);
  for (const { id } of accepted) {
    const job = await stack.ended(id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(!stack.logOf(id).some(({ outcome }) => outcome === 'retry'), 'waiting is no failed attempt');
  }
  const { byCluster, total } = (await stack.azure()).counters.creates;
  assert.deepEqual([total, Object.values(byCluster).every((count) => count === 1)], [jobs, true]);
});
