import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { type Api, startApi } from '../fakes/http-fakes.ts';

/** Sends bytes as they are, and reads until the server closes. */
async function exchange({ app }: Api, bytes: string): Promise<{ status: number; head: string; body: string }> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body };
}

async function assertRefused(t: TestContext, bytes: string, status: number, code: string): Promise<void> {
  const answer = await exchange(await startApi(t), bytes);
  assert.equal(answer.status, status, answer.head);
  assert.match(answer.head, /content-type: application\/problem\+json/);
  assert.match(answer.head, /x-request-id: [0-9a-f-]{36}/);
  assert.match(answer.head, /cache-control: no-store/);
  assert.match(answer.head, /slipway-version: 9\.9\.9/);
  assert.match(answer.head, /connection: close/);
  assert.equal(JSON.parse(answer.body).code, code);
}

const end = 'Connection: close\r\n\r\n';

test('row 29: headers over 16 KiB are refused with a problem', (t) =>
  assertRefused(t, `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(17_000)}\r\n${end}`, 431, 'headers-too-large'));

test('row 29: a length and chunks together are refused with a problem', (t) =>
  assertRefused(
    t,
    `POST /v1/clusters HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n${end}0\r\n\r\n`,
    400,
    'invalid-header',
  ));

test('row 29: two Host headers are refused with a problem', (t) =>
  assertRefused(t, `GET /v1/jobs HTTP/1.1\r\nHost: a\r\nHost: b\r\n${end}`, 400, 'invalid-header'));

test('row 29: no Host header is refused with a problem', (t) =>
  assertRefused(t, `GET /v1/jobs HTTP/1.1\r\n${end}`, 400, 'invalid-header'));

test('row 29: an expectation that cannot be met is refused with a problem', (t) =>
  assertRefused(t, `GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: banana\r\n${end}`, 417, 'expectation-failed'));

test('a request line that is no HTTP is refused with a problem', (t) =>
  assertRefused(t, 'HELLO\r\n\r\n', 400, 'invalid-header'));

test('row 12: a chunked body over 64 KiB is refused, and the connection closed', async (t) => {
  const api = await startApi(t);
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n1\r\na\r\n0\r\n\r\n`;
  const answer = await exchange(
    api,
    `POST /v1/clusters HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer key-a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
  );
  assert.equal(answer.status, 413);
  assert.match(answer.head, /connection: close/);
  assert.equal(JSON.parse(answer.body).code, 'content-too-large');
});

test('Expect: 100-continue is met', async (t) => {
  const answer = await exchange(
    await startApi(t),
    `GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n${end}`,
  );
  assert.ok([100, 200].includes(answer.status), answer.head);
});

for (const name of ['Authorization: Bearer key-a', 'Idempotency-Key: a', 'X-API-Key: key-a']) {
  test(`the header ${name.split(':')[0]} sent twice is refused`, async (t) => {
    const answer = await exchange(
      await startApi(t),
      `GET /v1/jobs HTTP/1.1\r\nHost: a\r\n${name}\r\n${name}\r\n${end}`,
    );
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.body).code, 'invalid-header');
  });
}
