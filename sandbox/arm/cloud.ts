import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import { type Counters, createCounters } from '../counters.ts';
import { createApplications } from '../entra/applications.ts';
import { createDirectoryGroups } from '../entra/groups.ts';
import { createIssuers } from '../entra/issuers.ts';
import type { SigningKey } from '../entra/keys.ts';
import type { Tokens } from '../entra/tokens.ts';
import { createFaults } from '../faults/faults.ts';
import { isObject, type JsonObject, object } from '../json.ts';
import type { KubeClusters } from '../kube/seam.ts';
import { createRandom } from '../random.ts';
import { createTimeline } from '../timeline.ts';
import { activityLogRoutes, createActivityLog } from './activity-log.ts';
import { issuerOf } from './clusters/cluster.ts';
import { createLifecycle } from './clusters/lifecycle.ts';
import { clusterRoutes } from './clusters/routes.ts';
import { createClusterStore } from './clusters/store.ts';
import { createArm } from './dispatch.ts';
import { createGroupDeletion } from './group-deletion.ts';
import { createGroups } from './groups.ts';
import { createLocks } from './guards/locks.ts';
import { createPolicies } from './guards/policies.ts';
import { guardRoutes } from './guards/routes.ts';
import { createFederatedCredentials } from './identities/federated-credentials.ts';
import { identityRoutes } from './identities/routes.ts';
import { createIdentities } from './identities.ts';
import { createLimits } from './limits/limits.ts';
import { limitRoutes } from './limits/routes.ts';
import { ipConfigurationsIn } from './network/occupants.ts';
import { createNetworkResources } from './network/resources.ts';
import { networkResourceRoutes } from './network/routes.ts';
import { networkRoutes } from './network-routes.ts';
import { createNetworks } from './networks.ts';
import { createOperations } from './operations.ts';
import { createProviders } from './providers.ts';
import { createRateLimits } from './rate-limits.ts';
import { createRoleAssignments } from './rights/assignments.ts';
import { createRoleDefinitions } from './rights/definitions.ts';
import { rightsRoutes } from './rights/routes.ts';
import { createUrlSigner } from './signed-url.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { createThrottle } from './throttle.ts';

export interface CloudParts {
  options: SandboxOptions;
  clock: SandboxClock;
  tokens: Tokens;
  /** Signs the tokens of service accounts, in all clusters. */
  clusterKey: () => Promise<SigningKey>;
  kube: KubeClusters;
  caPem: string;
  baseUrl: () => string;
  changed: () => void;
}

export type Cloud = ReturnType<typeof createCloud>;

/** Puts Resource Manager together: its stores, its clocks and its front door. */
export function createCloud({ options, clock, tokens, clusterKey, kube, caPem, baseUrl, changed }: CloudParts) {
  const { directory, pageSize } = options;
  const { tenantId } = directory;
  // The secret is fixed, so that a URL which a client saved is good after a restart.
  const signer = createUrlSigner(baseUrl, 'slipway sandbox');
  const counters: Counters = createCounters();
  const faults = createFaults(changed, options.seed);
  const timeline = createTimeline(clock, changed);
  const operations = createOperations(clock, signer, changed);
  const [writer] = directory.principals;
  const activityLog = createActivityLog({ clock, operations, tenantId, caller: writer?.objectId ?? '', changed });
  const groups = createGroups(changed);
  const networks = createNetworks(clock, (subnetId) => ipConfigurationsIn(clusters.all(), subnetId), changed);
  const networkResources = createNetworkResources(networks.referringTo, changed);
  const identities = createIdentities(tenantId, changed);
  const federatedCredentials = createFederatedCredentials(identities, changed);
  const applications = createApplications(directory.principals, changed);
  const directoryGroups = createDirectoryGroups(directory.groups, changed);
  const roleDefinitions = createRoleDefinitions(changed);
  const roleAssignments = createRoleAssignments({
    definitions: roleDefinitions,
    known: (id) => applications.isPrincipal(id) || identities.isPrincipal(id) || directoryGroups.has(id),
    trusted: (id) => directory.principals.some(({ objectId }) => objectId === id),
    groupsOf: directoryGroups.of,
    now: clock.now,
    tenantId,
    changed,
  });
  const providers = createProviders(clock, changed);
  const clusters = createClusterStore(groups, changed);
  const issuers = createIssuers(
    (url) => clusters.all().some((one) => issuerOf(one) === url),
    async () => (await clusterKey()).jwks,
    changed,
  );
  const limits = createLimits(clusters.all, changed);
  const locks = createLocks(changed);
  const policies = createPolicies(changed);
  const random = createRandom(options.seed);
  const lifecycle = createLifecycle({ clock, timeline, operations, groups, clusters, faults, kube, random });
  const deletion = createGroupDeletion({
    clock,
    timeline,
    groups,
    clusters,
    networks,
    networkResources,
    identities,
    lifecycle,
    operations,
    signer,
  });
  const put = {
    groups,
    providers,
    networks,
    networkResources,
    identities,
    roleAssignments,
    limits,
    policies,
    clusters,
    operations,
    lifecycle,
    faults,
    counters,
    tenantId,
  };
  const routes = [
    ...subscriptionRoutes({
      directory,
      roleAssignments,
      groups,
      providers,
      networks,
      networkResources,
      identities,
      clusters,
      deletion,
      baseUrl,
      pageSize,
    }),
    ...networkRoutes({ clock, groups, providers, networks, networkResources, operations }),
    ...identityRoutes({ groups, providers, identities, federatedCredentials }),
    ...networkResourceRoutes({ groups, providers, resources: networkResources }),
    ...rightsRoutes(roleDefinitions, roleAssignments),
    ...limitRoutes(limits),
    ...guardRoutes({ locks, policies, roleAssignments }),
    ...activityLogRoutes(activityLog, pageSize, baseUrl),
    ...clusterRoutes({ ...put, baseUrl, caPem, pageSize, signer }),
  ];
  const handle = createArm(routes, {
    directory,
    tokens,
    rateLimits: createRateLimits(createThrottle(clock, counters.drawn)),
    faults,
    counters,
    clusters,
    groups,
    operations,
    roleAssignments,
    locks,
    activityLog,
    baseUrl,
  });

  const kept = {
    counters,
    faults,
    activityLog,
    operations,
    groups,
    networks,
    networkResources,
    identities,
    federatedCredentials,
    applications,
    issuers,
    directoryGroups,
    roleDefinitions,
    roleAssignments,
    limits,
    locks,
    policies,
    providers,
    clusters,
    timeline,
    kube,
  };

  return {
    handle,
    counters,
    faults,
    providers,
    limits,
    policies,
    lifecycle,
    clusters,
    operations,
    groups,
    identities: federatedCredentials,
    applications,
    issuers,
    directoryGroups,
    roleAssignments,
    snapshot(): JsonObject {
      return Object.fromEntries(Object.entries(kept).map(([name, store]) => [name, store.snapshot()]));
    },
    /** The timeline comes last in `kept` but for the kube side, which its overdue steps call only on a later turn. */
    restore(snapshot: unknown): void {
      const saved = object(snapshot);
      for (const [name, store] of Object.entries(kept)) {
        if (isObject(saved[name]) || Array.isArray(saved[name])) store.restore(saved[name]);
      }
    },
    close(): void {
      timeline.close();
      kube.close();
    },
  };
}
