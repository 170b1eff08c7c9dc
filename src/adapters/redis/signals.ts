import type { Signals } from '../../model/job.ts';

/** Reads the two signal fields as Redis holds them. */
export function readSignals(cancel: unknown, supersede: unknown): Signals {
  return {
    ...(cancel ? { cancel: JSON.parse(String(cancel)) } : {}),
    ...(supersede ? { supersede: JSON.parse(String(supersede)) } : {}),
  };
}
