import type { JobView } from '../e2e/client.ts';
import type { OrderPlan } from './script.ts';
import type { Tenant } from './tenants.ts';

/** A job that a caller was promised by a 202. */
export interface Promised {
  jobId: string;
  clusterId: string;
  operation: string;
  /** Name of the order that it belongs to, and whose that is. */
  order: string;
  tenant: Tenant;
  key: string;
}

/** What one caller saw of a job, at one look. */
export interface Sighting {
  jobId: string;
  status: string;
  /** Steps that were over. */
  stepsOver: number;
}

/** What callers were told during the run: the auditor holds the service to it. */
export interface Ledger {
  promised: Promised[];
  /** Every final answer to a keyed request: the job of a 202, or the code of a refusal. */
  answers: { key: string; jobId?: string; refusal?: string }[];
  /** In the order of their arrival, each caller for itself. */
  sightings: Map<string, Sighting[]>;
  /** Jobs whose cancel was acknowledged. */
  canceled: Set<string>;
  counts: { posted: number; accepted: number; refused: Record<string, number>; retried: number };
}

export function createLedger() {
  const ledger: Ledger = {
    promised: [],
    answers: [],
    sightings: new Map(),
    canceled: new Set(),
    counts: { posted: 0, accepted: 0, refused: {}, retried: 0 },
  };
  return {
    ...ledger,
    accepted(key: string, { name, tenant }: OrderPlan, { id, clusterId, operation }: JobView): void {
      ledger.answers.push({ key, jobId: id });
      if (ledger.promised.some(({ jobId }) => jobId === id)) return;
      ledger.promised.push({ jobId: id, clusterId, operation, order: name, tenant, key });
    },
    refused(key: string, code: string): void {
      ledger.answers.push({ key, refusal: code });
    },
    saw(caller: string, { id, status, steps }: JobView): void {
      const over = steps.filter((step) => step.status !== 'NotStarted' && step.status !== 'Running');
      const seen = ledger.sightings.get(caller) ?? [];
      seen.push({ jobId: id, status, stepsOver: over.length });
      ledger.sightings.set(caller, seen);
    },
  };
}

export type Book = ReturnType<typeof createLedger>;
