import type { ReplyError } from '../../http/reply.ts';
import { armError } from '../errors.ts';

export interface Excess {
  /** Of Compute's policies: `HighCostGet`. */
  policy: string;
  /** When it was measured, in milliseconds since the epoch. */
  from: number;
  to: number;
  allowed: number;
  measured: number;
}

/** Compute's 429: the figures are JSON in a text (support article on throttling errors). */
export function tooManyComputeCalls(excess: Excess, headers: Record<string, string> = {}): ReplyError {
  const figures = {
    operationGroup: excess.policy,
    startTime: new Date(excess.from).toISOString(),
    endTime: new Date(excess.to).toISOString(),
    allowedRequestCount: excess.allowed,
    measuredRequestCount: excess.measured,
  };
  return armError(
    429,
    'OperationNotAllowed',
    'The server rejected the request because too many requests have been received for this subscription.',
    { headers, details: [{ code: 'TooManyRequests', target: excess.policy, message: JSON.stringify(figures) }] },
  );
}
