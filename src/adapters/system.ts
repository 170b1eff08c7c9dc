import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { makeId, shardOfTenant } from '../model/id.ts';
import type { Clock, Ids } from '../ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every(intervalMs, tick) {
    const timer = setInterval(tick, intervalMs);
    return () => clearInterval(timer);
  },
};

/** Ids that sort by time, and chance. */
export const systemIds: Ids = {
  next: (prefix, tenant) => makeId(prefix, uuidv7(), shardOfTenant(tenant)),
  random: () => Math.random(),
  secret: (bytes) => randomBytes(bytes),
};
