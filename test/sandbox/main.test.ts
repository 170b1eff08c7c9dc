import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import { parse } from 'yaml';
import { sandboxOptions } from '../../sandbox/config.ts';
import { greeting } from '../../sandbox/greeting.ts';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import { launch } from './process.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start } from './start.ts';

test('the process says on one line where it is, reads its environment and stops on a signal', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { child, url } = await launch(t, folder, { SANDBOX_CLIENT_SECRET: 'another secret' });
  tls.setDefaultCACertificates([readFileSync(join(folder, 'ca.pem'), 'utf8')]);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: '22222222-2222-2222-2222-222222222222',
    client_secret: 'another secret',
    scope: `${url}/.default`,
  });
  const token = await fetch(`${url}/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token`, {
    method: 'POST',
    body: form,
  });
  assert.equal(token.status, 200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.ok(existsSync(join(folder, 'state', 'state.db')));
});

test('what the process prints to a terminal works as it is printed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { url } = await launch(t, folder);
  const options = sandboxOptions({ caFile: join(folder, 'ca.pem') });
  const commands = greeting(url, options).match(/^ {2}\S.*(\n {4}.*)*/gm) ?? [];
  const { stdout, status } = spawnSync('sh', ['-c', commands.join('\n')], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /"name":"rg-first".*"provisioningState":"Succeeded".*\{"faults":\[\{"name":"quota"/s);
});

test('a cluster that ARM has made is one that its kubeconfig opens, nodes and all', async (t) => {
  const { send, until, sandbox } = await start(t, { kube: createKubeClusters });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const made = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  await until(made.headers.get('azure-asyncoperation') ?? '', (answer) => answer.at('status') === 'Succeeded');
  const answer = await send('POST', `${CLUSTERS_PATH}/one/listClusterAdminCredential`);
  const kubeconfig = parse(Buffer.from(`${answer.at('kubeconfigs.0.value')}`, 'base64').toString());
  const { server } = kubeconfig.clusters[0].cluster;
  const headers = { authorization: `Bearer ${kubeconfig.users[0].user.token}` };
  const version = await plain(sandbox.url, 'GET', `${server}/version`, undefined, headers);
  assert.equal(version.at('gitVersion'), 'v1.35.7');
  assert.equal((await plain(sandbox.url, 'GET', `${server}/api/v1/nodes`)).status, 401);
  let nodes = await plain(sandbox.url, 'GET', `${server}/api/v1/nodes`, undefined, headers);
  while (nodes.at('items.1') === undefined) {
    nodes = await plain(sandbox.url, 'GET', `${server}/api/v1/nodes`, undefined, headers);
  }
  assert.match(`${nodes.at('items.0.metadata.name')}`, /^aks-nodepool1-/);
});
