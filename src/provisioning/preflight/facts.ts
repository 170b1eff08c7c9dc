import { kubeTarget } from '../../model/kube-target.ts';
import type {
  Arm,
  Chart,
  FactCache,
  FactKind,
  KeptFacts,
  Kube,
  Origins,
  QuotaProvider,
  RoleDefinition,
} from '../../ports.ts';
import { armScope, type Wanted } from '../target.ts';
import { resolveVersion } from '../versions.ts';
import { neededProviders, policyProvider } from './needed-providers.ts';
import { builtInRoles, permits, roleIdOf } from './network/rights.ts';
import { sizedPools, whyNotOffered } from './pool-sizes.ts';

export type Facts = ReturnType<typeof createFacts>;

/**
 * What Azure says, for one run of all checks: read when a check first asks, and then no more, so that checks share their
 * reads. A read that fails fails for each check that asks. A new fact is a line.
 */
export function createFacts(
  { arm, factCache, origins, kube }: { arm: Arm; factCache: FactCache; origins: Origins; kube: Pick<Kube, 'nodes'> },
  cluster: Wanted,
) {
  const scope = armScope(cluster);
  const { location } = cluster.order;
  const answers = new Map<string, Promise<unknown>>();

  function once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (answers.get(question) as Promise<T> | undefined) ?? ask();
    answers.set(question, answer);
    return answer;
  }

  /**
   * As `once`, but asks the cache first. Only what `isSound` holds for is kept, or believed when it was kept for another
   * order: a hiccup is not, nor what somebody may have mended since.
   */
  function kept<Kind extends FactKind>(
    kind: Kind,
    of: string,
    ask: () => Promise<KeptFacts[Kind]>,
    isSound: (fact: KeptFacts[Kind]) => boolean,
  ): Promise<KeptFacts[Kind]> {
    return once(`${kind} of ${of}`, async () => {
      // The cache saves requests, no more: without it Azure is asked.
      const known = await factCache.known(scope, kind, of).catch(() => undefined);
      if (known !== undefined && isSound(known)) return known;
      const fact = await ask();
      if (isSound(fact)) await factCache.remember(scope, kind, of, fact).catch(() => {});
      return fact;
    });
  }

  const versions = () =>
    kept(
      'versions',
      location,
      () => arm.kubernetesVersions(scope, location),
      (offered) => offered.length > 0,
    );

  return {
    resourceGroup: (name: string) => once(`group ${name}`, () => arm.resourceGroup(scope, name)),
    /** The cluster of the order's name, if there is one. */
    cluster: () => once('cluster', () => arm.cluster(scope, cluster.order.resourceGroup.name, cluster.order.name)),
    /** The nodes as its API server shows them, once there is one. */
    nodes: () => once('nodes', () => kube.nodes(kubeTarget(cluster))),
    virtualNetwork: (id: string) => once(`network ${id.toLowerCase()}`, () => arm.virtualNetwork(scope, id)),
    securityRules: (id: string) => once(`rules ${id.toLowerCase()}`, () => arm.securityRules(scope, id)),
    routeTable: (id: string) => once(`routes ${id.toLowerCase()}`, () => arm.routeTable(scope, id)),
    natGateway: (id: string) => once(`nat ${id.toLowerCase()}`, () => arm.natGateway(scope, id)),
    userAssignedIdentity: (id: string) =>
      once(`identity ${id.toLowerCase()}`, () => arm.userAssignedIdentity(scope, id)),
    roleAssignments: (at: string, principalId: string) =>
      once(`roles of ${principalId} at ${at.toLowerCase()}`, () => arm.roleAssignments(scope, at, principalId)),
    /** What a role grants: Azure's own are known here; others are kept once they grant what is missed. */
    role: async (roleDefinitionId: string, actions: readonly string[]): Promise<RoleDefinition> => {
      const id = roleIdOf(roleDefinitionId);
      return (
        builtInRoles[id] ??
        kept(
          'role',
          id,
          async () => (await arm.roleDefinition(scope, roleDefinitionId)) ?? { name: id, permissions: [] },
          ({ permissions }) => actions.every((action) => permits(permissions, action)),
        )
      );
    },
    versions,
    /** The version that the cluster will have; nothing if the region does not offer what the order wants. */
    version: async () => {
      const offered = await versions();
      const version = resolveVersion(offered, cluster.order.kubernetesVersion);
      return offered.find((one) => one.version === version);
    },
    sizes: () =>
      kept(
        'sizes',
        location,
        () => arm.vmSizes(scope, location),
        (sizes) => sizedPools(cluster.order.nodePools, sizes).every((pool) => !whyNotOffered(pool, location)),
      ),
    /** How much of its quotas a provider has given away in the region; nothing if it does not tell. */
    usages: (provider: QuotaProvider) => once(`usages of ${provider}`, () => arm.usages(scope, provider, location)),
    /** What our own principal may do at a scope, an ARM id. */
    ownPermissions: (at: string) => once(`permissions at ${at}`, () => arm.permissions(scope, at)),
    /** Whether the chart is to be had; `theirs` if the caller names the repository. */
    chart: (chart: Chart, theirs: boolean) =>
      kept(
        'chart',
        `${theirs ? 'named ' : ''}${chart.repository} ${chart.name} ${chart.version}`,
        () => origins.chart(chart, theirs),
        ({ type }) => type === 'there',
      ),
    imageRegistry: (host: string) => once(`registry ${host}`, () => origins.registry(host)),
    /** The locks on the cluster's resource group. */
    locks: () => once('locks', () => arm.locks(scope, cluster.order.resourceGroup.name)),
    /** The policies that would deny the cluster's ARM body in a group, or in a subscription. */
    policyDenials: (at: string, body: Record<string, unknown>) =>
      once(`policies at ${at}`, () => arm.policyDenials(scope, at, body)),
    /** The registration state of the resource providers. */
    providers: () =>
      kept(
        'providers',
        '',
        () => arm.providers(scope),
        (states) =>
          [...neededProviders, policyProvider].every((namespace) => states[namespace.toLowerCase()] === 'Registered'),
      ),
  };
}
