import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, SUBSCRIPTION, start, type TestOptions } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const POOLS = `${ONE}/agentPools`;
const GPU = `${POOLS}/gpu`;
const stateOf = (answer: Answer) => answer.at('properties.provisioningState');
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const poolBody = (more: object = {}) => ({
  properties: { count: 1, vmSize: 'Standard_D4s_v5', mode: 'User', ...more },
});

/** A sandbox with a cluster that has succeeded. */
async function cluster(t: TestContext, properties: object = {}, options: TestOptions = {}) {
  const started = await start(t, options);
  const { send, until } = started;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await until(operationOf(await send('PUT', ONE, clusterBody({ properties }))), ended);
  /** Sends a change and waits for its end. */
  const done = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await send(method, path, body, headers);
    assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`);
    const end = await until(operationOf(answer), ended);
    return { answer, end };
  };
  return { ...started, done };
}

test('a pool is added, scaled, changed and deleted with the codes, headers and states of the recording', async (t) => {
  const { send, until, fake } = await cluster(t);
  const added = await send('PUT', GPU, poolBody({ tags: { a: 'b' }, nodeLabels: { team: 'ml' } }));
  assert.deepEqual([added.status, stateOf(added)], [201, 'Creating']);
  assert.equal(added.headers.get('location'), null);
  assert.equal(added.headers.get('content-type'), 'application/json');
  assert.equal(added.at('id'), GPU.replace('resourceGroups', 'resourcegroups'));
  assert.equal(added.at('type'), 'Microsoft.ContainerService/managedClusters/agentPools');
  assert.equal(added.at('properties.eTag'), undefined);
  assert.equal(added.at('properties.osDiskSizeGB'), 128);
  await until(operationOf(added), ended);
  const [inside] = [...fake.clusters.values()];
  assert.deepEqual(
    inside?.pools.map(({ name, count }) => [name, count]),
    [
      ['nodepool1', 2],
      ['gpu', 1],
    ],
  );

  const scaled = await send('PUT', GPU, poolBody({ count: 3, tags: { a: 'b' }, nodeLabels: { team: 'ml' } }));
  assert.deepEqual([scaled.status, stateOf(scaled), scaled.at('properties.count')], [200, 'Scaling', 3]);
  assert.equal((await send('GET', ONE)).at('properties.provisioningState'), 'Succeeded');
  assert.equal((await send('GET', ONE)).at('properties.agentPoolProfiles.1.provisioningState'), 'Scaling');
  await until(operationOf(scaled), ended);

  const read = await send('GET', GPU);
  const changed = await send('PUT', GPU, {
    ...(read.body as object),
    properties: { ...(read.at('properties') as object), tags: { c: 'd' } },
  });
  assert.deepEqual([changed.status, stateOf(changed)], [200, 'Updating']);
  await until(operationOf(changed), ended);
  assert.deepEqual((await send('GET', GPU)).at('properties.tags'), { c: 'd' });

  const deleted = await send('DELETE', GPU);
  assert.equal(deleted.status, 202);
  assert.match(deleted.headers.get('location') ?? '', /operationresults/);
  assert.equal(stateOf(await send('GET', GPU)), 'Deleting');
  await until(operationOf(deleted), ended);
  assert.deepEqual([(await send('GET', GPU)).status, (await send('DELETE', GPU)).status], [404, 204]);
  assert.equal((await send('GET', POOLS)).at('value.length'), 1);
  assert.deepEqual(
    inside?.pools.map(({ name }) => name),
    ['nodepool1'],
  );
});

test('the real SDK adds, scales and deletes a pool and waits for each', async (t) => {
  const { client } = await cluster(t, {}, { speed: 6000 });
  const { agentPools } = client;
  const quick = { updateIntervalInMs: 10 };
  const wanted = { count: 1, vmSize: 'Standard_D4s_v5', mode: 'User' };
  const added = await agentPools.createOrUpdate('rg1', 'one', 'gpu', wanted, { ...quick, ifNoneMatch: '*' });
  assert.deepEqual([added.provisioningState, added.count], ['Succeeded', 1]);
  const scaled = await agentPools.createOrUpdate('rg1', 'one', 'gpu', { ...added, count: 2 }, quick);
  assert.deepEqual([scaled.provisioningState, scaled.count], ['Succeeded', 2]);
  const versions = await agentPools.getAvailableAgentPoolVersions('rg1', 'one');
  assert.ok(versions.agentPoolVersions?.some((one) => one.default && one.kubernetesVersion === '1.35.7'));
  const profile = await agentPools.getUpgradeProfile('rg1', 'one', 'gpu');
  assert.equal(profile.kubernetesVersion, '1.35.7');
  await agentPools.delete('rg1', 'one', 'gpu', quick);
  await assert.rejects(agentPools.get('rg1', 'one', 'gpu'), { statusCode: 404, code: 'ResourceNotFound' });
});

test('a change of a pool is told by its own ETag, one of the cluster by all', async (t) => {
  const { send, done } = await cluster(t);
  const tags = async () => {
    const read = await send('GET', ONE);
    return [
      read.at('eTag'),
      read.at('properties.agentPoolProfiles.0.eTag'),
      read.at('properties.agentPoolProfiles.1.eTag'),
    ];
  };
  await done('PUT', GPU, poolBody(), { 'if-none-match': '*' });
  assert.equal((await send('PUT', GPU, poolBody(), { 'if-none-match': '*' })).status, 412);
  assert.equal((await send('PUT', GPU, poolBody(), { 'if-match': 'old' })).status, 412);
  assert.equal((await send('PUT', `${POOLS}/other`, poolBody(), { 'if-match': '*' })).status, 412);
  assert.equal((await send('PUT', GPU, poolBody(), { 'if-none-match': 'x' })).status, 400);
  const [cluster1, first1, gpu1] = await tags();
  await done('PUT', GPU, poolBody({ count: 2 }), { 'if-match': `${gpu1}` });
  const [cluster2, first2, gpu2] = await tags();
  assert.deepEqual([cluster2, first2], [cluster1, first1]);
  assert.notEqual(gpu2, gpu1);
  await done('PATCH', ONE, { tags: { a: 'b' } });
  const [cluster3, first3, gpu3] = await tags();
  assert.ok(cluster3 !== cluster2 && first3 !== first2 && gpu3 !== gpu2);
});

test('one operation at a time: on a pool, and on the cluster while any pool changes; a delete overtakes', async (t) => {
  const { send, until } = await cluster(t);
  const added = await send('PUT', GPU, poolBody());
  const again = await send('PUT', GPU, poolBody({ count: 2 }));
  assert.deepEqual([again.status, again.at('code')], [409, 'OperationNotAllowed']);
  assert.match(
    `${again.at('message')}`,
    /in progress create node pool operation .* on the agent pool gpu started on UTC/,
  );
  assert.equal((await send('PATCH', ONE, { tags: {} })).status, 409);
  assert.equal((await send('PUT', `${POOLS}/other`, poolBody())).status, 201);

  const deleted = await send('DELETE', GPU);
  assert.equal(deleted.status, 202);
  const overtaken = await send('GET', operationOf(added));
  assert.deepEqual([overtaken.at('status'), overtaken.at('error.code')], ['Failed', 'AKSOperationPreemptedByDelete']);
  const gone = await send('DELETE', ONE);
  assert.equal(gone.status, 202);
  assert.equal((await send('GET', operationOf(deleted))).at('status'), 'Failed');
  assert.equal((await send('PUT', GPU, poolBody())).status, 409);
  await until(operationOf(gone), ended);
  assert.equal((await send('GET', POOLS)).at('error.code'), 'ParentResourceNotFound');
});

test('an aborted pool is Canceled and stays', async (t) => {
  const { send, until } = await cluster(t);
  const added = await send('PUT', GPU, poolBody());
  const aborted = await send('POST', `${GPU}/abort`);
  assert.equal(aborted.status, 202);
  assert.equal((await send('GET', operationOf(added))).at('status'), 'Canceled');
  await until(operationOf(aborted), ended);
  assert.equal(stateOf(await send('GET', GPU)), 'Canceled');
  assert.equal((await send('POST', `${GPU}/abort`)).status, 409);
});

test('a User pool is stopped and started by its PUT: it keeps its count, and has no nodes meanwhile', async (t) => {
  const { send, done, fake } = await cluster(t);
  const scaled = { count: 2, enableAutoScaling: true, minCount: 1, maxCount: 3 };
  await done('PUT', GPU, poolBody(scaled));
  const [inside] = [...fake.clusters.values()];
  const { answer } = await done('PUT', GPU, poolBody({ ...scaled, powerState: { code: 'Stopped' } }));
  assert.deepEqual([answer.status, stateOf(answer)], [200, 'Stopping']);
  const stopped = await send('GET', GPU);
  assert.deepEqual([stopped.at('properties.powerState.code'), stopped.at('properties.count')], ['Stopped', 2]);
  assert.deepEqual([inside?.pools[1]?.count, inside?.pools[1]?.autoscaling], [0, undefined]);
  const started = await done('PUT', GPU, poolBody({ ...scaled, powerState: { code: 'Running' } }));
  assert.equal(stateOf(started.answer), 'Starting');
  assert.equal(inside?.pools[1]?.count, 2);
  const system = { mode: 'System', vmSize: undefined, count: 2, powerState: { code: 'Stopped' } };
  assert.equal((await send('PUT', `${POOLS}/nodepool1`, poolBody(system))).at('code'), 'InvalidParameter');
});

const refusals: [why: string, code: string, name: string, properties: object][] = [
  ['a name with a capital', 'InvalidParameter', 'Gpu', {}],
  ['a name of 13 letters', 'InvalidParameter', 'abcdefghijklm', {}],
  ['no count', 'InvalidParameter', 'gpu', { count: undefined }],
  ['a System pool without nodes', 'InvalidParameter', 'gpu', { mode: 'System', count: 0 }],
  ['more than 1000 nodes', 'InvalidParameter', 'gpu', { count: 1001 }],
  ['an autoscaler without bounds', 'InvalidParameter', 'gpu', { enableAutoScaling: true }],
  ['a count outside the bounds', 'InvalidParameter', 'gpu', { enableAutoScaling: true, minCount: 2, maxCount: 3 }],
  ['a taint that is none', 'InvalidParameter', 'gpu', { nodeTaints: ['x'] }],
  ['a reserved label', 'InvalidParameter', 'gpu', { nodeLabels: { 'kubernetes.azure.com/x': '1' } }],
  ['a pod subnet', 'InvalidParameter', 'gpu', { podSubnetID: '/x' }],
  ['Windows', 'InvalidParameter', 'gpu', { osType: 'Windows' }],
  ['a zone that is not there', 'AvailabilityZoneNotSupported', 'gpu', { availabilityZones: ['4'] }],
  ['a size that is not there', 'SkuNotAvailable', 'gpu', { vmSize: 'Standard_Z1' }],
  ['a subnet that is not there', 'SubnetNotFound', 'gpu', { vnetSubnetID: '/subscriptions/x' }],
  ['a version that is not there', 'AgentPoolK8sVersionNotSupported', 'gpu', { orchestratorVersion: '1.20.1' }],
  ['a version above the control plane', 'NodePoolMcVersionIncompatible', 'gpu', { orchestratorVersion: '1.36.1' }],
  ['another size', 'PropertyChangeNotAllowed', 'nodepool1', { mode: 'System', vmSize: 'Standard_D8s_v5' }],
  ['another disk', 'PropertyChangeNotAllowed', 'nodepool1', { mode: 'System', vmSize: undefined, osDiskSizeGB: 64 }],
  ['other maxPods', 'PropertyChangeNotAllowed', 'nodepool1', { mode: 'System', vmSize: undefined, maxPods: 50 }],
  ['the last System pool as User', 'OperationNotAllowed', 'nodepool1', { mode: 'User', vmSize: undefined }],
];

test('a pool is refused in the words of AKS', async (t) => {
  const { send } = await cluster(t);
  for (const [why, code, name, properties] of refusals) {
    const answer = await send('PUT', `${POOLS}/${name}`, poolBody(properties));
    assert.equal(answer.at('code') ?? answer.at('error.code'), code, `${why}: ${JSON.stringify(answer.body)}`);
  }
  const last = await send('DELETE', `${POOLS}/nodepool1`);
  assert.deepEqual(
    [last.at('code'), last.at('message')],
    ['OperationNotAllowed', 'There has to be at least one system agent pool.'],
  );
  assert.equal((await send('GET', POOLS)).at('value.length'), 1);
});

test('nodes that are to come have to fit the quota; those that are there count once', async (t) => {
  const { send, done } = await cluster(t);
  const quota = { location: 'westeurope', name: 'standardDSv5Family', limit: 4 + 8 };
  await send('PUT', `/sandbox/subscriptions/${SUBSCRIPTION}/quotas`, quota);
  await done('PUT', GPU, poolBody({ count: 2 }));
  const more = await send('PUT', GPU, poolBody({ count: 3 }));
  assert.equal(more.at('code'), 'ErrCode_InsufficientVCPUQuota');
  await done('PUT', GPU, poolBody({ count: 1 }));
});

test('a PUT of the cluster scales its pools and keeps those that it leaves out', async (t) => {
  const { send, done, fake } = await cluster(t);
  await done('PUT', GPU, poolBody());
  const read = await send('GET', ONE);
  const [first] = read.at('properties.agentPoolProfiles') as object[];
  const body = {
    ...(read.body as object),
    properties: { ...(read.at('properties') as object), agentPoolProfiles: [{ ...first, count: 4 }] },
  };
  const { answer } = await done('PUT', ONE, body);
  assert.deepEqual([answer.status, stateOf(answer)], [200, 'Updating']);
  const [inside] = [...fake.clusters.values()];
  assert.deepEqual(
    inside?.pools.map(({ name, count }) => [name, count]),
    [
      ['nodepool1', 4],
      ['gpu', 1],
    ],
  );
  const resized = {
    ...body,
    properties: { ...body.properties, agentPoolProfiles: [{ ...first, vmSize: 'Standard_D8s_v5' }] },
  };
  assert.equal((await send('PUT', ONE, resized)).at('code'), 'PropertyChangeNotAllowed');
});

test('the activity log tells what was done to a pool, and how it ended', async (t) => {
  const { send, done } = await cluster(t);
  await done('PUT', GPU, poolBody());
  await send('POST', `${GPU}/abort`);
  const filter = `eventTimestamp ge '2020-01-01T00:00:00Z' and resourceUri eq '${GPU}'`;
  const path = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values`;
  const log = await send('GET', `${path}?$filter=${encodeURIComponent(filter)}`);
  const entries = log.at('value') as { operationName: { value: string }; status: { value: string } }[];
  assert.deepEqual(
    entries.map((one) => `${one.operationName.value} ${one.status.value}`).sort(),
    ['Accepted', 'Succeeded'].map((status) => `Microsoft.ContainerService/managedClusters/agentPools/write ${status}`),
  );
});

test('rights and locks hold for pools as for all else', async (t) => {
  const { send } = await cluster(t);
  const authorization = 'providers/Microsoft.Authorization';
  const lock = `${GROUP_PATH}/${authorization}/locks/kept?api-version=2020-05-01`;
  await send('PUT', lock, { properties: { level: 'CanNotDelete' } });
  assert.equal((await send('DELETE', `${POOLS}/nodepool1`)).at('error.code'), 'ScopeLocked');
  const reader = `/${authorization}/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
  const assignment = `${GROUP_PATH}/${authorization}/roleAssignments/00000000-0000-4000-8000-000000000001`;
  const properties = { roleDefinitionId: reader, principalId: '33333333-3333-3333-3333-333333333333' };
  assert.equal((await send('PUT', `${assignment}?api-version=2022-04-01`, { properties })).status, 201);
  assert.equal((await send('GET', POOLS)).status, 200);
  const refused = await send('PUT', GPU, poolBody());
  assert.deepEqual([refused.status, refused.at('error.code')], [403, 'AuthorizationFailed']);
  assert.match(
    `${refused.at('error.message')}`,
    /action 'Microsoft.ContainerService\/managedClusters\/agentPools\/write'/,
  );
});
