import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { body, endpoint, fakeArm, operationUrl, scope, subscriptionId } from './support.ts';

const clusterPath = `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/demo`;
const creating = { id: 'x', location: 'westeurope', properties: { provisioningState: 'Creating' } };

test('a create returns as soon as ARM has accepted it, while the operation runs', async () => {
  const { arm, sent } = fakeArm(({ method }) => {
    assert.equal(method, 'PUT', 'nothing is polled');
    return { status: 201, body: creating, headers: { 'Azure-AsyncOperation': operationUrl } };
  });
  const created = await arm.createCluster(scope, 'rg', 'demo', body);
  assert.equal(created.type, 'created');
  assert.ok(created.type === 'created' && created.token?.includes('SIGNATURE'), 'the signed URL is kept whole');
  assert.equal(sent.length, 1);
});

test('a create sends the body as it is, what the SDK does not know included, and If-None-Match', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 201, body: creating }));
  const preview = { ...body, properties: { ...body.properties, kubeProxyConfig: { enabled: false } } };
  await arm.createCluster(scope, 'rg', 'demo', preview);
  const [put] = sent;
  assert.ok(put);
  assert.ok(put.url.startsWith(`${clusterPath}?api-version=`), put.url);
  assert.equal(put.headers['if-none-match'], '*');
  assert.equal(put.headers['authorization'], 'Bearer SECRET-TOKEN');
  assert.match(put.headers['user-agent'] ?? '', /^Slipway\/0\.1\.0 /);
  assert.match(put.headers['x-ms-client-request-id'] ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(put.body, preview);
});

test('a mend sends the body as it is, for the cluster that was looked at', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 200, body: creating }));
  const preview = { ...body, properties: { ...body.properties, kubeProxyConfig: { enabled: false } } };
  await arm.createCluster(scope, 'rg', 'demo', preview, 'etag-1');
  assert.deepEqual([sent[0]?.headers['if-match'], sent[0]?.headers['if-none-match']], ['etag-1', undefined]);
  assert.deepEqual(sent[0]?.body, preview);
});

test('a 412 means that the cluster exists', async () => {
  const { arm } = fakeArm(() => ({ status: 412, body: { code: 'PreconditionFailed', message: 'exists' } }));
  assert.deepEqual(await arm.createCluster(scope, 'rg', 'demo', body), { type: 'exists' });
});

test('a 201 without an operation header is a create without a token', async () => {
  const { arm } = fakeArm(() => ({ status: 201, body: creating }));
  assert.deepEqual(await arm.createCluster(scope, 'rg', 'demo', body), { type: 'created' });
});

test('an operation URL on another host is never kept', async () => {
  for (const url of [
    'https://evil.test/operations/1',
    'http://arm.test/operations/1',
    '/relative',
    'https://arm.test.evil.test/o',
  ]) {
    const { arm } = fakeArm(() => ({ status: 201, body: creating, headers: { 'azure-asyncoperation': url } }));
    assert.deepEqual(await arm.createCluster(scope, 'rg', 'demo', body), { type: 'created' }, url);
  }
});

test('a throttled create makes one request, sleeps for nothing and says how long to wait', async () => {
  const { arm, sent } = fakeArm(() => ({
    status: 429,
    headers: { 'retry-after': '3600', 'x-ms-request-id': 'req', 'x-ms-correlation-request-id': 'cor' },
    body: { code: 'Throttled', message: 'slow down' },
  }));
  const { problem, retryAfterMs } = await problemOf(arm.createCluster(scope, 'rg', 'demo', body));
  assert.equal(sent.length, 1);
  assert.equal(problem.code, 'azure-throttled');
  assert.equal(retryAfterMs, 3_600_000);
  assert.deepEqual(problem.azure, {
    code: 'Throttled',
    message: 'slow down',
    status: 429,
    requestId: 'req',
    correlationId: 'cor',
    clientRequestId: sent[0]?.headers['x-ms-client-request-id'],
  });
  assert.ok(problem.azure?.clientRequestId);
});

