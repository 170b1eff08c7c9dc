import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUCKETS, createThrottle } from '../../sandbox/arm/throttle.ts';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const tagged = (faults: string) => clusterBody({ tags: { 'sandbox-fault': faults } });

async function ready(t: Parameters<typeof start>[0], speed = 6000) {
  const started = await start(t, { speed });
  await started.send('PUT', GROUP_PATH, { location: 'westeurope' });
  return started;
}

test('a tag makes the first PUTs fail and lets the third through', async (t) => {
  for (const [fault, status, code] of [
    ['throttled', 429, 'Throttled'],
    ['throttled-without-retry-after', 429, 'Throttled'],
    ['busy', 409, 'OperationNotAllowed'],
  ] as const) {
    const { send, sandbox } = await ready(t);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const refused = await send('PUT', ONE, tagged(fault));
      assert.equal(refused.status, status);
      assert.equal(refused.at('code'), code);
      assert.equal(refused.headers.get('retry-after'), fault === 'throttled' ? '1' : null);
    }
    assert.equal((await send('PUT', ONE, tagged(fault))).status, 201);
    assert.equal(sandbox.counters.snapshot().throttled, status === 429 ? 2 : 0);
  }
});

test('refusals that do not pass stay for as long as the tag does', async (t) => {
  const { send, sandbox } = await ready(t);
  for (const [fault, code] of [
    ['quota', 'ErrCode_InsufficientVCPUQuota'],
    ['subnet-delegated', 'SubnetIsDelegated'],
  ] as const) {
    for (let attempt = 0; attempt < 3; attempt += 1)
      assert.equal((await send('PUT', ONE, tagged(fault))).at('code'), code);
  }
  assert.equal((await send('PUT', ONE, tagged('service-unavailable'))).status, 503);
  assert.equal(sandbox.counters.createsOf(ONE), 0);
});

test('a failed create nests its cause and carries a SubCode, and the cluster stays Failed', async (t) => {
  const { send, until } = await ready(t);
  const operation = await until(operationOf(await send('PUT', ONE, tagged('create-fails'))), ended);
  assert.equal(operation.at('status'), 'Failed');
  assert.equal(operation.at('error.code'), 'CreateVMSSAgentPoolFailed');
  assert.match(`${operation.at('error.message')}`, /SubCode: OutboundConnFailVMExtensionError; .*Retriable: false/);
  assert.equal(operation.at('error.details.0.details.0.code'), 'VMExtensionProvisioningError');
  const read = await send('GET', ONE);
  assert.equal(read.at('properties.provisioningState'), 'Failed');
  assert.equal(read.at('properties.status.provisioningError.code'), 'CreateVMSSAgentPoolFailed');
});

test('an operation and its cluster can disagree, both ways', async (t) => {
  const { send, until } = await ready(t);
  const good = await until(operationOf(await send('PUT', ONE, tagged('succeeded-but-failed'))), ended);
  assert.equal(good.at('status'), 'Succeeded');
  assert.equal((await send('GET', ONE)).at('properties.provisioningState'), 'Failed');

  const two = `${CLUSTERS_PATH}/two`;
  const bad = await until(operationOf(await send('PUT', two, tagged('failed-but-exists'))), ended);
  assert.equal(bad.at('status'), 'Failed');
  await until(two, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
});

test('a lost response cuts the connection, and the cluster is made all the same', async (t) => {
  const { send, sandbox } = await ready(t);
  await assert.rejects(send('PUT', ONE, tagged('lost-response')));
  assert.equal(sandbox.counters.createsOf(ONE), 1);
  const again = await send('PUT', ONE, tagged('lost-response'), { 'if-none-match': '*' });
  assert.equal(again.status, 412);
  assert.equal((await send('GET', ONE)).at('tags.sandbox-fault'), 'lost-response');
});

test('the polling itself can fail: no header to follow, or nothing at its end', async (t) => {
  const { send } = await ready(t);
  const silent = await send('PUT', ONE, tagged('no-async-header'));
  assert.equal(silent.status, 201);
  assert.equal(operationOf(silent), '');
  const made = await send('PUT', `${CLUSTERS_PATH}/two`, tagged('poll-404'));
  assert.equal((await send('GET', operationOf(made))).status, 404);
  assert.equal((await send('GET', `${CLUSTERS_PATH}/two`)).status, 200);
});

test('a cluster can read back with another plug-in than was ordered', async (t) => {
  const { send } = await ready(t);
  const made = await send('PUT', ONE, tagged('plugin-replaced'));
  assert.equal(made.at('properties.networkProfile.networkPlugin'), 'kubenet');
});

test('a slow create is still running when a plain one has ended', async (t) => {
  const { send, until } = await ready(t, 6000);
  const slow = operationOf(await send('PUT', ONE, tagged('slow')));
  await until(operationOf(await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())), ended);
  assert.equal((await send('GET', slow)).at('status'), 'InProgress');
});

