import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './client.ts';
import type { Token, TokenSource } from './settings.ts';

/** Keeps a client, its copies and the nodes behind it logged in. */
export interface Login {
  keep<Client extends RedisClient>(client: Client): Client;
}

/** Redis of Azure wants the next token three minutes before the last one ends. */
const aheadMs = 3 * 60_000;

/**
 * Half of the time in which a new token must come, so that failures are repeated ever sooner. Entra's own cache hands out
 * the old token until five minutes before its end.
 */
export function pauseBefore(expiresAt: number, now: number): number {
  return Math.max((expiresAt - aheadMs - now) / 2, 2_000);
}

/**
 * Logs in with tokens. The server closes a connection when the token expires that opened it, unless a newer one came by
 * AUTH; ioredis can do neither (redis/ioredis#2022). The first client kept is the one whose end ends the renewals.
 */
export function createLogin(username: string, source: TokenSource, onError: (error: Error) => void): Login {
  const clients = new Set<Redis>();
  let known: Token = { token: '', expiresAt: 0 };
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const first = Promise.withResolvers<void>();

  function give(client: Redis): void {
    // For the next connection.
    Object.assign(client.options, { username, password: known.token });
    // For this one.
    if (client.status === 'ready') client.auth(username, known.token).catch(onError);
  }

  async function renew(): Promise<void> {
    try {
      const next = await source();
      if (closed) return;
      const changed = next.token !== known.token;
      known = next;
      if (changed) for (const client of clients) give(client);
      first.resolve();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
    if (closed) return;
    timer = setTimeout(() => void renew(), pauseBefore(known.expiresAt, Date.now()));
    timer.unref();
  }

  /** Called for every attempt to connect. */
  function join(client: Redis): void {
    give(client);
    if (clients.has(client)) return;
    clients.add(client);
    client.once('end', () => clients.delete(client));
  }

  /** No connection is opened before there is a token; each gets the newest. */
  function keep<Client extends RedisClient>(client: Client): Client {
    const connect = client.connect.bind(client);
    let connecting: Promise<void> | undefined;
    const connectWithToken = async () => {
      await first.promise;
      if (!(client instanceof Cluster)) join(client);
      await connect();
    };
    // Whoever asks meanwhile waits for the same: ioredis refuses a second attempt.
    client.connect = () => {
      connecting ??= connectWithToken().finally(() => {
        connecting = undefined;
      });
      return connecting;
    };
    if (client instanceof Cluster) client.on('+node', join);
    // ioredis notes the database with each command that it queues, and knows it only since its first attempt to connect.
    else client.condition ??= { select: client.options.db ?? 0, subscriber: false } as Redis['condition'];
    const copy = client.duplicate.bind(client) as (...args: unknown[]) => Client;
    client.duplicate = ((...args: unknown[]) => keep(copy(...args))) as typeof client.duplicate;
    return client;
  }

  return {
    keep(client) {
      client.once('end', () => {
        closed = true;
        clearTimeout(timer);
      });
      void renew();
      keep(client)
        .connect()
        .catch(() => {}); // told by the event `error`
      return client;
    },
  };
}
