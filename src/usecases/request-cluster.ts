import type { Cluster } from '../model/cluster.ts';
import type { Order, ResolvedOrder } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { StoredJob } from '../ports.ts';
import { resolveOrder } from '../provisioning/defaults.ts';
import { clusterArmId } from '../provisioning/target.ts';
import { notOffered, resolveVersion } from '../provisioning/versions.ts';
import { acceptJob, findReplay, newJob, replayOrRefuse } from './accept-job.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';
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
  const account = chooseAccount(deps, principal, order);
  const resolved = resolveOrder(order, account);
  await resolveKnownVersion(deps, resolved);
  const at = new Date(deps.clock.now()).toISOString();
  const cluster: Cluster = {
    schema: 1,
    id: deps.ids.next('cls', principal.tenant),
    tenant: principal.tenant,
    name: order.name,
    state: 'Creating',
    origin: 'created',
    armId: clusterArmId(resolved),
    order: resolved,
    ...(order.ticket ? { ticket: order.ticket } : {}),
    labels: order.labels ?? {},
    metadata: order.metadata ?? {},
    ...(order.deletionProtection ? { deletionProtection: true } : {}),
    requestedBy: principal.id,
    createdAt: at,
    updatedAt: at,
    observed: {},
    lastJob: '',
  };
  const input = { ...order } as Record<string, unknown>;
  const record = newJob(deps, principal, 'cluster.create', cluster, { input, traceparent: options.traceparent });
  cluster.lastJob = record.job.id;
  const acceptance = await acceptJob(deps, record, cluster, 'new', options);
  if (acceptance.type === 'stale') throw new Error('a new cluster cannot be stale');
  return acceptance;
}

/** Resolves the version if the region's list is at hand; else preflight will ask Azure. */
async function resolveKnownVersion({ versions }: JobUseCaseDeps, order: ResolvedOrder): Promise<void> {
  const { account, subscriptionId, location, kubernetesVersion: wanted } = order;
  const offered = await versions.known({ account, subscriptionId }, location);
  if (!offered) return;
  const version = resolveVersion(offered, wanted);
  if (!version) {
    const { detail, remedy } = notOffered(offered, wanted, location);
    const errors = [{ pointer: '/kubernetesVersion', code: 'unsupported-version', detail }];
    throw new ProblemError(problem('unsupported-version', detail, { remedy, errors }));
  }
  order.kubernetesVersion = version;
}

/** The account and subscription that the order names, if the tenant may use them; else the tenant's first. */
function chooseAccount(
  deps: JobUseCaseDeps,
  principal: Principal,
  order: Order,
): { name: string; subscriptionId: string } {
  const allowed = deps.accountsOf(principal.tenant);
  const account = order.account ? allowed.find((each) => each.name === order.account) : allowed[0];
  if (!account) {
    const said = order.account ? `Account ${order.account} is not open to you.` : 'No Azure account is open to you.';
    throw notAllowed('/account', said, allowed.map((each) => each.name).join(', '));
  }
  const wanted = order.subscriptionId?.toLowerCase() ?? account.subscriptions[0];
  const subscriptionId = account.subscriptions.find((each) => each.toLowerCase() === wanted?.toLowerCase());
  if (!subscriptionId) {
    const said = `Subscription ${order.subscriptionId} is not one that account ${account.name} may touch.`;
    throw notAllowed('/subscriptionId', said, account.subscriptions.join(', '));
  }
  return { name: account.name, subscriptionId };
}

function notAllowed(pointer: string, detail: string, choices: string): ProblemError {
  return new ProblemError(
    problem('account-not-allowed', detail, {
      errors: [{ pointer, code: 'not-allowed', detail }],
      remedy: choices ? `Choose one of: ${choices}.` : 'Ask whoever runs Slipway to open an account to you.',
    }),
  );
}
