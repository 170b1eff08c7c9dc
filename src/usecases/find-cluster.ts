import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { JobStore, StoredCluster } from '../ports.ts';

/** @throws ProblemError `not-found` */
export async function findCluster(
  { store }: { store: Pick<JobStore, 'cluster'> },
  { tenant }: Principal,
  clusterId: string,
): Promise<StoredCluster> {
  const stored = await store.cluster(tenant, clusterId);
  if (!stored) throw new ProblemError(problem('not-found', 'There is no such cluster.'));
  return stored;
}

/** @throws ProblemError `precondition-failed` if the caller names another version than this */
export function assertUnchanged({ version }: StoredCluster, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return;
  throw new ProblemError(problem('precondition-failed', 'The cluster has changed since you read it.'));
}
