import { ProblemError, problem } from '../model/problem.ts';
import type { Intake } from '../ports.ts';

/** Long enough for running jobs to end and be forgotten, short enough for a caller to notice more memory. */
const fullRetryMs = 30_000;

/**
 * Lets new work in, or not. A repeated request is answered before this is asked: it needs no room.
 * @throws ProblemError `store-full`, or `dependency-unavailable` if the store might lose the order
 */
export function assertOpen(intake: Intake): void {
  switch (intake.state()) {
    case 'open':
      return;
    case 'full':
      throw new ProblemError(problem('store-full', 'Redis is nearly full: new orders are refused, all else goes on.'), {
        retryAfterMs: fullRetryMs,
      });
    case 'unfit':
      throw new ProblemError(problem('dependency-unavailable', 'Redis is not set up to keep what it is given.'), {
        retryAfterMs: fullRetryMs,
      });
  }
}
