import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { AzureError } from '../../model/problem.ts';

/** By which Microsoft's support finds a request again. */
export type AzureIds = Pick<AzureError, 'requestId' | 'correlationId' | 'clientRequestId'>;

/** What an answer of ARM said beside its result: the SDK keeps too little of it (error details are lost). */
export interface Exchange {
  status: number;
  ids: AzureIds;
  retryAfterMs?: number;
  /** The parsed body; the text if it is no JSON. */
  body: unknown;
  header(name: string): string | undefined;
}

/** What is known of the call in hand. */
interface Box {
  notAfter: number;
  last?: Exchange;
  /** `x-ms-client-request-id` of the last request: all there is if no answer comes. */
  clientRequestId?: string | undefined;
}

/** Keeps the last answer of the call in hand. Each call has a box of its own, so concurrent calls share nothing. */
export function createTap(now: () => number) {
  const boxes = new AsyncLocalStorage<Box>();
  const policy: PipelinePolicy = {
    name: 'slipwayTapPolicy',
    async sendRequest(request, next) {
      const box = boxes.getStore();
      if (box) box.clientRequestId = clientRequestIdOf(request);
      const response = await next(request);
      if (box) box.last = exchangeOf(response, now());
      return response;
    },
  };
  /**
   * Sends nothing once its time is over. A process that was stopped may find the token, and with it this place, before
   * its timers have told it how long it slept; by then the order may be another worker's.
   */
  const punctual: PipelinePolicy = {
    name: 'slipwayPunctualPolicy',
    async sendRequest(request, next) {
      if (now() > (boxes.getStore()?.notAfter ?? 0)) throw new DOMException('too late to be sent', 'TimeoutError');
      return next(request);
    },
  };
  return {
    policy,
    punctual,
    /** Runs `call` and tells what the last answer to it was, whether it returned or threw. */
    async run<T>(
      notAfter: number,
      call: () => Promise<T>,
    ): Promise<Omit<Box, 'notAfter'> & ({ value: T } | { error: unknown })> {
      const box: Box = { notAfter };
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
  const ids = {
    requestId: header('x-ms-request-id'),
    correlationId: header('x-ms-correlation-request-id'),
    clientRequestId: clientRequestIdOf(response.request),
  };
  const wait = retryAfter(header('retry-after-ms') ?? header('x-ms-retry-after-ms'), header('retry-after'), now);
  return {
    status: response.status,
    ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id)),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    body: parse(response.bodyAsText),
    header,
  };
}

/** Every request gets one from the SDK's pipeline. */
function clientRequestIdOf({ headers }: PipelineRequest): string | undefined {
  return headers.get('x-ms-client-request-id');
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
