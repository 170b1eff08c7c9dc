import type { Cluster } from '../model/cluster.ts';
import type { Order } from '../model/order.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import { resolveOrder } from '../provisioning/defaults.ts';
import { clusterArmId } from '../provisioning/target.ts';
import type { JobUseCaseDeps } from './deps.ts';

/** What it takes to make a cluster's record of an order. */
export type DraftDeps = Pick<JobUseCaseDeps, 'accountsOf' | 'resolveCni' | 'clock' | 'ids'>;

/**
 * The record of the cluster that an order would make, not yet stored: its id, its names and every default chosen.
 * @throws ProblemError `account-not-allowed`
 */
export function draftCluster(deps: DraftDeps, principal: Principal, order: Order): Cluster {
  const resolved = resolveOrder({ ...order, cni: deps.resolveCni(order.cni) }, chooseAccount(deps, principal, order));
  const at = new Date(deps.clock.now()).toISOString();
  return {
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
}

/** The account and subscription that the order names, if the tenant may use them; else the tenant's first. */
function chooseAccount(deps: DraftDeps, principal: Principal, order: Order): { name: string; subscriptionId: string } {
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
