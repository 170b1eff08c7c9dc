import type { Log } from '../../ports.ts';

/** One line of the log for every act of an operator: who, what, and why. */
export function audit(log: Log, act: string, by: string, what: object): void {
  log.info({ act, by, ...what }, 'operator act');
}
