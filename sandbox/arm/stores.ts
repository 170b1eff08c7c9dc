import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import { createCounters } from '../counters.ts';
import { createApplications } from '../entra/applications.ts';
import { createDirectoryGroups } from '../entra/groups.ts';
import { createIssuers } from '../entra/issuers.ts';
import type { SigningKey } from '../entra/keys.ts';
import { createFaults } from '../faults/faults.ts';
import type { State } from '../state/state.ts';
import { createActivityLog } from './activity-log.ts';
import { issuerOf } from './clusters/cluster.ts';
import { createClusterStore } from './clusters/store.ts';
import { createGroupContents } from './groups/contents.ts';
import { createGroups } from './groups/groups.ts';
import { createLocks } from './guards/locks.ts';
import { createPolicies } from './guards/policies.ts';
import { createFederatedCredentials } from './identities/federated-credentials.ts';
import { createIdentities } from './identities/identities.ts';
import { createLimits } from './limits/limits.ts';
import { ipConfigurationsIn } from './network/occupants.ts';
import { createNetworkResources } from './network/resources.ts';
import { createNetworks } from './network/virtual-networks.ts';
import { createOperations } from './operations.ts';
import { createProviders } from './providers.ts';
import { createRoleAssignments } from './rights/assignments.ts';
import { createRoleDefinitions } from './rights/definitions.ts';
import type { UrlSigner } from './signed-url.ts';
import { createOwnTags } from './tags/own-tags.ts';

export interface StoreParts {
  options: SandboxOptions;
  clock: SandboxClock;
  state: State;
  signer: UrlSigner;
  /** Signs the tokens of service accounts, in all clusters. */
  clusterKey: () => Promise<SigningKey>;
}

export type Stores = ReturnType<typeof createStores>;

/** All that the cloud knows and keeps over a restart. */
export function createStores(parts: StoreParts) {
  const resources = resourceStores(parts);
  return {
    ...resources,
    ...recordStores(parts),
    ...ruleStores(parts, resources),
    ...directoryStores(parts, resources),
  };
}

type Resources = ReturnType<typeof resourceStores>;

/** What callers make. */
function resourceStores({ options, clock, state }: StoreParts) {
  const groups = createGroups(state);
  const clusters = createClusterStore(groups, state);
  const nodesIn = (subnetId: string) => ipConfigurationsIn(clusters.all(), subnetId);
  const networks = state.whole('networks', (changed) => createNetworks(clock, nodesIn, changed));
  const networkResources = state.whole('networkResources', (changed) =>
    createNetworkResources(networks.referringTo, changed),
  );
  const identities = state.whole('identities', (changed) => createIdentities(options.directory.tenantId, changed));
  const federatedCredentials = state.whole('federatedCredentials', (changed) =>
    createFederatedCredentials(identities, changed),
  );
  const contents = createGroupContents({ clusters, networks, networkResources, identities });
  return { groups, contents, clusters, networks, networkResources, identities, federatedCredentials };
}

/** What was asked for, what is under way, and what goes wrong. */
function recordStores({ options, clock, state, signer }: StoreParts) {
  const { tenantId, principals } = options.directory;
  const operations = createOperations(clock, signer, state);
  return {
    operations,
    activityLog: createActivityLog({ clock, operations, tenantId, caller: principals[0]?.objectId ?? '', state }),
    counters: state.whole('counters', createCounters),
    faults: state.whole('faults', (changed) => createFaults(changed, options.seed)),
  };
}

/** What a subscription has and allows. */
function ruleStores({ clock, state }: StoreParts, { clusters }: Resources) {
  return {
    providers: state.whole('providers', (changed) => createProviders(clock, changed)),
    limits: state.whole('limits', (changed) => createLimits(clusters.all, changed)),
    locks: state.whole('locks', createLocks),
    ownTags: state.whole('ownTags', createOwnTags),
    policies: state.whole('policies', createPolicies),
  };
}

/** Who is known to Entra, and what they may do. */
function directoryStores({ options, clock, state, clusterKey }: StoreParts, { clusters, identities }: Resources) {
  const { tenantId, principals, groups } = options.directory;
  const applications = state.whole('applications', (changed) => createApplications(principals, changed));
  const directoryGroups = state.whole('directoryGroups', (changed) => createDirectoryGroups(groups, changed));
  const roleDefinitions = state.whole('roleDefinitions', createRoleDefinitions);
  const roleAssignments = state.whole('roleAssignments', (changed) =>
    createRoleAssignments({
      definitions: roleDefinitions,
      known: (id) => applications.isPrincipal(id) || identities.isPrincipal(id) || directoryGroups.has(id),
      trusted: (id) => principals.some(({ objectId }) => objectId === id),
      groupsOf: directoryGroups.of,
      now: clock.now,
      tenantId,
      changed,
    }),
  );
  const clusterIssuers = () => clusters.all().flatMap((one) => issuerOf(one) ?? []);
  const isCluster = (url: string) => clusterIssuers().includes(url);
  const keys = async () => (await clusterKey()).jwks;
  const issuers = state.whole('issuers', (changed) => createIssuers(isCluster, keys, changed));
  return { applications, directoryGroups, roleDefinitions, roleAssignments, issuers, clusterIssuers };
}