test('the nested cause of a refused create survives the SDK', async () => {
  const details = [{ code: 'K8sVersionNotSupported', message: 'Version 1.20.1 is gone.' }];
  const { arm } = fakeArm(() => ({
    status: 400,
    body: { code: 'InvalidTemplateDeployment', message: 'See details.', details },
  }));
  const { problem } = await problemOf(arm.createCluster(scope, 'rg', 'demo', body));
  assert.equal(problem.code, 'unsupported-version');
  assert.equal(problem.azure?.message, 'Version 1.20.1 is gone.');
});

test('answers of concurrent calls do not mix', async () => {
  const { arm } = fakeArm(async ({ url }) => {
    const name = /managedClusters\/(\w+)/.exec(url)?.[1] ?? '';
    for (let turn = 0; turn < name.length; turn++) await Promise.resolve();
    return {
      status: 409,
      headers: { 'x-ms-request-id': `for-${name}` },
      body: { code: 'EtagMismatch', message: name },
    };
  });
  const names = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
  const problems = await Promise.all(names.map((name) => problemOf(arm.cluster(scope, 'rg', name))));
  assert.deepEqual(
    problems.map(({ problem }) => problem.azure?.requestId),
    names.map((name) => `for-${name}`),
  );
});

test('a delete gives the operation, or nothing when the cluster is gone already', async () => {
  const location = `${endpoint}/subscriptions/s/operationresults/1?api-version=1`;
  const running = fakeArm(() => ({ status: 202, headers: { location } }));
  const tokenOf = async ({ arm }: typeof running) => {
    const sent = await arm.deleteCluster(scope, 'rg', 'demo', 'etag-1');
    return sent.type === 'accepted' ? sent.token : undefined;
  };
  assert.ok((await tokenOf(running))?.includes('operationresults'));
  const both = fakeArm(() => ({ status: 202, headers: { location, 'azure-asyncoperation': operationUrl } }));
  assert.ok((await tokenOf(both))?.includes('SIGNATURE'));
  const gone = { type: 'accepted' };
  assert.deepEqual(await fakeArm(() => ({ status: 204 })).arm.deleteCluster(scope, 'rg', 'demo', undefined), gone);
  const noGroup = { error: { code: 'ResourceGroupNotFound', message: 'gone' } };
  const absent = fakeArm(() => ({ status: 404, body: noGroup }));
  assert.deepEqual(await absent.arm.deleteCluster(scope, 'rg', 'demo', undefined), gone);
});

test('an abort that comes too late is no error', async () => {
  for (const status of [202, 204, 404, 409]) {
    await fakeArm(() => ({ status, body: { code: 'OperationNotAllowed', message: 'ended' } })).arm.abortCluster(
      scope,
      'rg',
      'demo',
    );
  }
  const { problem } = await problemOf(fakeArm(() => ({ status: 503 })).arm.abortCluster(scope, 'rg', 'demo'));
  assert.equal(problem.code, 'azure-unavailable');
});

test('a cluster is read with what the steps ask of it', async () => {
  const { arm } = fakeArm(() => ({
    status: 200,
    body: {
      id: '/subscriptions/s/resourcegroups/rg/providers/Microsoft.ContainerService/managedClusters/demo',
      location: 'westeurope',
      tags: { a: 'b' },
      properties: {
        provisioningState: 'Failed',
        kubernetesVersion: '1.35',
        currentKubernetesVersion: '1.35.2',
        fqdn: 'demo-1.hcp.westeurope.azmk8s.io',
        nodeResourceGroup: 'MC_rg_demo_westeurope',
        networkProfile: { networkPlugin: 'none' },
        agentPoolProfiles: [{ name: 'np', count: 2, provisioningState: 'Failed' }],
        status: {
          provisioningError: { code: 'Wrapper', message: 'm', details: [{ code: 'SubnetIsFull', message: 'full' }] },
        },
      },
    },
  }));
  const { failure, ...seen } = (await arm.cluster(scope, 'rg', 'demo')) ?? {};
  assert.equal(failure?.problem.code, 'azure-subnet-unfit');
  assert.deepEqual(failure?.problem.azure, { code: 'SubnetIsFull', message: 'full' });
  assert.deepEqual(seen, {
    id: '/subscriptions/s/resourcegroups/rg/providers/Microsoft.ContainerService/managedClusters/demo',
    provisioningState: 'Failed',
    tags: { a: 'b' },
    kubernetesVersion: '1.35.2',
    fqdn: 'demo-1.hcp.westeurope.azmk8s.io',
    nodeResourceGroup: 'MC_rg_demo_westeurope',
    networkPlugin: 'none',
    pools: [{ name: 'np', count: 2, provisioningState: 'Failed' }],
  });
});

