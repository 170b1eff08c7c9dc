import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import type { ProblemError } from '../../src/model/problem.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCloud } from '../fakes/fake-cloud.ts';
import { problemOf } from '../fakes/problem-of.ts';
import { createCluster, startCloud } from '../unit/azure/sandbox.ts';
import { subscriptionId } from '../unit/azure/support.ts';
import { type ArmWorld, armContract, bodyIn } from './arm.ts';

armContract('fake', async () => {
  const clock = createFakeClock();
  const { arm, endings } = createFakeCloud(clock);
  return {
    arm,
    scope: { account: 'main', subscriptionId },
    location: 'westeurope',
    later: () => clock.advance(60_000),
    spoil: () => endings.push('Failed'),
  };
});

const openSandbox = async (t: TestContext, options: { trusted?: boolean } = {}) => {
  const cloud = await startCloud(t, options);
  return {
    ...cloud,
    location: 'westeurope',
    // Its time passes by itself, thousands of times faster than Azure's.
    later: () => undefined,
    spoil: (cluster: string) => cloud.sandbox.faults.add({ name: 'create-fails', match: { cluster } }),
  } satisfies ArmWorld & object;
};

armContract('sandbox', openSandbox);

/** A create under a fault of the sandbox. */
async function createUnder(t: TestContext, name: string, params: Record<string, number> = {}) {
  const world = await openSandbox(t);
  const { arm, scope, sandbox } = world;
  await arm.createResourceGroup(scope, 'rg', 'westeurope', {});
  sandbox.faults.add({ name, times: 1, params });
  const create = () => arm.createCluster(scope, 'rg', 'demo', bodyIn(world, ''));
  return { ...world, create };
}

const refusals: [fault: string, code: string, check?: (error: ProblemError) => void][] = [
  ['throttled', 'azure-throttled', ({ retryAfterMs }) => assert.equal(retryAfterMs, 7_000)],
  [
    'throttled-without-retry-after',
    'azure-throttled',
    ({ retryAfterMs }) => assert.equal(retryAfterMs, 7_000, 'as the text says'),
  ],
  ['busy', 'azure-busy'],
  ['service-unavailable', 'azure-unavailable'],
  ['quota', 'azure-quota-exceeded'],
  ['subnet-delegated', 'azure-subnet-unfit'],
];

for (const [fault, code, check] of refusals) {
  test(`the sandbox's ${fault} is ${code}, and the next create is free of it`, async (t) => {
    const { create } = await createUnder(t, fault, { retryAfter: 7 });
    const error = await problemOf(create());
    assert.equal(error.problem.code, code);
    assert.ok(error.problem.azure?.status);
    check?.(error);
    assert.equal((await create()).type, 'created');
  });
}

test('a create whose answer is lost is unavailable, then exists', async (t) => {
  const { create } = await createUnder(t, 'lost-response');
  assert.equal((await problemOf(create())).problem.code, 'azure-unavailable');
  assert.deepEqual(await create(), { type: 'exists' });
});

test('a create without an operation header has no token', async (t) => {
  const { create } = await createUnder(t, 'no-async-header');
  const created = await create();
  assert.deepEqual([created.type, 'token' in created], ['created', false]);
});

test('an operation that ARM has forgotten is unknown, and its cluster is still there', async (t) => {
  const { create, arm, scope } = await createUnder(t, 'poll-404');
  const answer = await create();
  assert.ok(answer.type === 'created');
  assert.deepEqual(await arm.operation(scope, answer.token ?? ''), { status: 'unknown' });
  assert.ok(await arm.cluster(scope, 'rg', 'demo'));
});

test('a failed create brings the innermost cause through the SDK', async (t) => {
  const { create, arm, scope } = await createUnder(t, 'create-fails');
  const answer = await create();
  assert.ok(answer.type === 'created' && answer.token);
  let state = await arm.operation(scope, answer.token);
  while (state.status === 'running') state = await arm.operation(scope, answer.token);
  assert.ok(state.status === 'failed');
  assert.notEqual(state.problem.azure?.code, 'CreateVMSSAgentPoolFailed', 'that is only the wrapper');
  assert.ok(state.problem.azure?.message);
});

test('a wrong secret is told as such, without it', async (t) => {
  const { make, scope } = await openSandbox(t);
  const error = await problemOf(make({ clientSecret: 'WRONG-SECRET' }).resourceGroup(scope, 'rg'));
  assert.equal(error.problem.code, 'azure-unauthenticated');
  assert.match(error.problem.azure?.code ?? '', /^AADSTS/);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /WRONG-SECRET/);
});

test('an Azure that is gone is unavailable', async (t) => {
  const { arm, scope, sandbox } = await openSandbox(t);
  await sandbox.close();
  assert.equal((await problemOf(arm.resourceGroup(scope, 'rg'))).problem.code, 'azure-unavailable');
});

test('a certificate that nothing vouches for is refused', async (t) => {
  const { arm, scope } = await openSandbox(t, { trusted: false });
  assert.equal((await problemOf(arm.resourceGroup(scope, 'rg'))).problem.code, 'azure-unavailable');
});

test('the admin kubeconfig of a cluster names its API server', async (t) => {
  const world = await openSandbox(t);
  const target = await createCluster(world);
  const text = await world.arm.kubeconfig(target, target.group, target.name, 'admin');
  assert.match(text ?? '', /^\s*server: https:/m);
});
