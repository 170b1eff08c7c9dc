import { isOurs } from '../target.ts';
import type { CheckContext, Verdict } from './check.ts';
import { notApplicable } from './check.ts';

/**
 * The verdict of what asks whether there is room for the cluster, once it stands: a job before this one has begun to make
 * it, and what it takes is counted already.
 */
export async function ifBegun({ facts, cluster, instance }: CheckContext): Promise<Verdict | undefined> {
  const seen = await facts.cluster();
  return seen && isOurs(seen.tags, cluster, instance)
    ? notApplicable('The cluster of this order stands already, and is counted.')
    : undefined;
}
