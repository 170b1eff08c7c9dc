import { isIP } from 'node:net';
import { buildConnector, Client, type Dispatcher } from 'undici';
import type { Sent, WebhookSender } from '../../ports.ts';
import { type AddressPolicy, bareHost, type Verdict } from './address-policy.ts';
import { errorClass, isTimeout } from './error-class.ts';

export interface HttpSenderOptions {
  policy: AddressPolicy;
  timeouts?: Partial<Timeouts>;
}

interface Timeouts {
  connectMs: number;
  headersMs: number;
  /** From the first look at the name to the last byte. */
  totalMs: number;
}

const usualTimeouts: Timeouts = { connectMs: 5_000, headersMs: 10_000, totalMs: 15_000 };
const bodyLimit = 16 * 1024;

type Allowed = Extract<Verdict, { type: 'allowed' }>;

/**
 * Sends webhooks over HTTP/1.1. Each goes over a connection of its own to an address that was just checked; redirects are
 * not followed, and the proxy variables of the environment mean nothing here.
 */
export function createHttpSender({ policy, timeouts }: HttpSenderOptions): WebhookSender {
  const limits = { ...usualTimeouts, ...timeouts };

  return {
    async send(request, stopping) {
      const late = AbortSignal.timeout(limits.totalMs);
      const signal = stopping ? AbortSignal.any([late, stopping]) : late;
      try {
        const verdict = await before(signal, policy.check(request.url));
        if (verdict.type === 'refused') return { type: 'blocked', reason: verdict.reason };
        if (verdict.type === 'unresolved') return { type: 'failed', error: 'dns_error', detail: verdict.reason };
        return await exchange(verdict, request, signal);
      } catch (error) {
        return stopping?.aborted ? { type: 'failed', error: 'interrupted' } : failure(error);
      }
    },

    async refusal(url) {
      try {
        const verdict = await before(AbortSignal.timeout(limits.connectMs), policy.check(url));
        return verdict.type === 'allowed' ? undefined : verdict.reason;
      } catch (error) {
        if (isTimeout(error)) return 'the name was not resolved in time';
        throw error;
      }
    },
  };

  async function exchange(
    verdict: Allowed,
    { headers, body }: { headers: Record<string, string>; body: string },
    signal: AbortSignal,
  ): Promise<Sent> {
    const { url } = verdict;
    const client = new Client(url.origin, { connect: connector(verdict), headersTimeout: limits.headersMs });
    try {
      const path = url.pathname + url.search;
      return await read(await client.request({ method: 'POST', path, headers, body, signal }));
    } finally {
      await client.destroy();
    }
  }

  /** Dials the checked addresses, one after the other, and nothing else; name and certificate stay those of the host. */
  function connector({ url, addresses, wall }: Allowed): buildConnector.connector {
    const settings = { timeout: limits.connectMs, allowH2: false, blockList: wall };
    const dial = buildConnector(settings);
    const host = bareHost(url);
    const servername = isIP(host) ? {} : { servername: host };
    return (options, callback) => {
      const next = (index: number) => {
        const hostname = addresses[index] ?? host;
        dial({ ...options, hostname, ...servername }, (...result) => {
          if (result[0] && index + 1 < addresses.length) next(index + 1);
          else callback(...result);
        });
      };
      next(0);
    };
  }
}

/** Settles with `work`, or fails when time is up: a resolver cannot be interrupted. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const expire = () => reject(signal.reason);
  signal.addEventListener('abort', expire, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', expire);
  }
}

async function read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Sent> {
  const retryAfter = text(headers['retry-after']);
  const location = text(headers['location']);
  return {
    type: 'answered',
    status: statusCode,
    ...(retryAfter ? { retryAfter } : {}),
    ...(location ? { location: location.slice(0, 2048) } : {}),
    ...(text(headers['webhook-delivery']) === 'disable' ? { disable: true } : {}),
    body: await beginning(body),
  };
}

/** The first 16 KiB of an answer. Its status is already known, so that a body cut short changes nothing. */
async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bodyLimit) break;
    }
  } catch {
    // What has come is kept.
  }
  // `stream` drops a character that the limit cut in two.
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, bodyLimit), { stream: size > bodyLimit });
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function failure(error: unknown): Sent {
  const detail = error instanceof Error ? error.message : String(error);
  const kind = errorClass(error);
  return kind === 'blocked' ? { type: 'blocked', reason: detail } : { type: 'failed', error: kind, detail };
}
