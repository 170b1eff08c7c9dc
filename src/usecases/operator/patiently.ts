import { ProblemError, problem } from '../../model/problem.ts';
import type { Arm, ArmScope, Budgets, Clock } from '../../ports.ts';

export interface AzureDeps {
  arm: Pick<Arm, 'clusters' | 'taggedGroups' | 'cluster' | 'resourceGroup'>;
  budgets: Budgets;
  clock: Clock;
}

/** How long to wait where Azure does not say, and how often a read is repeated that may succeed. */
const throttledMs = 30_000;
const pauseMs = 2_000;
const tries = 4;

/**
 * Asks Azure one thing, within the budget that all share. A 429 is waited out; what may pass is asked again.
 * @param until when patience ends, in milliseconds since the epoch
 */
export async function patiently<T>(
  { budgets, clock }: AzureDeps,
  scope: ArmScope,
  until: number,
  ask: () => Promise<T>,
): Promise<T> {
  async function wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    if (clock.now() + ms > until) {
      throw new ProblemError(problem('azure-throttled', `Azure has to be left alone for ${Math.ceil(ms / 1_000)} s.`), {
        retryAfterMs: ms,
      });
    }
    await new Promise<void>((resolve) => {
      const stop = clock.every(ms, () => {
        stop();
        resolve();
      });
    });
  }

  for (let count = 1; ; ) {
    await wait(await budgets.reserve(scope, 'reads'));
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.problem.code === 'azure-throttled') {
        await wait(Math.max(pauseMs, error.retryAfterMs ?? throttledMs));
        continue;
      }
      if (error.problem.retryable !== 'now' || count >= tries) throw error;
      await wait(error.retryAfterMs ?? pauseMs * count);
      count += 1;
    }
  }
}
