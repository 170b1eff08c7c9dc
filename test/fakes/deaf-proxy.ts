import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be made to lose every answer from a certain request on. */
export interface DeafProxy {
  port: number;
  /** The port it stands before. */
  target: number;
  /** From the request on that contains this text, nothing comes back. @returns once it has been sent on */
  loseAnswersFrom(text: string): Promise<void>;
  /** Cuts what was opened, and lets answers through again. */
  heal(): void;
  close(): void;
}

/** Stands before a port of loopback. */
export async function startDeafProxy(target: number): Promise<DeafProxy> {
  const sockets = new Set<Socket>();
  let trigger: { text: string; sent: () => void } | undefined;
  let deaf = false;

  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (chunk) => {
      if (trigger && chunk.includes(trigger.text)) {
        deaf = true;
        far.write(chunk, trigger.sent);
        trigger = undefined;
      } else far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (!deaf) near.write(chunk);
    });
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');

  return {
    port: address.port,
    target,
    loseAnswersFrom(text) {
      return new Promise((resolve) => {
        trigger = { text, sent: resolve };
      });
    },
    heal() {
      deaf = false;
      cut();
    },
    close() {
      cut();
      server.close();
    },
  };
}
