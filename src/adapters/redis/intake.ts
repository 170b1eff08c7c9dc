import type { Clock, Intake, Log } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { type DurabilitySettings, faultsOf } from './promise.ts';
import { readInfo } from './server-facts.ts';

export interface IntakeOptions extends DurabilitySettings {
  /** Per cent of maxmemory from which on nothing new is taken. */
  fullPercent: number;
  clock: Clock;
  log: Log;
}

const lookEveryMs = 1_000;

/** Looks at Redis every second, so that no order waits for the look. While Redis does not answer, the last look holds. */
export function watchIntake(redis: RedisClient, options: IntakeOptions): Intake & { close(): void } {
  const { fullPercent, clock, log } = options;
  let state: ReturnType<Intake['state']> = 'open';
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const servers = await readInfo(redis);
      const percent = Math.floor(100 * Math.max(...servers.map(({ fullness }) => fullness)));
      const faults = faultsOf(servers, options);
      const now = faults.length > 0 ? 'unfit' : percent >= fullPercent ? 'full' : 'open';
      if (now === state) return;
      state = now;
      if (now === 'open') log.info({ percent }, 'new orders are taken again');
      else log.warn({ percent, faults, reason: now }, 'new orders are refused');
    } catch {
      // The connection's own listener tells of an outage.
    } finally {
      looking = false;
    }
  }

  void look();
  return { state: () => state, close: clock.every(lookEveryMs, () => void look()) };
}
