import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Fault } from '../../../sandbox/faults/faults.ts';
import { loadTls } from '../../../sandbox/tls.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { startCloud } from './sandbox.ts';
import { bodyOf } from './support.ts';

/** A host that is not Azure's, with a certificate that this process trusts; it remembers who came with what. */
async function startForeignHost(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-foreign-'));
  const tls = await loadTls(folder, join(folder, 'ca.pem'), ['localhost', '127.0.0.1']);
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer({ key: tls.keyPem, cert: tls.certPem }, (request, response) => {
    asked.push(request.headers);
    response.setHeader('content-type', 'application/json');
    response.end('{"status":"Succeeded","value":[],"id":"x"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  setDefaultCACertificates([...getCACertificates('default'), tls.caPem]);
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { asked, origin: `https://localhost:${(server.address() as AddressInfo).port}` };
}

async function setUp(t: TestContext) {
  const host = await startForeignHost(t);
  const azure = await startCloud(t);
  const { arm, scope } = azure;
  await arm.createResourceGroup(scope, 'rg', 'westeurope', {});
  const strike = (fault: Fault) => azure.sandbox.faults.add(fault);
  const offered = await arm.kubernetesVersions(scope, 'westeurope');
  const kubernetesVersion = offered.find(({ isDefault }) => isDefault)?.version ?? '';
  return { ...host, ...azure, strike, order: bodyOf(kubernetesVersion) };
}

test('the foreign host of these tests can be reached, and would notice a token', async (t) => {
  const { asked, origin } = await startForeignHost(t);
  await fetch(origin, { headers: { authorization: 'Bearer SECRET' } });
  assert.equal(asked[0]?.authorization, 'Bearer SECRET');
});

test('an operation URL on a foreign host is not kept, and nobody goes there', async (t) => {
  const { asked, origin, arm, scope, strike, order } = await setUp(t);
  strike({ name: 'foreign-operation-url', params: { origin } });
  const created = await arm.createCluster(scope, 'rg', 'demo', order);
  assert.deepEqual([created.type, 'token' in created], ['created', false]);
  await arm.abortCluster(scope, 'rg', 'demo');
  const seen = await arm.cluster(scope, 'rg', 'demo');
  assert.deepEqual(await arm.deleteCluster(scope, 'rg', 'demo', seen?.etag), { type: 'accepted' });
  await arm.deleteResourceGroup(scope, 'rg');
  assert.equal(asked.length, 0);
});

test('a token that was bent after it was saved is refused before a credential is added', async (t) => {
  const { asked, origin, arm, scope } = await setUp(t);
  const token = JSON.stringify({ v: 1, url: `${origin}/subscriptions/x?api-version=2025-03-01` });
  assert.equal((await problemOf(arm.operation(scope, token))).problem.code, 'azure-unavailable');
  assert.equal(asked.length, 0);
});

test('a redirect to a foreign host is not followed, by whatever call', async (t) => {
  const { asked, origin, arm, scope, strike, order } = await setUp(t);
  const on = ['get', 'put', 'delete', 'abort', 'credentials', 'poll', 'list', 'group-get', 'group-put', 'group-delete'];
  const made = await arm.createCluster(scope, 'rg', 'demo', order);
  const token = made.type === 'created' ? (made.token ?? '') : '';
  assert.ok(token);
  strike({ name: 'redirected', params: { to: origin, on: [...on, 'group-resources'] } });
  const calls = [
    () => arm.cluster(scope, 'rg', 'demo'),
    () => arm.createCluster(scope, 'rg', 'other', order),
    () => arm.deleteCluster(scope, 'rg', 'demo', undefined),
    () => arm.abortCluster(scope, 'rg', 'demo'),
    () => arm.kubeconfig(scope, 'rg', 'demo', 'admin'),
    () => arm.operation(scope, token),
    () => arm.resourceGroup(scope, 'rg'),
    () => arm.createResourceGroup(scope, 'rg', 'westeurope', {}),
    () => arm.deleteResourceGroup(scope, 'rg'),
    () => arm.resourcesIn(scope, 'rg'),
  ];
  for (const call of calls) assert.equal((await problemOf(call())).problem.code, 'azure-unavailable', `${call}`);
  assert.equal(asked.length, 0);
});

test('the next page of a list on a foreign host is refused', async (t) => {
  const { asked, origin, arm, scope, strike } = await setUp(t);
  strike({ name: 'foreign-next-link', params: { origin } });
  const { problem } = await problemOf(arm.resourcesIn(scope, 'rg'));
  assert.deepEqual([problem.code, problem.retryable], ['azure-unavailable', 'now']);
  assert.match(problem.detail, /leads away from Resource Manager, to localhost:/);
  const after = `${origin}/next?api-version=2021-04-01`;
  assert.ok((await problemOf(arm.clusters(scope, after))).problem.code.startsWith('azure-'));
  assert.ok((await problemOf(arm.taggedGroups(scope, 'a', 'b', after))).problem.code.startsWith('azure-'));
  assert.equal(asked.length, 0);
});
