import { ProblemError, problem } from '../../model/problem.ts';
import type { Log, PauseStore } from '../../ports.ts';
import { audit } from './audit.ts';

/** Takes a pause back. What it held goes on within seconds by itself. */
export function resume({ pauses, log }: { pauses: Pick<PauseStore, 'remove'>; log: Log }) {
  return async (by: string, id: string): Promise<void> => {
    if (!(await pauses.remove(id))) throw new ProblemError(problem('not-found', 'There is no such pause in force.'));
    audit(log, 'resume', by, { pause: id });
  };
}
