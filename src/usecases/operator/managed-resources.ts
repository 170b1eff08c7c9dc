import { ProblemError, problem } from '../../model/problem.ts';
import type { ArmPage, ArmScope, ListedCluster, TaggedGroup } from '../../ports.ts';
import type { AccountAccess } from '../deps.ts';
import { type AzureDeps, patiently } from './patiently.ts';

export interface ManagedDeps extends AzureDeps {
  /** Every configured account. */
  accounts: readonly AccountAccess[];
  /** This installation, in the tag `slipway-instance`. */
  instance: string;
}

/** A subscription that could not be read, and why: of what is in it nothing is known. */
export interface Unread {
  subscriptionId: string;
  reason: string;
}

export interface Managed<T> {
  scope: ArmScope;
  resource: T;
}

/** What Azure has that bears the tag of this installation. */
export interface ManagedResources {
  clusters: Managed<ListedCluster>[];
  groups: Managed<TaggedGroup>[];
  /** Subscriptions that were read, in lower case. */
  read: Set<string>;
  unread: Unread[];
}

const tag = 'slipway-instance';

/**
 * Lists every subscription of every account, each once, by whichever account may.
 * @throws ProblemError `account-not-allowed` where there is none: nothing found must not look like nothing lost
 */
export async function managedResources(deps: ManagedDeps, until: number): Promise<ManagedResources> {
  const found: ManagedResources = { clusters: [], groups: [], read: new Set(), unread: [] };
  const subscriptions = bySubscription(deps.accounts);
  if (subscriptions.length === 0) {
    throw new ProblemError(
      problem('account-not-allowed', 'No account with a subscription is configured, so that Azure cannot be asked.', {
        remedy: 'Give this process the SLIPWAY_ACCOUNTS or the SLIPWAY_DECLARATION_FILE of the service.',
      }),
    );
  }
  for (const scopes of subscriptions) {
    const [{ subscriptionId }] = scopes;
    const reasons: string[] = [];
    for (const scope of scopes) {
      try {
        const { clusters, groups } = await inSubscription(deps, scope, until);
        found.clusters.push(...clusters);
        found.groups.push(...groups);
        found.read.add(subscriptionId.toLowerCase());
        break;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        reasons.push(`${scope.account}: ${error.problem.detail}`);
      }
    }
    if (reasons.length === scopes.length) found.unread.push({ subscriptionId, reason: reasons.join(' ') });
  }
  return found;
}

async function inSubscription(deps: ManagedDeps, scope: ArmScope, until: number) {
  const { arm, instance } = deps;
  const all = <T>(page: (after?: string) => Promise<ArmPage<T>>) => allPages(deps, scope, until, page);
  const clusters = await all((after) => arm.clusters(scope, after));
  const groups = await all((after) => arm.taggedGroups(scope, tag, instance, after));
  const managed = <T>(resource: T): Managed<T> => ({ scope, resource });
  return {
    clusters: clusters.filter(({ tags }) => tags[tag] === instance).map(managed),
    groups: groups.map(managed),
  };
}

async function allPages<T>(
  deps: AzureDeps,
  scope: ArmScope,
  until: number,
  page: (after?: string) => Promise<ArmPage<T>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const read: ArmPage<T> = await patiently(deps, scope, until, () => page(after));
    items.push(...read.items);
    after = read.next;
    more = after !== undefined;
  }
  return items;
}

/** The ways to reach each subscription, at least one. */
function bySubscription(accounts: readonly AccountAccess[]): [ArmScope, ...ArmScope[]][] {
  const ways = new Map<string, [ArmScope, ...ArmScope[]]>();
  for (const { name, subscriptions } of accounts) {
    for (const subscriptionId of subscriptions) {
      const scope = { account: name, subscriptionId };
      const known = ways.get(subscriptionId.toLowerCase());
      if (known) known.push(scope);
      else ways.set(subscriptionId.toLowerCase(), [scope]);
    }
  }
  return [...ways.values()];
}
