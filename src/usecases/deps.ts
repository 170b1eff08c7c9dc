import type { CniOrder } from '../model/order.ts';
import type { Clock, FactCache, Ids, Intake, JobStore, Log, PauseStore, WakeUps } from '../ports.ts';

/** An Azure account as far as the core needs to know it: what it is called and where it may act. */
export interface AccountAccess {
  name: string;
  subscriptions: readonly string[];
}

/** What the use cases on clusters and jobs act through. */
export interface JobUseCaseDeps {
  store: JobStore;
  wakeUps: WakeUps;
  clock: Clock;
  ids: Ids;
  log: Log;
  publicUrl: string;
  intake: Intake;
  pauses: Pick<PauseStore, 'all'>;
  /** What regions are known to offer, so that an order hears at once of a version that is not. */
  factCache: Pick<FactCache, 'known'>;
  /** The accounts open to a tenant; the first is its default. */
  accountsOf(tenant: string): readonly AccountAccess[];
  /** The caller's choice of CNI with what it left open said out loud: version and digest. */
  resolveCni(cni: CniOrder): CniOrder;
  /** How long an idempotency key is remembered, in milliseconds. */
  idempotencyMs: number;
}

/** Whose request it is, so that the same one sent twice makes one job. */
export interface Idempotency {
  /** Hash of tenant, principal, method, route and the caller's key. */
  key: string;
  /** Hash of the body before defaults. */
  fingerprint: string;
}

export interface RequestOptions {
  idempotency?: Idempotency | undefined;
  traceparent?: string | undefined;
}
