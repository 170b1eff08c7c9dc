import type { DeliveryAttempt } from '../model/delivery.ts';
import type { Sent } from '../ports.ts';
import { retryAfterMs } from './schedule.ts';

/** What an answer means for the delivery; `silence` says that the endpoint wants no more, and why. */
export type Verdict =
  | { type: 'delivered'; silence?: string }
  | { type: 'retry'; notBeforeMs: number }
  /** We broke it off ourselves: at once, elsewhere. */
  | { type: 'anew' }
  | { type: 'blocked' }
  | { type: 'gone'; silence: string };

/** Judges what came of an attempt. Only 2xx is success; nearly everything else may pass, so it is tried again. */
export function judge(sent: Sent, now: number): Verdict {
  if (sent.type === 'blocked') return { type: 'blocked' };
  if (sent.type === 'failed' && sent.error === 'interrupted') return { type: 'anew' };
  if (sent.type === 'failed') return { type: 'retry', notBeforeMs: 0 };
  const { status } = sent;
  if (status >= 200 && status < 300) {
    return { type: 'delivered', ...(sent.disable ? { silence: 'unsubscribed' } : {}) };
  }
  if (status === 410) return { type: 'gone', silence: 'gone' };
  const waits = status === 429 || status === 503;
  return { type: 'retry', notBeforeMs: waits ? retryAfterMs(sent.retryAfter, now) : 0 };
}

/** What the delivery log says of an attempt: never why an address was refused. */
export function describe(sent: Sent): Partial<DeliveryAttempt> {
  if (sent.type === 'blocked') return { error: 'blocked' };
  if (sent.type === 'failed') return { error: sent.error };
  const redirects = sent.status >= 300 && sent.status < 400;
  return {
    status: sent.status,
    ...(redirects ? { error: 'redirect_not_followed' } : {}),
    ...(sent.location ? { location: sent.location } : {}),
    ...(sent.body ? { response: sent.body } : {}),
  };
}
