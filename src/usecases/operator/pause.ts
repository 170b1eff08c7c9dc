import type { Pause, PauseOrder } from '../../model/pause.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Clock, Ids, Log, PauseStore } from '../../ports.ts';
import { audit } from './audit.ts';

export interface PauseDeps {
  pauses: Pick<PauseStore, 'add'>;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'next'>;
  log: Log;
}

/** Most pauses in force at once: each is held against every order and every attempt. */
const maxPauses = 100;

/** Stops the acceptance of orders, or the work on jobs, that fit; in force until it is taken back. */
export function pause({ pauses, clock, ids, log }: PauseDeps) {
  return async (by: string, { what, match = {}, message }: PauseOrder): Promise<Pause> => {
    const id = ids.next('pau', '');
    const made: Pause = { id, what, match, message, by, createdAt: new Date(clock.now()).toISOString() };
    if (!(await pauses.add(made, maxPauses))) {
      throw new ProblemError(problem('limit-reached', `There are ${maxPauses} pauses in force; take one back first.`));
    }
    audit(log, 'pause', by, { pause: id, what, match, message });
    return made;
  };
}
