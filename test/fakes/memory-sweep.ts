import type { WakeUp } from '../../src/ports.ts';

/** What the sweeper goes by: as the fields of a record in Redis. */
export interface SweepRow {
  wake: number;
  /** When the sweeper looks at it again. */
  sweepAt: number;
  /** The wake-up that a sweeper gave last, until somebody claims. */
  swept?: { wake: number; at: number; patience: number } | undefined;
}

/** As the script `overdue` of the real stores: at most `limit` of the rows, each with the number for its new wake-up. */
export function sweepRows(
  rows: Iterable<{ id: string; row: SweepRow; held: boolean }>,
  now: number,
  graceMs: number,
  limit: number,
): WakeUp[] {
  const found: WakeUp[] = [];
  for (const { id, row, held } of rows) {
    const wake = found.length < limit ? wakeNumber(row, held, now, graceMs) : undefined;
    if (wake !== undefined) found.push({ id, wake });
  }
  return found;
}

function wakeNumber(row: SweepRow, held: boolean, now: number, graceMs: number): number | undefined {
  const known = row.swept?.wake === row.wake ? row.swept : undefined;
  if (row.sweepAt > now - graceMs && (known || !held || row.sweepAt > now)) return undefined;
  row.sweepAt = now;
  if (known && now - known.at < known.patience) return row.wake;
  if (known || held) row.wake += 1;
  row.swept = { wake: row.wake, at: now, patience: known ? known.patience * 2 : graceMs };
  return row.wake;
}
