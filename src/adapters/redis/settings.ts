export interface Address {
  host: string;
  port: number;
}

/** A password that ends: `expiresAt` in milliseconds since 1970. */
export interface Token {
  token: string;
  expiresAt: number;
}

/** Answers with the newest token there is, which may be the one it gave before. */
export type TokenSource = () => Promise<Token>;

/** Where Redis or Valkey is, and how to get in. */
export interface RedisSettings {
  topology:
    | { kind: 'single'; url: string }
    | {
        kind: 'sentinel';
        sentinels: Address[];
        /** Under which the Sentinels know the group of servers. */
        master: string;
        username?: string;
        password?: string;
        /** Towards the Sentinels themselves. */
        tls?: boolean;
      }
    | { kind: 'cluster'; nodes: Address[] };
  username?: string;
  password?: string;
  /** Logs in with tokens that are renewed, in place of a password. */
  token?: TokenSource;
  /** Towards the servers, where the URL does not say it. */
  tls?: boolean;
  /** PEM of the only authorities that may have signed the servers' certificates; Node's own when absent. */
  caPem?: string;
  /** The name that certificates must bear, where it is not the host that was dialled. */
  tlsServerName?: string;
}
