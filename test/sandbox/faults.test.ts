import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { BUCKETS } from '../../sandbox/arm/throttle.ts';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start, type TestOptions } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const tagged = (faults: string) => clusterBody({ tags: { 'sandbox-fault': faults } });

async function ready(t: TestContext, options: TestOptions = {}) {
  const started = await start(t, options);
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
  const { send, until } = await ready(t);
  const slow = operationOf(await send('PUT', ONE, tagged('slow')));
  await until(operationOf(await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())), ended);
  assert.equal((await send('GET', slow)).at('status'), 'InProgress');
});

test('faults of the inside are told to the Kubernetes side, and so is their end', async (t) => {
  const { send, until, sandbox, fake } = await ready(t);
  await until(operationOf(await send('PUT', ONE, tagged('nodes-never-ready,pod-network-broken'))), ended);
  const behaviour = () => [...fake.clusters.values()][0]?.spec.behaviour;
  const on = () => Object.entries(behaviour() ?? {}).flatMap(([name, value]) => (value ? name : []));
  assert.deepEqual(on(), ['nodesNeverReady', 'podNetworkBroken']);
  await plain(sandbox.url, 'PUT', '/sandbox/faults', { name: 'api-server-down', match: { cluster: 'o*' } });
  assert.equal(behaviour()?.apiServerDown, true);
  assert.equal((await plain(sandbox.url, 'DELETE', '/sandbox/faults')).status, 204);
  assert.equal(behaviour()?.apiServerDown, undefined);
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
  assert.match(`${unknown.at('error')}`, /^0\.name must be one of \["throttled",/);
  for (const [match, why] of [
    ['a*', 'match must be object'],
    [null, 'match must be object'],
    [{ cluster: 1 }, 'match.cluster must be string'],
    [{ name: 'a*' }, 'match.name is no member that is known here'],
  ] as const) {
    const misread = await plain(sandbox.url, 'PUT', '/sandbox/faults', { name: 'quota', match });
    assert.deepEqual([misread.status, misread.at('error')], [400, why]);
  }
});

test('an empty bucket answers 429 in the words of AKS, with a Retry-After in wall-clock seconds', async (t) => {
  const { send, sandbox } = await ready(t);
  const { burst } = BUCKETS.getCluster;
  const answers: Answer[] = [];
  while (answers.length < burst + 5) answers.push(await send('GET', ONE));
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused?.at('code'), 'Throttled');
  assert.ok(Number(refused?.headers.get('retry-after')) >= 1);
  const taken = answers.filter(({ status }) => status === 404).length;
  assert.equal(taken, burst);
  assert.deepEqual(sandbox.counters.snapshot().throttle['getCluster'], { taken, refused: 5 });
});

test('a cluster that is made again under its old name meets the faults of its tag again', async (t) => {
  const { send, until } = await ready(t);
  for (const status of [429, 429, 201]) assert.equal((await send('PUT', ONE, tagged('throttled'))).status, status);
  await send('DELETE', ONE);
  await until(ONE, ({ status }) => status === 404);
  assert.equal((await send('PUT', ONE, tagged('throttled'))).status, 429);
});

test('a fault with a probability strikes the same clusters in every run with the same seed', async (t) => {
  const fault = { name: 'quota', probability: 0.5 };
  const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
  async function outcomes(seed: number) {
    const { send, sandbox } = await start(t, { seed });
    await send('PUT', GROUP_PATH, { location: 'westeurope' });
    assert.equal((await plain(sandbox.url, 'PUT', '/sandbox/faults', [fault])).status, 200);
    const answers: number[] = [];
    for (const name of names) answers.push((await send('PUT', `${CLUSTERS_PATH}/${name}`, clusterBody())).status);
    return answers;
  }
  const first = await outcomes(7);
  assert.deepEqual(await outcomes(7), first);
  assert.notDeepEqual(await outcomes(8), first);
  assert.ok(first.includes(201) && first.includes(400), first.join());
  const { sandbox } = await start(t);
  assert.equal((await plain(sandbox.url, 'PUT', '/sandbox/faults', { ...fault, probability: 2 })).status, 400);
});

