import { chaosOptions } from '../options.ts';

/** A run for `npm test`: half a minute, and everything of a long one at least once. */
export const shortRun = chaosOptions({
  seed: 2,
  orders: 20,
  minutes: 0.25,
  cilium: 0.4,
  leaseSeconds: 2,
  sweepSeconds: 1,
  drainSeconds: 90,
});