test('faults of the inside are told to the Kubernetes side, and so is their end', async (t) => {
  const { send, until, sandbox, fake } = await ready(t);
  await until(operationOf(await send('PUT', ONE, tagged('nodes-never-ready,pod-network-broken'))), ended);
  const behaviour = () => [...fake.clusters.values()][0]?.spec.behaviour;
  assert.deepEqual(behaviour(), { nodesNeverReady: true, podNetworkBroken: true, apiServerDown: false });
  await plain(sandbox.url, 'PUT', '/sandbox/faults', { name: 'api-server-down', match: { cluster: 'o*' } });
  assert.equal(behaviour()?.apiServerDown, true);
  assert.equal((await plain(sandbox.url, 'DELETE', '/sandbox/faults')).status, 204);
  assert.equal(behaviour()?.apiServerDown, false);
});

test('a scripted fault strikes the clusters that it matches, as often as it says', async (t) => {
  const { send, sandbox } = await ready(t);
  const fault = { name: 'throttled', match: { cluster: 'a*' }, times: 1, params: { on: ['get'], retryAfter: 7 } };
  assert.equal((await plain(sandbox.url, 'PUT', '/sandbox/faults', fault)).status, 200);
  await send('PUT', `${CLUSTERS_PATH}/abc`, clusterBody());
  assert.equal((await send('GET', ONE)).status, 404);
  const struck = await send('GET', `${CLUSTERS_PATH}/abc`);
  assert.equal(struck.status, 429);
  assert.equal(struck.headers.get('retry-after'), '7');
  assert.equal((await send('GET', `${CLUSTERS_PATH}/abc`)).status, 200);
  const unknown = await plain(sandbox.url, 'PUT', '/sandbox/faults', [{ name: 'gremlins' }]);
  assert.equal(unknown.status, 400);
  assert.match(`${unknown.at('error')}`, /^unknown fault gremlins; there are: throttled, /);
});

test('the documented buckets run dry and refill on sandbox time', () => {
  let now = 0;
  const throttle = createThrottle({ speed: 60, now: () => now, scaled: (ms) => ms / 60, after: () => () => undefined });
  for (let call = 0; call < BUCKETS.putCluster.burst; call += 1) {
    assert.equal(throttle.take('putCluster', 'one').retryAfterSeconds, undefined);
  }
  assert.deepEqual(throttle.take('putCluster', 'one'), { remaining: 0, retryAfterSeconds: 1 });
  assert.equal(throttle.take('putCluster', 'two').remaining, BUCKETS.putCluster.burst - 1);
  now = 1000;
  assert.equal(throttle.take('putCluster', 'one').retryAfterSeconds, undefined);
});

test('an empty bucket answers 429 in the words of AKS, with a Retry-After in wall-clock seconds', async (t) => {
  const { send } = await ready(t, 60);
  const answers = await Promise.all(Array.from({ length: 200 }, () => send('GET', ONE)));
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused?.at('code'), 'Throttled');
  assert.ok(Number(refused?.headers.get('retry-after')) >= 1);
  assert.ok(answers.filter(({ status }) => status === 404).length >= BUCKETS.getCluster.burst);
});

test('every fault of the catalogue is documented', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  for (const name of Object.keys(CATALOGUE)) assert.match(page, new RegExp(`^\\| \`${name}\` +\\|`, 'm'), name);
});

test('a cluster that is made again under its old name meets the faults of its tag again', async (t) => {
  const { send, until } = await ready(t);
  for (const status of [429, 429, 201]) assert.equal((await send('PUT', ONE, tagged('throttled'))).status, status);
  await send('DELETE', ONE);
  await until(ONE, ({ status }) => status === 404);
  assert.equal((await send('PUT', ONE, tagged('throttled'))).status, 429);
});
