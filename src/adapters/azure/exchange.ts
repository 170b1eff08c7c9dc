import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

/** What an answer of ARM said beside its result: the SDK keeps too little of it (error details are lost). */
export interface Exchange {
  status: number;
  requestId?: string;
  correlationId?: string;
  retryAfterMs?: number;
  /** The parsed body; the text if it is no JSON. */
  body: unknown;
  header(name: string): string | undefined;
}

/** Keeps the last answer of the call in hand. Each call has a box of its own, so concurrent calls share nothing. */
export function createTap(now: () => number) {
  const boxes = new AsyncLocalStorage<{ last?: Exchange }>();
  const policy: PipelinePolicy = {
    name: 'slipwayTapPolicy',
    async sendRequest(request, next) {
      const response = await next(request);
      const box = boxes.getStore();
      if (box) box.last = exchangeOf(response, now());
      return response;
    },
  };
  return {
    policy,
    /** Runs `call` and tells what the last answer to it was, whether it returned or threw. */
    async run<T>(call: () => Promise<T>): Promise<{ last?: Exchange } & ({ value: T } | { error: unknown })> {
      const box: { last?: Exchange } = {};
      return boxes.run(box, async () => {
        try {
          return { value: await call(), ...box };
        } catch (error) {
          return { error, ...box };
        }
      });
    },
  };
}

function exchangeOf(response: PipelineResponse, now: number): Exchange {
  const header = (name: string) => response.headers.get(name);
  const requestId = header('x-ms-request-id');
  const correlationId = header('x-ms-correlation-request-id');
  const wait = retryAfter(header('retry-after-ms') ?? header('x-ms-retry-after-ms'), header('retry-after'), now);
  return {
    status: response.status,
    ...(requestId ? { requestId } : {}),
    ...(correlationId ? { correlationId } : {}),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    body: parse(response.bodyAsText),
    header,
  };
}

/** `Retry-After` in milliseconds: it comes in seconds or as an HTTP date. */
export function retryAfter(ms: string | undefined, value: string | undefined, now: number): number | undefined {
  if (ms && /^\d+$/.test(ms)) return Number(ms);
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function parse(text: string | null | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
