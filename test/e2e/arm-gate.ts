import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { loadTls } from '../../sandbox/tls.ts';

/** A request that came through, with what the sandbox answered. */
export interface Passed {
  method: string;
  path: string;
  status: number;
}

/** What a worker stands at: tells when it is reached, lets others pass, lets it go on. */
export interface Stop {
  reached: Promise<void>;
  /** From now on only what was caught is held. */
  letOthersPass(): void;
  release(): void;
}

/** A way to the sandbox's ARM on which single requests can be held up; it decrypts them, with a certificate of its CA. */
export interface ArmGate {
  passed: Passed[];
  /** Holds the answer to the first such request. */
  stopAnswer(wanted: (request: Passed) => boolean): Stop;
  /** Lets the first such request through, and holds what its sender wants to send next: it gets no connection. */
  stopAfter(wanted: (request: Passed) => boolean): Stop;
  close(): Promise<void>;
}

export async function openArmGate(port: number, sandboxUrl: string, stackFolder: string): Promise<ArmGate> {
  const sandboxFolder = join(stackFolder, 'sandbox');
  const { certPem, keyPem } = await loadTls(sandboxFolder, join(stackFolder, 'gate-ca.pem'), ['localhost']);
  const passed: Passed[] = [];
  const holds: ((request: Passed) => Promise<void> | undefined)[] = [];
  let catching: ((socket: net.Socket) => void) | undefined;

  const inner = https.createServer({ cert: certPem, key: keyPem }, (request, reply) => {
    const { host: _, ...headers } = request.headers;
    const { method = '', url: path = '' } = request;
    const onward = https.request(new URL(path, sandboxUrl), { method, headers, agent: false }, async (answer) => {
      const one = { method, path, status: answer.statusCode ?? 0 };
      passed.push(one);
      for (const hold of holds) await hold(one);
      // Each request on a connection of its own, so that the next one can be caught before it is sent.
      reply.writeHead(one.status, { ...answer.headers, connection: 'close' });
      answer.pipe(reply);
    });
    onward.once('error', () => reply.destroy());
    request.pipe(onward);
  });
  // Nothing is read before it is known who reads: what is caught stays in the kernel.
  const front = net.createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined);
    if (catching) catching(socket);
    else inner.emit('connection', socket);
  });
  await new Promise<void>((resolve) => front.listen(port, '127.0.0.1', resolve));

  return {
    passed,
    stopAnswer(wanted) {
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      holds.push((request) => {
        if (!wanted(request)) return undefined;
        holds.length = 0;
        reached.resolve();
        return released.promise;
      });
      return { reached: reached.promise, letOthersPass: () => undefined, release: released.resolve };
    },
    stopAfter(wanted) {
      const reached = Promise.withResolvers<void>();
      const caught: net.Socket[] = [];
      holds.push((request) => {
        if (!wanted(request)) return undefined;
        holds.length = 0;
        catching = (socket) => {
          caught.push(socket);
          reached.resolve();
        };
        return undefined;
      });
      const letOthersPass = () => {
        catching = undefined;
      };
      return {
        reached: reached.promise,
        letOthersPass,
        release() {
          letOthersPass();
          for (const socket of caught) inner.emit('connection', socket);
        },
      };
    },
    async close() {
      inner.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}
