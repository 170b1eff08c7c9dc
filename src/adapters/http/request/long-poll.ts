import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../../ports.ts';

/** Seconds that `Prefer: wait=n` (RFC 7240) asks for, at most `cap`; other preferences are ignored. */
export function preferredWait(request: FastifyRequest, cap: number): number {
  const wait = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(String(request.headers['prefer'] ?? ''))?.[1];
  return Math.min(Number(wait ?? 0), cap);
}

/**
 * Looks again and again until `enough` says so, the time is up or `stop` is aborted.
 * @returns the last look
 */
export async function lookUntil<T>(
  look: () => Promise<T>,
  enough: (seen: T) => boolean,
  options: { waitMs: number; intervalMs: number; clock: Clock; stop: AbortSignal },
): Promise<T> {
  let seen = await look();
  const deadline = options.clock.now() + options.waitMs;
  while (!enough(seen) && options.clock.now() < deadline && !options.stop.aborted) {
    await tick(options.clock, Math.min(options.intervalMs, deadline - options.clock.now()), options.stop);
    seen = await look();
  }
  return seen;
}

function tick(clock: Clock, ms: number, stop: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const cease = clock.every(ms, wake);
  stop.addEventListener('abort', wake);
  return promise.finally(() => {
    cease();
    stop.removeEventListener('abort', wake);
  });
}
