import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { before, describe, it, type TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type AddressPolicy, createAddressPolicy } from '../../../src/adapters/webhook/address-policy.ts';
import { blockList } from '../../../src/adapters/webhook/address-ranges.ts';
import { createHttpSender, type HttpSenderOptions } from '../../../src/adapters/webhook/http-sender.ts';
import type { Sent } from '../../../src/ports.ts';
import { httpReceiver, httpsReceiver, makeTls, type Tls } from './receivers.ts';

const development = { allow: [], allowHttp: false, development: true };
const sender = (options: Partial<HttpSenderOptions> = {}) =>
  createHttpSender({ policy: createAddressPolicy(development), ...options });
const request = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
  body: '{"a":"é"}',
});
const send = (port: number, options: Partial<HttpSenderOptions> = {}) =>
  sender(options).send(request(`http://127.0.0.1:${port}/hook?x=1`));

async function bytesOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A server that speaks to the bare socket. */
async function rawReceiver(test: TestContext, onData: (socket: import('node:net').Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => onData(socket));
    test.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the sender', () => {
  it('posts the bytes and headers as given, and tells status and body', async (t) => {
    const seen: { message: IncomingMessage; body: string }[] = [];
    const { port } = await httpReceiver(t, async (message, response) => {
      seen.push({ message, body: await bytesOf(message) });
      response.writeHead(202, { 'retry-after': '7' }).end('thank you');
    });
    assert.deepEqual(await send(port), { type: 'answered', status: 202, retryAfter: '7', body: 'thank you' });
    const [{ message, body } = { message: undefined, body: '' }] = seen;
    assert.equal(message?.method, 'POST');
    assert.equal(message?.url, '/hook?x=1');
    assert.equal(message?.headers.host, `127.0.0.1:${port}`);
    assert.equal(message?.headers['webhook-id'], 'evt_1');
    assert.equal(message?.headers['content-length'], '10');
    assert.equal(body, '{"a":"é"}');
  });

  it('does not follow a redirect', async (t) => {
    let asked = 0;
    const { port } = await httpReceiver(t, (_, response) => {
      asked += 1;
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    assert.deepEqual(await send(port), {
      type: 'answered',
      status: 302,
      location: 'http://169.254.169.254/',
      body: '',
    });
    assert.equal(asked, 1);
  });

  it('hears a receiver that wants no more', async (t) => {
    const { port } = await httpReceiver(t, (_, response) => {
      response.writeHead(200, { 'webhook-delivery': 'disable' }).end();
    });
    assert.deepEqual(await send(port), { type: 'answered', status: 200, disable: true, body: '' });
  });

  it('keeps 16 KiB of a flood and hangs up', async (t) => {
    const { port, server } = await httpReceiver(t, (_, response) => {
      response.writeHead(500);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    const closed = new Promise((resolve) => server.once('connection', (socket) => socket.once('close', resolve)));
    const sent = await send(port);
    assert.ok(sent.type === 'answered' && sent.status === 500);
    assert.equal(sent.body.length, 16 * 1024);
    await closed;
  });

  it('does not keep half a character', async (t) => {
    const { port } = await httpReceiver(t, (_, response) => {
      response.end(`x${'é'.repeat(20_000)}`);
    });
    const sent = await send(port);
    assert.ok(sent.type === 'answered');
    assert.match(sent.body, /^xé+$/);
  });

  it('gives up on headers that drip', { timeout: 5_000 }, async (t) => {
    const port = await rawReceiver(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-a: ');
      const drip = setInterval(() => socket.write('a'), 20);
      socket.once('close', () => clearInterval(drip));
    });
    const sent = await send(port, { timeouts: { totalMs: 200 } });
    assert.ok(sent.type === 'failed');
    assert.equal(sent.error, 'timeout');
  });

  it('takes the status of an answer whose body drips, when time is up', { timeout: 5_000 }, async (t) => {
    const { port } = await httpReceiver(t, (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('a'), 20);
      response.once('close', () => clearInterval(drip));
    });
    const sent = await send(port, { timeouts: { totalMs: 200 } });
    assert.ok(sent.type === 'answered' && sent.status === 200);
    assert.match(sent.body, /^a+$/);
  });

  it('breaks off at once when its worker has to end', { timeout: 5_000 }, async (t) => {
    const stopping = new AbortController();
    const { port } = await httpReceiver(t, () => stopping.abort());
    const sent = await sender().send(request(`http://127.0.0.1:${port}/`), stopping.signal);
    assert.deepEqual(sent, { type: 'failed', error: 'interrupted' });
  });

  it('does not wait for a resolver that hangs', { timeout: 5_000 }, async () => {
    const policy = createAddressPolicy({ ...development, resolve: () => new Promise(() => {}) });
    const patient = sender({ policy, timeouts: { totalMs: 100, connectMs: 100 } });
    const sent = await patient.send(request('https://hooks.example.com/'));
    assert.ok(sent.type === 'failed');
    assert.equal(sent.error, 'timeout');
    assert.match((await patient.refusal('https://hooks.example.com/')) ?? '', /in time/);
  });

  it('tells a refused connection, a reset, and an answer that is not HTTP', async (t) => {
    const { port, server } = await httpReceiver(t, () => {});
    server.close();
    await once(server, 'close');
    assert.equal(errorOf(await send(port)), 'connection_refused');
    assert.equal(errorOf(await send(await rawReceiver(t, (socket) => socket.resetAndDestroy()))), 'connection_reset');
    assert.equal(
      errorOf(await send(await rawReceiver(t, (socket) => socket.end('SSH-2.0\r\n\r\n')))),
      'invalid_response',
    );
  });

  it('tells a name that does not resolve, and tries it again later', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }));
    const policy = createAddressPolicy({ ...development, resolve });
    assert.equal(errorOf(await sender({ policy }).send(request('https://hooks.example.com/'))), 'dns_error');
  });

  it('ignores the proxy variables of the environment', async (t) => {
    const { port: proxy } = await httpReceiver(t, (_, response) => {
      response.writeHead(418).end();
    });
    const { port } = await httpReceiver(t, (_, response) => {
      response.writeHead(204).end();
    });
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy']) {
      process.env[name] = `http://127.0.0.1:${proxy}`;
      t.after(() => delete process.env[name]);
    }
    const sent = await send(port);
    assert.ok(sent.type === 'answered' && sent.status === 204);
  });
});

