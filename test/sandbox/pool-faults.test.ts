import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const GPU = `${ONE}/agentPools/gpu`;
const stateOf = (answer: Answer) => answer.at('properties.provisioningState');
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const poolBody = (count: number) => ({ properties: { count, vmSize: 'Standard_D4s_v5', mode: 'User' } });

/** A cluster that has succeeded, with these faults by its tag. */
async function cluster(t: TestContext, fault?: string) {
  const started = await start(t);
  const { send, until, fake, sandbox } = started;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const tags = fault === undefined ? {} : { 'sandbox-fault': fault };
  await until(operationOf(await send('PUT', ONE, clusterBody({ tags }))), ended);
  /** Sends a change and waits for its end, and for the state of the pool then. */
  async function change(method: string, body?: unknown) {
    const answer = await send(method, GPU, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    const end = await until(operationOf(answer), ended);
    const pool = await send('GET', GPU);
    assert.equal(stateOf(await send('GET', ONE)), 'Succeeded', 'the cluster has no part in it');
    return { end, pool, nodes: [...fake.clusters.values()][0]?.pools.find(({ name }) => name === 'gpu')?.count ?? 0 };
  }
  const faults = (list: object[]) => plain(sandbox.url, 'PUT', '/sandbox/faults', list);
  return { ...started, change, faults };
}

test('a pool that could not be made stays and says so, and is made by the next PUT without the fault', async (t) => {
  const { change, faults } = await cluster(t);
  await faults([{ name: 'pool-create-fails', match: { cluster: 'one' }, times: 1 }]);
  const { end, pool, nodes } = await change('PUT', poolBody(1));
  assert.deepEqual([end.at('status'), end.at('error.code')], ['Failed', 'CreateVMSSAgentPoolFailed']);
  assert.deepEqual([pool.status, stateOf(pool), nodes], [200, 'Failed', 0]);
  const again = await change('PUT', poolBody(1));
  assert.deepEqual([again.end.at('status'), stateOf(again.pool), again.nodes], ['Succeeded', 'Succeeded', 1]);
});

test('a pool is refused more nodes for want of quota, and stays as it is', async (t) => {
  const { send, until, change, faults } = await cluster(t);
  await change('PUT', poolBody(1));
  await faults([{ name: 'pool-quota', times: 1 }]);
  const renewed = await send('POST', `${GPU}/upgradeNodeImageVersion`);
  assert.equal(renewed.status, 202, 'what brings no nodes asks for no quota');
  await until(operationOf(renewed), ended);
  const refused = await send('PUT', GPU, poolBody(3));
  assert.deepEqual([refused.status, refused.at('code')], [400, 'ErrCode_InsufficientVCPUQuota']);
  const pool = await send('GET', GPU);
  assert.deepEqual([stateOf(pool), pool.at('properties.count')], ['Succeeded', 1]);
});

test('a scale that fails leaves the count that was asked for, and the nodes that there were', async (t) => {
  const { change } = await cluster(t, 'pool-scale-fails');
  await change('PUT', poolBody(1));
  const { end, pool, nodes } = await change('PUT', poolBody(3));
  assert.deepEqual([end.at('status'), end.at('error.code')], ['Failed', 'AllocationFailed']);
  assert.deepEqual([stateOf(pool), pool.at('properties.count'), nodes], ['Failed', 3, 1]);
});

test('a delete that fails leaves the pool with its nodes, and the next one takes it away', async (t) => {
  const { change } = await cluster(t, 'pool-delete-fails');
  await change('PUT', poolBody(1));
  const { end, pool, nodes } = await change('DELETE');
  assert.deepEqual([end.at('status'), end.at('error.code')], ['Failed', 'DeleteVMSSAgentPoolFailed']);
  assert.match(`${end.at('error.message')}`, /"code":"PodDrainFailure"/);
  assert.deepEqual([stateOf(pool), nodes], ['Failed', 1]);
  const again = await change('DELETE');
  assert.deepEqual([again.end.at('status'), again.pool.status, again.nodes], ['Succeeded', 404, 0]);
});
