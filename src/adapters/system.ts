import { randomBytes } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
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

/**
 * Trusts more certificate authorities, for the whole process. Given to each connection instead they would be parsed for
 * each, together with all of Node's own: measured at 100 MB and a fifth of the time for a hundred orders.
 */
export function trustAlso(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}

/** Ends a command without a word when whoever reads its output has seen enough, as `| head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
