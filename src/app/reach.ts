import { type Base, clock } from './base.ts';

/** How often a worker says what it reaches of private clusters, and for how long its word holds. */
const everyMs = 15_000;
const holdsMs = 60_000;

/** Publishes what this worker reaches, now and from time to time; the function returned ends that. */
export function publishReach({ config, reach, log }: Base): () => void {
  if (config.privateReach.length === 0) return () => undefined;
  const publish = () =>
    void reach.publish(config.privateReach, holdsMs).catch((err: unknown) => log.warn({ err }, 'reach not published'));
  publish();
  return clock.every(everyMs, publish);
}
