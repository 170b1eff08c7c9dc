import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const stateOf = (answer: Answer) => answer.at('properties.provisioningState');
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';

/** A sandbox with a resource group. */
async function ready(t: Parameters<typeof start>[0]) {
  const started = await start(t);
  await started.send('PUT', GROUP_PATH, { location: 'westeurope' });
  return started;
}

test('a PUT answers 201 as AKS does: defaults filled in, no pod range, no ETag yet, no Retry-After', async (t) => {
  const { send } = await ready(t);
  const answer = await send('PUT', ONE, clusterBody({ tags: { a: 'b' } }), { 'if-none-match': '*' });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.equal(answer.headers.get('retry-after'), null);
  assert.equal(answer.headers.get('location'), null);
  assert.equal(answer.at('id'), ONE.replace('resourceGroups', 'resourcegroups'));
  assert.equal(answer.at('type'), 'Microsoft.ContainerService/ManagedClusters');
  assert.equal(stateOf(answer), 'Creating');
  assert.equal(answer.at('eTag'), undefined);
  assert.equal(answer.at('properties.nodeResourceGroup'), 'MC_rg1_one_westeurope');
  assert.match(`${answer.at('properties.fqdn')}`, /^one-[a-z0-9]{8}\.hcp\.westeurope\.azmk8s\.io$/);
  assert.deepEqual(answer.at('properties.networkProfile'), {
    networkPlugin: 'none',
    loadBalancerSku: 'standard',
    loadBalancerProfile: { managedOutboundIPs: { count: 1 }, backendPoolType: 'nodeIPConfiguration' },
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    outboundType: 'loadBalancer',
    serviceCidrs: ['10.0.0.0/16'],
    ipFamilies: ['IPv4'],
  });
  assert.equal(answer.at('properties.identityProfile'), undefined);
  assert.deepEqual(answer.at('properties.servicePrincipalProfile'), { clientId: 'msi' });
});

test('the operation URL is long, signed and good only as it was given', async (t) => {
  const { send } = await ready(t);
  const url = operationOf(await send('PUT', ONE, clusterBody()));
  assert.ok(url.length > 3000 && url.length < 4096, `${url.length} characters`);
  assert.deepEqual([...new URL(url).searchParams.keys()], ['api-version', 't', 'c', 's', 'h']);
  const running = await send('GET', url);
  assert.equal(running.at('status'), 'InProgress');
  assert.equal(running.headers.get('retry-after'), null);
  const cut = await send('GET', url.slice(0, 2000));
  assert.equal(cut.status, 403);
  const rebuilt = await send('GET', `${new URL(url).pathname}?api-version=2026-06-01`);
  assert.equal(rebuilt.status, 403);
});

test('while a cluster is being made another PUT is refused in the words of AKS, and it shows in its lists', async (t) => {
  const { send, sandbox } = await ready(t);
  const operation = operationOf(await send('PUT', ONE, clusterBody()));
  const again = await send('PUT', ONE, clusterBody());
  assert.equal(again.status, 409);
  assert.equal(again.at('code'), 'OperationNotAllowed');
  assert.match(
    `${again.at('message')}`,
    /^Operation is not allowed because there's an in progress create managed cluster operation \(operation ID: /,
  );
  assert.ok(`${again.at('message')}`.includes(new URL(operation).pathname.split('/').at(-1) ?? ''));
  assert.equal((await send('GET', CLUSTERS_PATH)).at('value.0.name'), 'one');
  assert.equal(sandbox.counters.createsOf(ONE), 1);
});

