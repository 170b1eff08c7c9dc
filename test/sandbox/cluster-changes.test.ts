import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';

/** A sandbox with a cluster of this version that has succeeded. */
async function cluster(t: TestContext, kubernetesVersion = '1.34.6') {
  const started = await start(t);
  const { send, until } = started;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await until(operationOf(await send('PUT', ONE, clusterBody({ properties: { kubernetesVersion } }))), ended);
  /** A PUT of what a GET shows, with other versions. */
  const upgrade = async (controlPlane: string, pool = '') => {
    const read = await send('GET', ONE);
    const properties = read.at('properties') as object;
    const [first] = read.at('properties.agentPoolProfiles') as object[];
    const agentPoolProfiles = pool === '' ? [first] : [{ ...first, orchestratorVersion: pool }];
    return send('PUT', ONE, {
      ...(read.body as object),
      properties: { ...properties, kubernetesVersion: controlPlane, agentPoolProfiles },
    });
  };
  return { ...started, upgrade };
}

test('an upgrade goes to newer patches and the next minor alone, the control plane first', async (t) => {
  const { send, until, upgrade, fake } = await cluster(t);
  const profile = await send('GET', `${ONE}/upgradeProfiles/default`);
  assert.deepEqual(
    (profile.at('properties.controlPlaneProfile.upgrades') as { kubernetesVersion: string }[]).map(
      (one) => one.kubernetesVersion,
    ),
    ['1.34.7', '1.35.6', '1.35.7'],
  );
  assert.equal(profile.at('properties.agentPoolProfiles.0.upgrades'), undefined);
  const refusals = [await upgrade('1.36.1'), await upgrade('1.33.11'), await upgrade('1.34.6', '1.35.6')].map(
    (answer) => [answer.status, answer.at('code')],
  );
  assert.deepEqual(refusals, [
    [400, 'OperationNotAllowed'],
    [400, 'OperationNotAllowed'],
    [400, 'NodePoolMcVersionIncompatible'],
  ]);

  const began = await upgrade('1.35.6');
  assert.deepEqual([began.status, began.at('properties.provisioningState')], [200, 'Upgrading']);
  assert.equal(began.at('properties.currentKubernetesVersion'), '1.34.6');
  await until(operationOf(began), ended);
  const read = await send('GET', ONE);
  assert.deepEqual(
    [
      read.at('properties.currentKubernetesVersion'),
      read.at('properties.agentPoolProfiles.0.currentOrchestratorVersion'),
    ],
    ['1.35.6', '1.34.6'],
  );
  const [inside] = [...fake.clusters.values()];
  assert.deepEqual([inside?.spec.kubernetesVersion, inside?.pools[0]?.version], ['1.35.6', '1.34.6']);

  await until(operationOf(await upgrade('1.35.7', '1.35.7')), ended);
  const after = await send('GET', ONE);
  assert.equal(after.at('properties.agentPoolProfiles.0.currentOrchestratorVersion'), '1.35.7');
  assert.equal(inside?.pools[0]?.version, '1.35.7');
});

test('a minor alone means no upgrade for what runs a patch of it', async (t) => {
  const { send, until, upgrade } = await cluster(t, '1.35.6');
  const answer = await upgrade('1.35');
  assert.equal(answer.at('properties.provisioningState'), 'Updating');
  await until(operationOf(answer), ended);
  assert.equal((await send('GET', ONE)).at('properties.currentKubernetesVersion'), '1.35.6');
});

test('a pool is upgraded by its own PUT, and the cluster keeps its version', async (t) => {
  const { send, until, upgrade } = await cluster(t);
  await until(operationOf(await upgrade('1.35.7')), ended);
  const pool = `${ONE}/agentPools/nodepool1`;
  const profile = await send('GET', `${pool}/upgradeProfiles/default`);
  assert.equal(profile.at('properties.upgrades.2.kubernetesVersion'), '1.35.7');
  const began = await send('PUT', pool, { properties: { mode: 'System', count: 2, orchestratorVersion: '1.35.7' } });
  assert.deepEqual([began.status, began.at('properties.provisioningState')], [200, 'Upgrading']);
  await until(operationOf(began), ended);
  assert.equal((await send('GET', pool)).at('properties.currentOrchestratorVersion'), '1.35.7');
});

test('a stopped cluster has no nodes, and its API server never answers', async (t) => {
  const { send, until, fake, sandbox } = await cluster(t);
  const [inside] = [...fake.clusters.values()];
  const ask = (patienceMs = 30_000) =>
    fetch(`${sandbox.url}/kubernetes/${inside?.spec.fqdn}/version`, { signal: AbortSignal.timeout(patienceMs) }).then(
      (response) => response.status,
      (error: Error) => error.name,
    );
  assert.equal(await ask(), 401);
  await until(operationOf(await send('POST', `${ONE}/stop`)), ended);
  const stopped = await send('GET', ONE);
  assert.deepEqual(
    [
      stopped.at('properties.powerState.code'),
      stopped.at('properties.agentPoolProfiles.0.powerState.code'),
      stopped.at('properties.provisioningState'),
    ],
    ['Stopped', 'Stopped', 'Succeeded'],
  );
  assert.deepEqual([inside?.pools, await ask(300)], [[], 'TimeoutError']);
  const twice = await send('POST', `${ONE}/stop`);
  assert.deepEqual([twice.status, twice.at('code')], [409, 'OperationNotAllowed']);
  const pool = { properties: { count: 1, mode: 'User', vmSize: 'Standard_D4s_v5' } };
  assert.equal((await send('PUT', `${ONE}/agentPools/gpu`, pool)).status, 409);

  await until(operationOf(await send('POST', `${ONE}/start`)), ended);
  assert.equal((await send('GET', ONE)).at('properties.powerState.code'), 'Running');
  assert.deepEqual([inside?.pools.length, await ask()], [1, 401]);
});

test('credentials that were rotated are refused, and new ones are handed out', async (t) => {
  const { client, send, until, fake, sandbox } = await cluster(t);
  const [inside] = [...fake.clusters.values()];
  const ask = async () => {
    const { kubeconfigs } = await client.managedClusters.listClusterAdminCredentials('rg1', 'one');
    const [, token = ''] = /token: (\S+)/.exec(Buffer.from(kubeconfigs?.[0]?.value ?? []).toString('utf8')) ?? [];
    return token;
  };
  const statusWith = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${sandbox.url}/kubernetes/${inside?.spec.fqdn}/api/v1/nodes`, { headers })).status;
  };
  const before = await ask();
  assert.equal(await statusWith(before), 200);
  await until(operationOf(await send('POST', `${ONE}/rotateClusterCertificates`)), ended);
  assert.deepEqual([await statusWith(before), await statusWith(await ask())], [401, 200]);
});
