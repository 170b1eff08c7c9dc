import type { Order, ResolvedOrder } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { StoredJob } from '../ports.ts';
import { notOffered, resolveVersion } from '../provisioning/versions.ts';
import { acceptJob, findReplay, newJob, replayOrRefuse } from './accept-job.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';
import { draftCluster } from './draft-cluster.ts';
import { assertOpen } from './intake.ts';

/** Accepts an order for a cluster that schema and offline rules have passed. Names and tags are chosen here, once. */
export function requestCluster(deps: JobUseCaseDeps) {
  return async (
    principal: Principal,
    order: Order,
    options: RequestOptions = {},
  ): Promise<{ job: StoredJob; replayed: boolean }> => {
    const replay = await findReplay(deps, principal.tenant, options);
    if (replay) return { job: replay, replayed: true };
    return replayOrRefuse(deps, principal.tenant, options, () => decide(deps, principal, order, options));
  };
}

async function decide(deps: JobUseCaseDeps, principal: Principal, order: Order, options: RequestOptions) {
  assertOpen(deps.intake);
  const cluster = draftCluster(deps, principal, order);
  await resolveKnownVersion(deps, cluster.order);
  const input = { ...order } as Record<string, unknown>;
  const record = newJob(deps, principal, 'cluster.create', cluster, { input, traceparent: options.traceparent });
  cluster.lastJob = record.job.id;
  const acceptance = await acceptJob(deps, record, cluster, 'new', options);
  if (acceptance.type === 'stale') throw new Error('a new cluster cannot be stale');
  return acceptance;
}

/** Resolves the version if the region's list is at hand; else preflight will ask Azure. */
async function resolveKnownVersion({ factCache }: JobUseCaseDeps, order: ResolvedOrder): Promise<void> {
  const { account, subscriptionId, location, kubernetesVersion: wanted } = order;
  const offered = await factCache.known({ account, subscriptionId }, 'versions', location);
  if (!offered) return;
  const version = resolveVersion(offered, wanted);
  if (!version) {
    const { detail, remedy } = notOffered(offered, wanted, location);
    const errors = [{ pointer: '/kubernetesVersion', code: 'unsupported-version', detail }];
    throw new ProblemError(problem('unsupported-version', detail, { remedy, errors }));
  }
  order.kubernetesVersion = version;
}
