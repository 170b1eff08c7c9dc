/**
 * Exponential back-off with equal jitter: between half of and the whole of `baseMs * 2^(attempt-1)`, at most `capMs`.
 * @param attempt 1 for the wait after the first failure
 * @param random a number in [0, 1), given so that tests can choose it
 */
export function backoffMs(attempt: number, baseMs: number, capMs: number, random: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
