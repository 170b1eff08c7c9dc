import { createSecureContext } from 'node:tls';
import { Agent } from 'undici';
import type { Clock, KubeTarget } from '../../ports.ts';
import { type Access, type AccessOptions, accessTo } from './access.ts';

/** One cluster's credential and its connections. */
export interface Session extends Access {
  agent: Agent;
}

export interface SessionsOptions extends AccessOptions {
  clock: Pick<Clock, 'now'>;
  connectTimeoutMs: number;
  /** How long a kubeconfig is held. */
  holdMs: number;
  /** How many clusters are held at once. */
  most: number;
}

/** How old a credential has to be before it is asked for anew because the API server does not answer. */
const doubtMs = 10_000;
/** How long a connection is kept that nobody uses. */
const idleMs = 2_000;

interface Held {
  session: Promise<Session>;
  at: number;
}

/** Kubeconfigs and connections, in memory only, for minutes. */
export function createSessions(options: SessionsOptions) {
  const held = new Map<string, Held>();

  function drop(key: string): void {
    const entry = held.get(key);
    held.delete(key);
    // Requests in flight end well; the sockets close after them.
    entry?.session.then(({ agent }) => agent.close()).catch(() => undefined);
  }

  async function open(target: KubeTarget): Promise<Session> {
    const access = await accessTo(target, options);
    const { ca, cert, key, serverName } = access.server;
    const agent = new Agent({
      // A worker looks at hundreds of clusters, seldom at each: idle connections would be most of its memory.
      connections: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      connect: {
        timeout: options.connectTimeoutMs,
        secureContext: createSecureContext({ ...(ca ? { ca } : {}), ...(cert && key ? { cert, key } : {}) }),
        ...(serverName ? { servername: serverName } : {}),
      },
    });
    return { ...access, agent };
  }

  return {
    async get(target: KubeTarget): Promise<Session> {
      const key = keyOf(target);
      const known = held.get(key);
      if (known && options.clock.now() - known.at < options.holdMs) {
        held.delete(key);
        held.set(key, known);
        return known.session;
      }
      drop(key);
      const entry: Held = { session: open(target), at: options.clock.now() };
      held.set(key, entry);
      const [oldest] = held.keys();
      if (held.size > options.most && oldest !== undefined) drop(oldest);
      try {
        return await entry.session;
      } catch (error) {
        if (held.get(key) === entry) held.delete(key);
        throw error;
      }
    },

    /** Forgets a credential that the API server refused, unless a newer one has taken its place. */
    async refuse(target: KubeTarget, session: Session): Promise<void> {
      const key = keyOf(target);
      if ((await held.get(key)?.session.catch(() => undefined)) === session) drop(key);
    },

    /** Forgets a credential that leads nowhere: the cluster may have been made anew, with another API server. */
    doubt(target: KubeTarget): void {
      const key = keyOf(target);
      const known = held.get(key);
      if (known && options.clock.now() - known.at >= doubtMs) drop(key);
    },

    /** Cuts off whatever is still in flight. */
    async close(): Promise<void> {
      for (const { session } of held.values()) session.then(({ agent }) => agent.destroy()).catch(() => undefined);
      held.clear();
    },
  };
}

/** A cluster made again under its old name is another one. */
function keyOf({ account, subscriptionId, group, name, clusterId }: KubeTarget): string {
  return JSON.stringify([account, subscriptionId, group, name, clusterId]);
}
