import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A load balancer in front of several APIs. */
export interface LoadBalancer extends AsyncDisposable {
  url: string;
  /** The backends that said that they are ready when they were last asked. */
  ready(): string[];
}

const checkMs = 200;

/**
 * Sends each request to the next backend that is ready, over connections that are kept; asks each backend for its
 * `/readyz` five times a second. It never sends a request twice: what goes wrong, the client sees.
 */
export async function startLoadBalancer(backends: string[]): Promise<LoadBalancer> {
  const agent = new Agent({ keepAlive: true });
  let ready: string[] = [];
  let turn = 0;

  async function look(): Promise<void> {
    const looks = backends.map(async (url) => {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.ok ? [url] : [];
    });
    ready = (await Promise.all(looks)).flat();
  }

  const server = createServer((incoming, outgoing) => {
    turn += 1;
    const backend = ready[turn % ready.length];
    if (!backend) return void outgoing.writeHead(502).end('no backend is ready');
    const { method, url, headers } = incoming;
    const onward = request(`${backend}${url}`, { method, headers: { ...headers, connection: 'keep-alive' }, agent });
    onward.once('response', (answer) => {
      const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, rest);
      answer.pipe(outgoing);
    });
    onward.once('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end(`${backend}: ${error.message}`);
    });
    incoming.pipe(onward);
  });

  await look();
  const checks = setInterval(() => void look(), checkMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => ready,
    async [Symbol.asyncDispose]() {
      clearInterval(checks);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
