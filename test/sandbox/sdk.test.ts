import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from './start.ts';

test('the real SDK creates, follows, reads and deletes a cluster without a CNI', async (t) => {
  const { client, send, sandbox, fake } = await start(t, { speed: 6000 });
  assert.equal((await send('PUT', GROUP_PATH, { location: 'westeurope' })).status, 201);

  const created = await client.managedClusters.createOrUpdate(
    'rg1',
    'one',
    {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      dnsPrefix: 'one',
      agentPoolProfiles: [{ name: 'nodepool1', count: 2, mode: 'System', vmSize: 'Standard_D2s_v5' }],
      networkProfile: { networkPlugin: 'none', podCidr: '10.244.0.0/16' },
    },
    { ifNoneMatch: '*', updateIntervalInMs: 10 },
  );
  assert.equal(created.provisioningState, 'Succeeded');
  assert.equal(created.networkProfile?.networkPlugin, 'none');
  assert.equal(created.networkProfile?.podCidr, undefined);
  assert.equal(created.agentPoolProfiles?.[0]?.maxPods, 250);
  assert.ok(created.identityProfile?.['kubeletidentity']);

  const { kubeconfigs } = await client.managedClusters.listClusterAdminCredentials('rg1', 'one');
  const kubeconfig = parse(Buffer.from(kubeconfigs?.[0]?.value ?? []).toString('utf8'));
  assert.equal(kubeconfig.clusters[0].cluster.server, `${sandbox.url}/kubernetes/${created.fqdn}`);
  const inside = await send('GET', `${kubeconfig.clusters[0].cluster.server}/api/v1/nodes?limit=5`, undefined, {
    authorization: `Bearer ${kubeconfig.users[0].user.token}`,
  });
  assert.equal(inside.at('path'), '/api/v1/nodes?limit=5');
  assert.equal(inside.at('pools.0.count'), 2);

  const pools = [];
  for await (const pool of client.agentPools.list('rg1', 'one')) pools.push(pool.name);
  assert.deepEqual(pools, ['nodepool1']);

  await client.managedClusters.delete('rg1', 'one', { updateIntervalInMs: 10 });
  await assert.rejects(client.managedClusters.get('rg1', 'one'), { code: 'ResourceNotFound', statusCode: 404 });
  assert.equal(fake.clusters.size, 0);
  assert.equal(sandbox.counters.createsOf(`${CLUSTERS_PATH}/one`), 1);
});

test('a create that is repeated with If-None-Match is refused with 412 and happens once', async (t) => {
  const { client, send, sandbox } = await start(t, { speed: 6000 });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody(), { 'if-none-match': '*' });
  const poller = client.managedClusters.createOrUpdate('rg1', 'one', { location: 'westeurope' }, { ifNoneMatch: '*' });
  await assert.rejects(async () => await poller, { statusCode: 412, code: 'PreconditionFailed' });
  assert.equal(sandbox.counters.createsOf(`${CLUSTERS_PATH}/ONE`), 1);
});
