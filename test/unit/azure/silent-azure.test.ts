import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { startCloud } from './sandbox.ts';
import { bodyOf } from './support.ts';

test('an answer later than the time-out is an Azure that is away, and the create it answers is found', async (t) => {
  const { sandbox, scope, arm, make } = await startCloud(t);
  const hasty = make({}, {}, 5_000);
  await arm.createResourceGroup(scope, 'rg', 'westeurope', {});
  const kubernetesVersion = (await arm.kubernetesVersions(scope, 'westeurope')).at(-2)?.version ?? '';
  const order = bodyOf(kubernetesVersion);
  // The token first, so that the create alone is measured.
  assert.equal(await hasty.cluster(scope, 'rg', 'late'), undefined);
  sandbox.faults.add({ name: 'late-answer', match: { cluster: 'late' }, params: { seconds: 3_600 } });
  const { problem } = await problemOf(hasty.createCluster(scope, 'rg', 'late', order));
  assert.equal(problem.code, 'azure-unavailable');
  assert.match(problem.detail, /took too long/);
  assert.deepEqual((await arm.cluster(scope, 'rg', 'late'))?.tags, order.tags);
});