test('an answer can be lost, late, empty or lead elsewhere, and what was asked is done all the same', async (t) => {
  const { send, sandbox } = await ready(t, { speed: 60 });
  const made = (name: string) => sandbox.counters.createsOf(`${CLUSTERS_PATH}/${name}`);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/empty`, tagged('empty-body'))).body, '');
  assert.equal(made('empty'), 1);
  const away = await send('PUT', `${CLUSTERS_PATH}/away`, tagged('foreign-operation-url'));
  assert.ok(operationOf(away).startsWith('https://elsewhere.example/subscriptions/'));
  const odd = `${CLUSTERS_PATH}/odd`;
  assert.equal((await send('PUT', odd, tagged('strange-state'))).at('properties.provisioningState'), 'Reconciling');
  await send('PUT', `${CLUSTERS_PATH}/gone`, tagged('lost-delete-response'));
  await assert.rejects(send('DELETE', `${CLUSTERS_PATH}/gone`));
  assert.equal((await send('GET', `${CLUSTERS_PATH}/gone`)).at('properties.provisioningState'), 'Deleting');

  const scripted = { name: 'late-answer', match: { cluster: 'late' }, params: { seconds: 0.05 } };
  await plain(sandbox.url, 'PUT', '/sandbox/faults', scripted);
  const before = performance.now();
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/late`, clusterBody())).status, 201);
  assert.ok(performance.now() - before >= 49);
});

test('resource groups have faults of their own, by the name of the group', async (t) => {
  const { send, sandbox } = await ready(t);
  const faults = [
    { name: 'lost-response', match: { group: 'rg2' }, times: 1, params: { on: ['group-put'] } },
    { name: 'locked', match: { group: 'rg1' } },
    { name: 'foreign-next-link', match: { group: 'rg1' } },
  ];
  await plain(sandbox.url, 'PUT', '/sandbox/faults', faults);
  const other = GROUP_PATH.replace('rg1', 'rg2');
  await assert.rejects(send('PUT', other, { location: 'westeurope' }));
  assert.equal((await send('GET', other)).status, 200);
  const locked = await send('DELETE', GROUP_PATH);
  assert.deepEqual([locked.status, locked.at('error.code')], [409, 'ScopeLocked']);
  assert.match(`${(await send('GET', `${GROUP_PATH}/resources`)).at('nextLink')}`, /^https:\/\/elsewhere\.example\//);
});

test('people delete, abort and overtake', async (t) => {
  const { send, until, sandbox } = await ready(t);
  const stateOf = (answer: Answer) => answer.at('properties.provisioningState');
  await send('PUT', ONE, tagged('canceled-by-hand'));
  await until(ONE, (answer) => stateOf(answer) === 'Canceled');
  const two = `${CLUSTERS_PATH}/two`;
  await send('PUT', two, tagged('deleted-by-hand'));
  await until(two, ({ status }) => status === 404);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/three`, tagged('overtaken'))).status, 412);
  assert.deepEqual((await send('GET', `${CLUSTERS_PATH}/three`)).at('tags'), {});
  assert.equal(sandbox.counters.createsOf(`${CLUSTERS_PATH}/three`), 0);
  assert.equal((await plain(sandbox.url, 'DELETE', '/sandbox/clusters/three')).status, 202);
  await until(`${CLUSTERS_PATH}/three`, ({ status }) => status === 404);
});

test('AKS can promise to go on trying, and keep its word or not', async (t) => {
  const { send, until } = await ready(t);
  const [kept, broken] = [`${CLUSTERS_PATH}/kept`, `${CLUSTERS_PATH}/broken`];
  const failed = await until(operationOf(await send('PUT', kept, tagged('failed-but-exists'))), ended);
  assert.match(`${failed.at('error.message')}`, /AKS will continuously retry/);
  await until(kept, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
  await until(operationOf(await send('PUT', broken, tagged('retried-in-vain'))), ended);
  assert.equal((await send('GET', broken)).at('properties.provisioningState'), 'Failed');
  const third = `${CLUSTERS_PATH}/third`;
  const odd = await until(operationOf(await send('PUT', third, tagged('failed-but-succeeded'))), ended);
  assert.equal(odd.at('status'), 'Failed');
  assert.equal((await send('GET', third)).at('properties.provisioningState'), 'Succeeded');
});

test('what an API server was still to answer late is not answered once the sandbox has ended', async (t) => {
  const { send, until, sandbox } = await start(t, { kube: createKubeClusters });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await until(operationOf(await send('PUT', ONE, clusterBody())), ended);
  const { fqdn } = (await send('GET', ONE)).at('properties') as { fqdn: string };
  const lateMs = 30;
  sandbox.faults.add({ name: 'api-server-slow', params: { seconds: lateMs / 1000 } });
  const asked = plain(sandbox.url, 'GET', `/kubernetes/${fqdn}/version`).then(
    () => 'answered',
    () => 'cut off',
  );
  while (sandbox.faults.struck()['api-server-slow'] === undefined) await pause(0);
  await sandbox.close();
  assert.equal(await asked, 'cut off');
  // A timer as long as the fault's, begun after it, ends after it: nothing of the clusters was asked for then.
  await pause(lateMs);
});
