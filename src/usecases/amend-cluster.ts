import { type Amendment, assertAllowed, type Cluster, layOver } from '../model/cluster.ts';
import { mergePatch } from '../model/merge-patch.ts';
import type { ClusterChange } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { JobStore, StoredCluster } from '../ports.ts';
import { echoFaults } from '../provisioning/rules/names.ts';
import { decideAnew } from './accept-job.ts';
import type { JobUseCaseDeps } from './deps.ts';
import { assertUnchanged, findCluster } from './find-cluster.ts';

type Patch = ClusterChange['labels'];
type Deps = Pick<JobUseCaseDeps, 'clock' | 'log'> & { store: Pick<JobStore, 'cluster' | 'amend'> };

/**
 * Changes what does not concern Azure: deletion protection, labels, metadata. Jobs carry the labels and metadata that
 * were there when they were accepted.
 */
export function amendCluster(deps: Deps) {
  return async (
    principal: Principal,
    clusterId: string,
    changes: ClusterChange,
    ifVersion?: number,
  ): Promise<StoredCluster> => {
    const { amended } = await decideAnew(async () => {
      const stored = await findCluster(deps, principal, clusterId);
      const { cluster, version } = stored;
      assertUnchanged(stored, ifVersion);
      assertAllowed(cluster.state, 'amend');
      const amendment = merged(cluster, changes, new Date(deps.clock.now()).toISOString());
      assertNotTooMuch(amendment);
      if (!(await deps.store.amend(clusterId, version, amendment))) return { type: 'stale' };
      return { type: 'amended', amended: { cluster: layOver(cluster, amendment), version: version + 1 } };
    });
    const fields = { cluster: clusterId, tenant: principal.tenant, by: principal.id, changed: Object.keys(changes) };
    deps.log.info(fields, 'cluster amended');
    return amended;
  };
}

/** @throws ProblemError `validation-failed` */
function assertNotTooMuch(amendment: Amendment): void {
  const errors = echoFaults(amendment);
  const detail = errors.map((error) => error.detail).join(' ');
  if (errors.length > 0) throw new ProblemError(problem('validation-failed', detail, { errors }));
}

function merged(cluster: Cluster, { deletionProtection, labels, metadata }: ClusterChange, at: string): Amendment {
  return {
    deletionProtection: deletionProtection ?? cluster.deletionProtection ?? false,
    labels: patched(cluster.labels, labels),
    metadata: patched(cluster.metadata, metadata),
    at,
  };
}

/** A patch of labels or metadata leaves texts alone: the schema lets it set texts and take away. */
function patched(map: Record<string, string>, patch: Patch): Record<string, string> {
  return patch === null ? {} : (mergePatch(map, patch ?? {}) as Record<string, string>);
}
