import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, startIn } from './start.ts';

test('a restart loses nothing: operations go on, counters, faults, keys and the CA stay', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const first = await startIn(t, folder);
  await first.send('PUT', GROUP_PATH, { location: 'westeurope' });
  const made = await first.send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  await plain(first.sandbox.url, 'PUT', '/sandbox/faults', { name: 'quota', match: { cluster: 'two' } });
  const { token } = await first.credential.getToken(`${first.sandbox.url}/.default`);
  await first.sandbox.close();

  const second = await startIn(t, folder);
  assert.equal(second.sandbox.caPem, first.sandbox.caPem);
  const operation = new URL(made.headers.get('azure-asyncoperation') ?? '');
  const headers = { authorization: `Bearer ${token}` };
  const running = await plain(
    second.sandbox.url,
    'GET',
    `${operation.pathname}${operation.search}`,
    undefined,
    headers,
  );
  assert.equal(running.at('status'), 'InProgress');
  const done = await second.until(
    `${CLUSTERS_PATH}/one`,
    (answer) => answer.at('properties.provisioningState') !== 'Creating',
  );
  assert.equal(done.at('properties.provisioningState'), 'Succeeded');
  assert.equal(second.fake.clusters.size, 1);
  assert.equal(second.sandbox.counters.createsOf(`${CLUSTERS_PATH}/one`), 1);
  assert.equal((await second.send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())).status, 400);
});

test('a request whose handshake comes after the last save is not answered', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const { sandbox } = await startIn(t, folder);
  const socket = net.connect(Number(new URL(sandbox.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = sandbox.close();
  const late = tls.connect({ socket, ca: sandbox.caPem, servername: 'localhost' });
  late.on('error', () => {});
  late.end('GET /sandbox/state HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const heard: Buffer[] = [];
  late.on('data', (chunk) => heard.push(chunk));
  await once(late, 'close');
  assert.equal(Buffer.concat(heard).toString(), '');
  await closed;
});

test('private keys and state are readable by their owner only', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const { sandbox } = await startIn(t, folder);
  await sandbox.close();
  for (const name of ['ca-key.pem', 'token-key.pem', 'state.db']) {
    assert.equal(statSync(join(folder, 'state', name)).mode & 0o777, 0o600, name);
  }
  assert.match(readFileSync(join(folder, 'ca.pem'), 'utf8'), /^-----BEGIN CERTIFICATE-----/);
});
