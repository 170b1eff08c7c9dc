import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, type JobView, orderOf } from './client.ts';

const betweenTriesMs = 100;

/** A caller who must not lose an order: each has an Idempotency-Key, and is sent until it is answered with 202. */
export interface InsistentCaller {
  /** Sends one order as often as it takes. */
  order(name: string): Promise<JobView>;
  /** Sends many, `callers` at a time, each caller at most one every `paceMs`. */
  orders(names: string[], callers: number, paceMs?: number): Promise<JobView[]>;
  /** When each 202 came, on the clock of `performance`. */
  accepted: number[];
  /** How many were answered with 503. */
  refusals: number;
  /** The longest that an answer, good or bad, took. */
  slowestMs: number;
}

export function createInsistentCaller(client: Pick<Client, 'ask'>): InsistentCaller {
  const caller: InsistentCaller = {
    accepted: [],
    refusals: 0,
    slowestMs: 0,
    async order(name) {
      for (;;) {
        const asking = { body: orderOf(name), headers: { 'idempotency-key': name } };
        const begun = performance.now();
        const answer = await client.ask<JobView>('POST', '/v1/clusters', asking);
        caller.slowestMs = Math.max(caller.slowestMs, performance.now() - begun);
        if (answer.status === 202) {
          caller.accepted.push(performance.now());
          return answer.body;
        }
        assert.equal(answer.status, 503, `neither accepted nor put off: ${JSON.stringify(answer.body)}`);
        caller.refusals += 1;
        await pause(betweenTriesMs);
      }
    },
    async orders(names, callers, paceMs = 0) {
      const jobs: JobView[] = [];
      const left = names.values();
      await Promise.all(
        Array.from({ length: callers }, async () => {
          for (const name of left) {
            jobs.push(await caller.order(name));
            if (paceMs > 0) await pause(paceMs);
          }
        }),
      );
      return jobs;
    },
  };
  return caller;
}

/** The longest time without one of these moments. */
export function longestGap(moments: number[]): number {
  const ordered = moments.toSorted((a, b) => a - b);
  return Math.max(0, ...ordered.slice(1).map((moment, index) => moment - (ordered[index] ?? moment)));
}