describe('the sender over TLS', () => {
  const resolve = async () => ['127.0.0.1'];
  const policy = createAddressPolicy({ ...development, resolve });
  let tls: Tls;
  before(async () => {
    tls = await makeTls(['hooks.example.com']);
    setDefaultCACertificates([...getCACertificates('default'), tls.ca]);
  });

  it('dials the checked address under the name of the host', async (t) => {
    const seen: unknown[] = [];
    const { port } = await httpsReceiver(t, tls, (message, response) => {
      const { servername } = message.socket as unknown as { servername: string };
      seen.push({ servername, host: message.headers.host });
      response.end('ok');
    });
    const sent = await sender({ policy }).send(request(`https://hooks.example.com:${port}/`));
    assert.deepEqual(sent, { type: 'answered', status: 200, body: 'ok' });
    assert.deepEqual(seen, [{ servername: 'hooks.example.com', host: `hooks.example.com:${port}` }]);
  });

  it('refuses a certificate of an unknown authority, or for another name', async (t) => {
    const { port } = await httpsReceiver(t, tls, (_, response) => {
      response.end('ok');
    });
    const stranger = await httpsReceiver(t, await makeTls(['hooks.example.com']), () => undefined);
    const unknown = await sender({ policy }).send(request(`https://hooks.example.com:${stranger.port}/`));
    assert.equal(errorOf(unknown), 'tls_error');
    const strict = sender({ policy });
    assert.equal(errorOf(await strict.send(request(`https://other.example.com:${port}/`))), 'tls_error');
    assert.equal(errorOf(await strict.send(request(`https://127.0.0.1:${port}/`))), 'tls_error');
  });

  it('goes on to the next address when one does not answer', async (t) => {
    const { port } = await httpsReceiver(t, tls, (_, response) => {
      response.end('ok');
    });
    const both = createAddressPolicy({ ...development, resolve: async () => ['127.0.0.2', '127.0.0.1'] });
    const sent = await sender({ policy: both }).send(request(`https://hooks.example.com:${port}/`));
    assert.equal(sent.type, 'answered');
  });
});

describe('the sender and the address policy', () => {
  it('asks the resolver once for each attempt, and stops when the name has moved inside', async (t) => {
    const { port } = await httpReceiver(t, (_, response) => {
      response.end('ok');
    });
    const answers = [['127.0.0.1'], ['10.0.0.5'], ['127.0.0.1', '169.254.169.254']];
    let asked = 0;
    const policy = createAddressPolicy({ ...development, resolve: async () => answers[asked++] ?? [] });
    const rebound = sender({ policy });
    const url = `http://hooks.example.com:${port}/`;
    assert.equal((await rebound.send(request(url))).type, 'answered');
    assert.equal(asked, 1);
    assert.deepEqual(await rebound.send(request(url)), {
      type: 'blocked',
      reason: 'hooks.example.com is 10.0.0.5 (private)',
    });
    assert.match((await rebound.refusal(url)) ?? '', /169\.254\.169\.254/);
  });

  it('sends nothing to a literal that is refused', async (t) => {
    let asked = 0;
    const { port } = await httpReceiver(t, (_, response) => {
      asked += 1;
      response.end();
    });
    const strict = sender({ policy: createAddressPolicy({ ...development, development: false }) });
    for (const host of ['127.0.0.1', '127.1', '2130706433', '0', '[::ffff:127.0.0.1]', 'localhost']) {
      assert.equal((await strict.send(request(`http://${host}:${port}/`))).type, 'blocked', host);
      assert.equal((await strict.send(request(`https://${host}:${port}/`))).type, 'blocked', host);
    }
    assert.equal(asked, 0);
  });

  it('is stopped by the socket itself if a check had a hole', async (t) => {
    let asked = 0;
    const { port } = await httpReceiver(t, (_, response) => {
      asked += 1;
      response.end();
    });
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1']) {
      const holed: AddressPolicy = {
        async check(url) {
          const wall = blockList({ loopback: false, private: false });
          return { type: 'allowed', url: new URL(url), addresses: [address], wall };
        },
      };
      const sent = await sender({ policy: holed }).send(request(`http://hooks.example.com:${port}/`));
      assert.equal(sent.type, 'blocked', address);
    }
    assert.equal(asked, 0);
  });
});

function errorOf(sent: Sent): string {
  return sent.type === 'failed' ? sent.error : JSON.stringify(sent);
}