test('an absent cluster is undefined, but an absent subscription is a problem', async () => {
  const gone = fakeArm(() => ({ status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } }));
  assert.equal(await gone.arm.cluster(scope, 'rg', 'demo'), undefined);
  const wrong = fakeArm(() => ({ status: 404, body: { error: { code: 'SubscriptionNotFound', message: 'no' } } }));
  assert.equal((await problemOf(wrong.arm.cluster(scope, 'rg', 'demo'))).problem.code, 'azure-not-found');
});

test('the kubeconfigs of admin and user come decoded, the latter for a plug-in', async () => {
  const value = Buffer.from('apiVersion: v1\n').toString('base64');
  const { arm, sent } = fakeArm(() => ({ status: 200, body: { kubeconfigs: [{ name: 'clusterAdmin', value }] } }));
  assert.equal(await arm.kubeconfig(scope, 'rg', 'demo', 'admin'), 'apiVersion: v1\n');
  assert.ok(sent[0]?.url.includes('/listClusterAdminCredential'));
  assert.equal(await arm.kubeconfig(scope, 'rg', 'demo', 'user'), 'apiVersion: v1\n');
  assert.match(sent[1]?.url ?? '', /\/listClusterUserCredential\?.*format=exec/);
});

test('where local accounts are off there is no admin kubeconfig; any other refusal is a problem', async () => {
  const message = 'Getting static credential is not allowed because this cluster is set to disable local accounts.';
  const off = fakeArm(() => ({ status: 400, body: { code: 'BadRequest', message } }));
  assert.equal(await off.arm.kubeconfig(scope, 'rg', 'demo', 'admin'), undefined);
  const other = fakeArm(() => ({ status: 400, body: { code: 'BadRequest', message: 'The cluster is stopped.' } }));
  const { problem } = await problemOf(other.arm.kubeconfig(scope, 'rg', 'demo', 'admin'));
  assert.equal(problem.code, 'azure-request-refused');
});

test('versions come patch by patch, newest last, with the default of the region', async () => {
  const patch = { upgrades: [] };
  const { arm } = fakeArm(() => ({
    status: 200,
    body: {
      values: [
        { version: '1.36', isPreview: true, patchVersions: { '1.36.0': patch } },
        { version: '1.35', isDefault: true, patchVersions: { '1.35.10': patch, '1.35.9': patch } },
      ],
    },
  }));
  assert.deepEqual(await arm.kubernetesVersions(scope, 'westeurope'), [
    { version: '1.35.9', isDefault: false, isPreview: false },
    { version: '1.35.10', isDefault: true, isPreview: false },
    { version: '1.36.0', isDefault: false, isPreview: true },
  ]);
});

test('clusters are listed page by page, one request each, and never from another host', async () => {
  const nextLink = `${endpoint}/subscriptions/s/providers/Microsoft.ContainerService/managedClusters?page=2`;
  const { arm, sent } = fakeArm(({ url }) =>
    url.startsWith(nextLink)
      ? { status: 200, body: { value: [{ name: 'b', location: 'x' }], nextLink: 'https://evil.test/3' } }
      : { status: 200, body: { value: [{ name: 'a', location: 'x' }], nextLink } },
  );
  const first = await arm.clusters(scope);
  assert.deepEqual([first.items.map(({ name }) => name), first.next, sent.length], [['a'], nextLink, 1]);
  const second = await arm.clusters(scope, first.next);
  assert.deepEqual([second.items.map(({ name }) => name), sent.length], [['b'], 2]);
  await problemOf(arm.clusters(scope, second.next));
  assert.equal(sent.length, 2);
});
