import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, createClient } from '../e2e/client.ts';
import type { Book } from './ledger.ts';
import type { Tenant } from './tenants.ts';

/** Longer than an answer takes, be it a 503; an API that was killed or frozen gives none. */
const patienceMs = 4_000;
const restMs = 250;

export interface Caller {
  /** Asks until there is an answer that is one, whichever API gives it; `undefined` when the run is over before. */
  insist<Body>(method: string, path: string, asking?: Insisting): Promise<Answer<Body> | undefined>;
}

interface Insisting {
  body?: object;
  key?: string;
  /** Which API is asked first. */
  api?: number;
}

/** A caller for each tenant. */
export type Callers = Record<Tenant, Caller>;

/** A caller as the documentation wants it: after a 503 or a lost connection it sends the same once more, to another API. */
export function createCaller(urls: string[], apiKey: string, counts: Book['counts'], over: AbortSignal): Caller {
  const clients = urls.map((url) => createClient(url, apiKey));
  return {
    async insist<Body>(method: string, path: string, { body, key, api = 0 }: Insisting = {}) {
      for (let turn = api; !over.aborted; turn += 1) {
        const client = clients[turn % clients.length];
        const headers: Record<string, string> = key ? { 'idempotency-key': key } : {};
        const signal = AbortSignal.any([over, AbortSignal.timeout(patienceMs)]);
        const answer = await client?.ask<Body>(method, path, { body, headers, signal }).catch(() => undefined);
        count(counts.refused, answer);
        if (answer && answer.status !== 503 && answer.status !== 429) return answer;
        if (method !== 'GET') counts.retried += 1;
        await pause(restMs, undefined, { signal: over }).catch(() => {});
      }
      return undefined;
    },
  };
}

function count(refused: Record<string, number>, answer: Answer | undefined): void {
  if (answer && answer.status < 400) return;
  const what = answer ? `${answer.status}` : 'connection lost';
  refused[what] = (refused[what] ?? 0) + 1;
}
