import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { parse } from 'yaml';
import { launch } from './process.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, TENANT, tokenForm } from './start.ts';

const ASSIGNMENT = `${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000000a`;
const assignment = {
  properties: {
    roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c',
    principalId: 'aaaaaaaa-0000-4000-8000-000000000001',
    principalType: 'ServicePrincipal',
  },
};

/** A sandbox that can be killed at once and comes back on the same folder. */
async function killable(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-killed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const begin = () => launch(t, folder, { SANDBOX_SPEED: '600' });
  let running = await begin();
  tls.setDefaultCACertificates([readFileSync(join(folder, 'ca.pem'), 'utf8')]);
  const granted = await plain(running.url, 'POST', `/${TENANT}/oauth2/v2.0/token`, tokenForm(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const authorization = `Bearer ${granted.at('access_token')}`;

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    plain(running.url, method, path, body, { authorization, ...headers });
  return {
    send,
    async killAndStart() {
      await running.kill();
      running = await begin();
    },
    async until(path: string, holds: (answer: Awaited<ReturnType<typeof send>>) => boolean) {
      for (;;) {
        const answer = await send('GET', path);
        if (answer.status !== 429 && holds(answer)) return answer;
      }
    },
  };
}

test('a kill -9 right after an answer undoes nothing of what was answered, and a create under way ends well', async (t) => {
  const { send, killAndStart, until } = await killable(t);
  assert.equal((await send('PUT', GROUP_PATH, { location: 'westeurope' })).status, 201);
  assert.equal((await send('PUT', ASSIGNMENT, assignment)).status, 201);
  assert.equal((await send('PUT', '/sandbox/faults', { name: 'quota', match: { cluster: 'two' } })).status, 200);
  const made = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  assert.equal(made.status, 201);
  await killAndStart();

  const operation = new URL(made.headers.get('azure-asyncoperation') ?? '');
  await until(`${operation.pathname}${operation.search}`, (answer) => answer.at('status') === 'Succeeded');
  assert.equal((await send('GET', ASSIGNMENT)).status, 200);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())).status, 400);
  const { creates } = (await send('GET', '/sandbox/state')).at('counters') as { creates: { total: number } };
  assert.equal(creates.total, 1);
});

test('what was written to a cluster, and what a reader has seen of it, is there after a kill -9', async (t) => {
  const { send, killAndStart, until } = await killable(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  await until(`${CLUSTERS_PATH}/one`, (answer) => answer.at('properties.provisioningState') === 'Succeeded');
  const answer = await send('POST', `${CLUSTERS_PATH}/one/listClusterAdminCredential`);
  const kubeconfig = parse(Buffer.from(`${answer.at('kubeconfigs.0.value')}`, 'base64').toString());
  const api = new URL(kubeconfig.clusters[0].cluster.server).pathname;
  const inside = { authorization: `Bearer ${kubeconfig.users[0].user.token}` };
  const map = { metadata: { name: 'one' }, data: { key: 'value' } };
  const path = `${api}/api/v1/namespaces/default/configmaps`;
  const [written, pods] = [
    await send('POST', path, map, inside),
    await send('GET', `${api}/api/v1/pods`, undefined, inside),
  ];
  assert.equal(written.status, 201);
  await killAndStart();

  const read = await send('GET', `${path}/one`, undefined, inside);
  assert.deepEqual(read.at('metadata'), written.at('metadata'));
  const after = await send('GET', `${api}/api/v1/pods`, undefined, inside);
  const namesOf = (list: unknown) => (list as { metadata: { uid: string } }[]).map(({ metadata }) => metadata.uid);
  assert.deepEqual(namesOf(after.at('items')), namesOf(pods.at('items')));
  assert.ok(Number(after.at('metadata.resourceVersion')) >= Number(pods.at('metadata.resourceVersion')));
});
