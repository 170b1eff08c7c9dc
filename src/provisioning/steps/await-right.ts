import type { Problem } from '../../model/problem.ts';
import { fail, type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';

/** Every how many looks it is tried once more: AKS takes one create a minute. */
const grantEvery = 3;

interface Progress extends Memo {
  /** When it was first said that a right or an identity is wanting, in milliseconds. */
  deniedAt?: number;
  /** How often it has been said since. */
  denials?: number;
}

/**
 * Comes back for as long as a right may be on its way: what was granted a moment ago is not known everywhere in Azure at
 * once, which Microsoft says takes up to ten minutes. Then nobody has granted it.
 * @param least how many denials it takes at least, however long they took: there may have been no worker for a while
 */
export function awaitRight(
  { intervals }: Pick<ProvisioningDeps, 'intervals'>,
  { memo, now }: Pick<StepContext, 'memo' | 'now'>,
  denied: Problem,
  least = 3,
): Outcome {
  const { deniedAt = now, denials = 0 }: Progress = memo;
  if (now - deniedAt >= intervals.patienceMs && denials + 1 >= least) return fail(denied);
  const message = `${denied.azure?.code ?? denied.title}: a right may still be on its way, trying again.`;
  return snooze(intervals.armMs * grantEvery, message, { ...memo, deniedAt, denials: denials + 1 });
}
