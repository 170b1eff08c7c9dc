import { type Swept, sweep } from '../engine/sweep.ts';
import { type Base, clock, inMs } from './base.ts';

/**
 * Every worker looks for what is overdue, when it starts and from time to time; the doors see to it that two of them do
 * not wake the same thing. The function returned ends that, and the search in hand.
 */
export function startSweeping({ config, store, webhooks, wakeUps, log }: Base): () => Promise<void> {
  const everyMs = inMs(config.env.SLIPWAY_SWEEP_SECONDS);
  const kinds: Swept[] = [
    { name: 'jobs', find: (...where) => store.overdue(...where), wake: (...whom) => wakeUps.job(...whom) },
    {
      name: 'events',
      find: (...where) => webhooks.overdueEvents(...where),
      wake: (id, wake) => wakeUps.event(id, wake),
    },
    {
      name: 'deliveries',
      find: (...where) => webhooks.overdueDeliveries(...where),
      wake: (...whom) => wakeUps.delivery(...whom),
    },
  ];
  const look = sweep({ clock, log, graceMs: everyMs, pageSize: 200 }, kinds);
  let inHand: Promise<void> | undefined;
  const tick = () => {
    inHand ??= look().finally(() => {
      inHand = undefined;
    });
  };
  tick();
  const stop = clock.every(everyMs, tick);
  return async () => {
    stop();
    await inHand;
  };
}
