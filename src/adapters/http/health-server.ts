import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './deps.ts';

export interface HealthServerOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  ready(): Promise<Health>;
}

/** `/healthz` and `/readyz` as the API has them, for a role that answers nothing else. */
export async function startHealthServer({ host, port, ready }: HealthServerOptions) {
  const answers: Record<string, () => Promise<{ ok: boolean; body: object }>> = {
    '/healthz': async () => ({ ok: true, body: { status: 'ok' } }),
    async '/readyz'() {
      const { ok, promise, checks } = await ready();
      return { ok, body: { status: ok ? 'ok' : 'unavailable', promise, checks } };
    },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (!answer) return void response.writeHead(404).end();
    answer()
      .catch(() => ({ ok: false, body: { status: 'unavailable' } }))
      .then(({ ok, body }) => {
        response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      // A probe's kept connection must not hold the process up.
      server.closeAllConnections();
    },
  };
}
