import type { IdPrefix } from '../model/id.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `tick` every `intervalMs` until the function returned is called. */
  every(intervalMs: number, tick: () => void): () => void;
}

export interface Ids {
  /** A new id on the tenant's shard. */
  next(prefix: IdPrefix, tenant: string): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** Unguessable bytes, for a webhook secret. */
  secret(bytes: number): Buffer;
}

/** How a worker that was told to end comes to its end: in two stages, some seconds apart. */
export interface Stopping {
  /** From here on nothing more is begun. */
  readonly asked: AbortSignal;
  /** From here on nothing is waited for: what is still in hand is put down. */
  readonly over: AbortSignal;
}

/** A line of the log; `fields` carry job, cluster, tenant, step. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
