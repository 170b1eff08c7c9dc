import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import tls from 'node:tls';
import { freePort } from '../../scripts/tools/process.ts';
import { start } from './start.ts';

test('the certificate is good for the public name, for loopback, and for no other', async (t) => {
  const port = await freePort();
  const { sandbox } = await start(t, { port, publicUrl: 'https://sandbox:8443' });
  assert.equal(sandbox.url, 'https://sandbox:8443');
  async function trusts(servername: string): Promise<boolean> {
    const checkServerIdentity = (_host: string, certificate: tls.PeerCertificate) =>
      tls.checkServerIdentity(servername, certificate);
    const socket = tls.connect({ host: '127.0.0.1', port, ca: sandbox.caPem, checkServerIdentity });
    try {
      await once(socket, 'secureConnect');
      return true;
    } catch (error) {
      assert.match(`${error}`, /altnames/);
      return false;
    } finally {
      socket.destroy();
    }
  }
  assert.deepEqual(await Promise.all(['sandbox', 'localhost', '127.0.0.1', 'elsewhere'].map(trusts)), [
    true,
    true,
    true,
    false,
  ]);
});
