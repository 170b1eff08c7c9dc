import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A server on the loopback for one test. */
export async function serve(t: TestContext, listener: RequestListener, tls?: ServerOptions): Promise<string> {
  const server = tls ? createHttps(tls, listener) : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function kubeconfigOf(cluster: Record<string, string>, user: Record<string, unknown>): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    contexts: [
      { name: 'other', context: { cluster: 'x', user: 'x' } },
      { name: 'one', context: { cluster: 'c', user: 'u' } },
    ],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  });
}

/** A clock that stands still until it is moved. */
export function stoppedClock() {
  let now = Date.UTC(2026, 10, 1);
  return { now: () => now, move: (ms: number) => (now += ms) };
}
