import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import { type Counters, createCounters } from '../counters.ts';
import { createDurations } from '../durations.ts';
import { createApplications } from '../entra/applications.ts';
import { createDirectoryGroups } from '../entra/groups.ts';
import { createIssuers } from '../entra/issuers.ts';
import type { SigningKey } from '../entra/keys.ts';
import type { Tokens } from '../entra/tokens.ts';
import { createFaults } from '../faults/faults.ts';
import type { KubeClusters } from '../kube/seam.ts';
import type { State } from '../state/state.ts';
import { createTimeline } from '../timeline.ts';
import { activityLogRoutes, createActivityLog } from './activity-log.ts';
import { createPoolLifecycle } from './agent-pools/lifecycle.ts';
import { createActs } from './clusters/acts.ts';
import { issuerOf } from './clusters/cluster.ts';
import { createLifecycle } from './clusters/lifecycle.ts';
import { createPace } from './clusters/pace.ts';
import { clusterRoutes } from './clusters/routes.ts';
import { createClusterStore } from './clusters/store.ts';
import { createArm } from './dispatch.ts';
import { createFaultCalls } from './fault-calls.ts';
import { createGroupDeletion } from './group-deletion.ts';
import { createGroups } from './groups.ts';
import { createLocks } from './guards/locks.ts';
import { createPolicies } from './guards/policies.ts';
import { guardRoutes } from './guards/routes.ts';
import { createFederatedCredentials } from './identities/federated-credentials.ts';
import { createIdentities } from './identities/identities.ts';
import { identityRoutes } from './identities/routes.ts';
import { createLimits } from './limits/limits.ts';
import { limitRoutes } from './limits/routes.ts';
import { ipConfigurationsIn } from './network/occupants.ts';
import { networkResourceRoutes } from './network/resource-routes.ts';
import { createNetworkResources } from './network/resources.ts';
import { virtualNetworkRoutes } from './network/virtual-network-routes.ts';
import { createNetworks } from './network/virtual-networks.ts';
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
  state: State;
}

export type Cloud = ReturnType<typeof createCloud>;

/** Puts Resource Manager together: its stores, its clocks and its front door. */
export function createCloud({ options, clock, tokens, clusterKey, kube, caPem, baseUrl, state }: CloudParts) {
  const { directory, pageSize } = options;
  const { tenantId } = directory;
  // The secret is fixed, so that a URL which a client saved is good after a restart.
  const signer = createUrlSigner(baseUrl, 'slipway sandbox');
  const counters: Counters = createCounters(state.changed('counters'));
  const faults = createFaults(state.changed('faults'), options.seed);
  const timeline = createTimeline(clock, state);
  const operations = createOperations(clock, signer, state);
  const [writer] = directory.principals;
  const activityLog = createActivityLog({ clock, operations, tenantId, caller: writer?.objectId ?? '', state });
  const groups = createGroups(state);
  const networks = createNetworks(
    clock,
    (subnetId) => ipConfigurationsIn(clusters.all(), subnetId),
    state.changed('networks'),
  );
  const networkResources = createNetworkResources(networks.referringTo, state.changed('networkResources'));
  const identities = createIdentities(tenantId, state.changed('identities'));
  const federatedCredentials = createFederatedCredentials(identities, state.changed('federatedCredentials'));
  const applications = createApplications(directory.principals, state.changed('applications'));
  const directoryGroups = createDirectoryGroups(directory.groups, state.changed('directoryGroups'));
  const roleDefinitions = createRoleDefinitions(state.changed('roleDefinitions'));
  const roleAssignments = createRoleAssignments({
    definitions: roleDefinitions,
    known: (id) => applications.isPrincipal(id) || identities.isPrincipal(id) || directoryGroups.has(id),
    trusted: (id) => directory.principals.some(({ objectId }) => objectId === id),
    groupsOf: directoryGroups.of,
    now: clock.now,
    tenantId,
    changed: state.changed('roleAssignments'),
  });
  const providers = createProviders(clock, state.changed('providers'));
  const clusters = createClusterStore(groups, state);
  const clusterIssuers = () => clusters.all().flatMap((one) => issuerOf(one) ?? []);
  const issuers = createIssuers(
    (url) => clusterIssuers().includes(url),
    async () => (await clusterKey()).jwks,
    state.changed('issuers'),
  );
  const limits = createLimits(clusters.all, state.changed('limits'));
  const locks = createLocks(state.changed('locks'));
  const policies = createPolicies(state.changed('policies'));
  const durations = createDurations(options.seed, options.durations, state.map<number>('durations'));
  const pace = createPace(faults, durations);
  const course = { clock, durations, timeline, operations, groups, clusters, identities, faults, kube, pace };
  const lifecycle = createLifecycle(course);
  const act = createActs(course);
  const poolLifecycle = createPoolLifecycle(course);
  const deletion = createGroupDeletion({ ...course, networks, networkResources, lifecycle, signer });
  const put = {
    groups,
    networks,
    networkResources,
    identities,
    roleAssignments,
    limits,
    policies,
    clusters,
    operations,
    lifecycle,
    poolLifecycle,
    act,
    kube,
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
    ...virtualNetworkRoutes({ clock, groups, networks, networkResources, operations }),
    ...identityRoutes({ groups, identities, federatedCredentials }),
    ...networkResourceRoutes({ groups, resources: networkResources }),
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
    callOf: createFaultCalls({ clock, clusters, groups, operations }),
    roleAssignments,
    locks,
    providers,
    activityLog,
    baseUrl,
  });

  const whole = {
    counters,
    faults,
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
  };
  for (const [name, store] of Object.entries(whole)) state.keep(name, store);

  return {
    speed: clock.speed,
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
    networks,
    identities: federatedCredentials,
    applications,
    issuers,
    clusterIssuers,
    issuerAt(fqdn: string): string | undefined {
      const cluster = clusters.byHost(fqdn);
      return cluster && issuerOf(cluster);
    },
    directoryGroups,
    roleAssignments,
    /** Goes on with what was under way when the sandbox ended. */
    resume: timeline.resume,
    close(): void {
      timeline.close();
      kube.close();
    },
  };
}