test('the API server answers before the create has ended, and the nodes are there when it has', async (t) => {
  const { send, until, fake } = await ready(t);
  const made = await send('PUT', ONE, clusterBody());
  const fqdn = `${made.at('properties.fqdn')}`;
  const running = await until(ONE, () => fake.clusters.has(fqdn));
  assert.equal(stateOf(running), 'Creating');
  await until(operationOf(made), ended);
  const inside = fake.clusters.get(fqdn);
  assert.equal(inside?.spec.serviceCidr, '10.0.0.0/16');
  assert.equal(inside?.spec.nodeResourceGroup, 'MC_rg1_one_westeurope');
  const [pool] = inside?.pools ?? [];
  assert.partialDeepStrictEqual(pool, {
    name: 'nodepool1',
    mode: 'System',
    count: 2,
    vmSize: 'Standard_D2s_v5',
    maxPods: 250,
  });
});

test('what only a finished cluster has appears with its success', async (t) => {
  const { send, until } = await ready(t);
  const identity = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`;
  const body = { ...clusterBody(), identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } } };
  await send('PUT', identity, { location: 'westeurope' });
  const made = await send('PUT', ONE, body);
  assert.deepEqual(made.at('identity.userAssignedIdentities'), { [identity]: {} });
  await until(operationOf(made), ended);
  const read = await send('GET', ONE);
  assert.equal(stateOf(read), 'Succeeded');
  assert.ok(read.at('properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs.0.id'));
  assert.ok(read.at('properties.identityProfile.kubeletidentity.clientId'));
  assert.match(`${read.at('eTag')}`, /^[-0-9a-f]{36}$/);
  const shown = read.at('identity.userAssignedIdentities') as Record<string, { principalId: string }>;
  assert.ok(shown[identity]?.principalId);
});

test('an abort cancels the create, ends with the 204 dance and leaves a Canceled cluster', async (t) => {
  const { send, until } = await ready(t);
  const made = await send('PUT', ONE, clusterBody());
  const aborted = await send('POST', `${ONE}/abort`);
  assert.equal(aborted.status, 202);
  assert.equal(stateOf(aborted), 'Creating');
  assert.equal((await until(operationOf(aborted), ended)).at('status'), 'Succeeded');
  const result = await send('GET', aborted.headers.get('location') ?? '');
  assert.equal(result.status, 204);
  assert.notEqual(result.headers.get('location'), null);
  assert.equal((await send('GET', operationOf(made))).at('status'), 'Canceled');
  const read = await send('GET', ONE);
  assert.equal(stateOf(read), 'Canceled');
  assert.equal(read.at('properties.agentPoolProfiles.0.provisioningState'), 'Canceled');
  assert.equal((await send('POST', `${ONE}/abort`)).status, 409);
});

test('a delete pre-empts a running create and removes the node resource group with the cluster', async (t) => {
  const { send, until, fake } = await ready(t);
  const made = await send('PUT', ONE, clusterBody());
  const deleted = await send('DELETE', ONE);
  assert.equal(deleted.status, 202);
  assert.equal(deleted.body, '');
  assert.ok(deleted.headers.get('location'));
  assert.equal((await send('GET', operationOf(made))).at('error.code'), 'AKSOperationPreemptedByDelete');
  assert.equal(stateOf(await send('GET', ONE)), 'Deleting');
  assert.equal((await send('PUT', ONE, clusterBody())).status, 409);
  await until(ONE, ({ status }) => status === 404);
  assert.equal((await send('GET', operationOf(deleted))).at('status'), 'Succeeded');
  const nodes = await send('GET', GROUP_PATH.replace('rg1', 'MC_rg1_one_westeurope'));
  assert.equal(nodes.status, 404);
  assert.equal(fake.clusters.size, 0);
});

test('an update scales its pools and is held to what may not change', async (t) => {
  const { send, until, fake } = await ready(t);
  await until(operationOf(await send('PUT', ONE, clusterBody())), ended);
  const current = (await send('GET', ONE)).body as ReturnType<typeof clusterBody> & { eTag: string };
  const [pool] = current.properties.agentPoolProfiles;
  const scaled = { ...current, properties: { ...current.properties, agentPoolProfiles: [{ ...pool, count: 5 }] } };
  assert.equal((await send('PUT', ONE, scaled, { 'if-match': 'stale' })).status, 412);
  const updated = await send('PUT', ONE, scaled, { 'if-match': current.eTag });
  assert.equal(updated.status, 200);
  assert.equal(stateOf(updated), 'Updating');
  await until(operationOf(updated), ended);
  assert.equal([...fake.clusters.values()][0]?.pools[0]?.count, 5);

  const azure = await send('PUT', ONE, clusterBody({ network: { networkPlugin: 'azure' } }));
  assert.equal(azure.at('code'), 'PropertyChangeNotAllowed');
  const moved = await send('PUT', ONE, { ...clusterBody(), location: 'eastus' });
  assert.equal(moved.at('error.code'), 'InvalidResourceLocation');
  const more = clusterBody({ properties: { agentPoolProfiles: [pool, { ...pool, name: 'other' }] } });
  assert.match(`${(await send('PUT', ONE, more)).at('message')}`, /^A new agent pool was introduced/);
});

test('a PUT that did not look first is counted apart when it changes a cluster', async (t) => {
  const { sandbox, send, until } = await ready(t);
  await until(operationOf(await send('PUT', ONE, clusterBody())), ended);
  const current = (await send('GET', ONE)).body as ReturnType<typeof clusterBody> & { eTag: string };
  await until(operationOf(await send('PUT', ONE, current, { 'if-match': current.eTag })), ended);
  assert.equal(sandbox.counters.snapshot().overwrites.total, 0);
  await until(operationOf(await send('PUT', ONE, current)), ended);
  assert.equal(sandbox.counters.snapshot().overwrites.total, 1);
  assert.equal(sandbox.counters.createsOf(ONE), 1);
});

test('tags change by PATCH in an operation of their own', async (t) => {
  const { client, send, until } = await ready(t);
  await until(operationOf(await send('PUT', ONE, clusterBody({ tags: { a: '1' } }))), ended);
  const patched = await send('PATCH', ONE, { tags: { b: '2' } });
  assert.equal(patched.status, 200);
  assert.equal(stateOf(patched), 'Updating');
  await until(operationOf(patched), ended);
  const { tags, provisioningState } = await client.managedClusters.get('rg1', 'one');
  assert.deepEqual({ ...tags }, { b: '2' });
  assert.equal(provisioningState, 'Succeeded');
  assert.equal((await send('PATCH', `${CLUSTERS_PATH}/two`, { tags: {} })).status, 404);
});

test('conditions that contradict each other or mean nothing are refused', async (t) => {
  const { send } = await ready(t);
  const both = await send('PUT', ONE, clusterBody(), { 'if-match': 'x', 'if-none-match': '*' });
  assert.equal(both.status, 400);
  assert.equal((await send('PUT', ONE, clusterBody(), { 'if-none-match': 'x' })).status, 400);
  assert.equal((await send('PUT', ONE, clusterBody(), { 'if-match': 'x' })).status, 412);
});

test('kubeconfigs carry the names that AKS gives them', async (t) => {
  const { send } = await ready(t);
  await send('PUT', ONE, clusterBody());
  const user = await send('POST', `${ONE}/listClusterUserCredential`);
  assert.equal(user.at('kubeconfigs.0.name'), 'clusterUser');
  const kubeconfig = parse(Buffer.from(`${user.at('kubeconfigs.0.value')}`, 'base64').toString());
  assert.equal(kubeconfig['current-context'], 'one');
  assert.equal(kubeconfig.users[0].name, 'clusterUser_rg1_one');
  const closed = clusterBody({ properties: { disableLocalAccounts: true, aadProfile: { managed: true } } });
  await send('PUT', `${CLUSTERS_PATH}/two`, closed);
  assert.equal((await send('POST', `${CLUSTERS_PATH}/two/listClusterAdminCredential`)).status, 400);
  const exec = await send('POST', `${CLUSTERS_PATH}/two/listClusterUserCredential`);
  assert.match(Buffer.from(`${exec.at('kubeconfigs.0.value')}`, 'base64').toString(), /kubelogin/);
});
