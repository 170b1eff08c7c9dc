import { makeId, shardOfTenant } from '../../src/model/id.ts';
import type { Clock, Ids, Log } from '../../src/ports.ts';

/** A clock that moves only when it is told to. */
export interface FakeClock extends Clock {
  advanceTo(time: number): void;
  advance(ms: number): void;
}

/** Ahead of the real clock, so that what a real Redis is told to expire by this clock stays. */
export const fakeEpoch = Date.UTC(2040, 0, 1);

export function createFakeClock(start = fakeEpoch): FakeClock {
  let time = start;
  const ticks = new Set<{ at: number; every: number; tick: () => void }>();
  function advanceTo(target: number) {
    for (;;) {
      const next = [...ticks].filter((each) => each.at <= target).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      time = Math.max(time, next.at);
      next.at += next.every;
      next.tick();
    }
    time = Math.max(time, target);
  }
  return {
    now: () => time,
    every(intervalMs, tick) {
      const entry = { at: time + intervalMs, every: intervalMs, tick };
      ticks.add(entry);
      return () => ticks.delete(entry);
    },
    advanceTo,
    advance: (ms) => advanceTo(time + ms),
  };
}

/** Ids that count: the same in every run. */
export function createFakeIds(): Ids {
  let count = 0;
  return {
    next(prefix, tenant) {
      count += 1;
      // As a UUID of version 7 begins with the time.
      const uuid = `${fakeEpoch.toString(16).padStart(12, '0')}${count.toString(16).padStart(19, '0')}`;
      return makeId(prefix, uuid, shardOfTenant(tenant));
    },
    random: () => 0.5,
    secret: (bytes) => Buffer.alloc(bytes, 7),
  };
}

export interface RecordedLog extends Log {
  lines: { level: 'info' | 'warn' | 'error'; fields: object; message: string }[];
}

export function createRecordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const at = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
