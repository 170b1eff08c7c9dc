import { assertAllowed, type Cluster } from '../model/cluster.ts';
import type { CniOrder } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { StoredJob } from '../ports.ts';
import { acceptJob, decideAnew, findReplay, newJob, replayOrRefuse } from './accept-job.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';
import { assertUnchanged, findCluster } from './find-cluster.ts';
import { assertOpen } from './intake.ts';

/**
 * Accepts a change of a cluster's CNI: its first one if it awaits one, another version or other values of the one it has,
 * or the same once more, which repairs it. The cluster's record changes when the job begins to act, not here.
 */
export function changeCni(deps: JobUseCaseDeps) {
  return async (
    principal: Principal,
    clusterId: string,
    wanted: CniOrder,
    options: RequestOptions & { ifVersion?: number | undefined } = {},
  ): Promise<{ job: StoredJob; replayed: boolean }> => {
    const replay = await findReplay(deps, principal.tenant, options);
    if (replay) return { job: replay, replayed: true };
    const cni = deps.resolveCni(wanted);
    const decide = async () => {
      assertOpen(deps.intake);
      const stored = await findCluster(deps, principal, clusterId);
      const { cluster, version } = stored;
      assertUnchanged(stored, options.ifVersion);
      // Whatever else is at work is named; a delete is nothing to wait for.
      if (cluster.state !== 'Deleting') assertIdle(deps, cluster);
      assertAllowed(cluster.state, 'change-cni');
      assertInPlace(cluster, cni);
      const { traceparent } = options;
      const record = newJob(deps, principal, 'cluster.change-cni', cluster, {
        input: { clusterId, cni },
        cni,
        traceparent,
      });
      const owned = { ...cluster, lastJob: record.job.id, updatedAt: record.job.createdAt };
      return acceptJob(deps, record, owned, version, options);
    };
    return replayOrRefuse(deps, principal.tenant, options, () => decideAnew(decide));
  };
}

/** @throws ProblemError `operation-in-progress`, naming the job */
function assertIdle({ publicUrl }: JobUseCaseDeps, { activeJob }: Cluster): void {
  if (!activeJob) return;
  throw new ProblemError(problem('operation-in-progress', `Job ${activeJob} is at work on the cluster.`), {
    members: { activeJob: `${publicUrl}/v1/jobs/${activeJob}` },
    retryAfterMs: 10_000,
  });
}

/**
 * A cluster that has a CNI keeps it: two cannot run side by side, and taking one away takes the network from every pod.
 * @throws ProblemError `cni-migration-refused`
 */
function assertInPlace({ state, order }: Cluster, { plugin }: CniOrder): void {
  const { plugin: present } = order.cni;
  if (state === 'AwaitingCni' || plugin === present) return;
  const detail =
    present === 'external'
      ? `You installed the CNI of this cluster; Slipway does not install ${plugin} over it.`
      : `This cluster runs ${present}, and cannot be moved to ${plugin === 'external' ? 'one of your own' : plugin} in place.`;
  throw new ProblemError(
    problem('cni-migration-refused', detail, {
      errors: [{ pointer: '/plugin', code: 'cni-migration-refused', detail }],
    }),
  );
}
