import { kubeTarget } from '../../model/kube-target.ts';
import type { Arm, FactCache, FactKind, KeptFacts, Kube, RoleDefinition } from '../../ports.ts';
import { armScope, type Wanted } from '../target.ts';
import { builtInRoles, permits, roleIdOf } from './network/rights.ts';

export type Facts = ReturnType<typeof createFacts>;

/**
 * What Azure says, for one run of all checks: read when a check first asks, and then no more, so that checks share their
 * reads. A read that fails fails for each check that asks. A new fact is a line.
 */
export function createFacts(
  { arm, factCache, kube }: { arm: Arm; factCache: FactCache; kube: Pick<Kube, 'nodes'> },
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

  /** As `once`, but asks the cache first. Only what `isNews` holds for is kept: a hiccup is not, nor what is being mended. */
  function kept<Kind extends FactKind>(
    kind: Kind,
    of: string,
    ask: () => Promise<KeptFacts[Kind]>,
    isNews: (fact: KeptFacts[Kind]) => boolean,
  ): Promise<KeptFacts[Kind]> {
    return once(`${kind} of ${of}`, async () => {
      // The cache saves requests, no more: without it Azure is asked.
      const known = await factCache.known(scope, kind, of).catch(() => undefined);
      if (known !== undefined) return known;
      const fact = await ask();
      if (isNews(fact)) await factCache.remember(scope, kind, of, fact).catch(() => {});
      return fact;
    });
  }

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
    versions: () =>
      kept(
        'versions',
        location,
        () => arm.kubernetesVersions(scope, location),
        (versions) => versions.length > 0,
      ),
    /** The registration state of these resource providers. */
    providers: (needed: readonly string[]) =>
      kept(
        'providers',
        '',
        () => arm.providers(scope),
        (states) => needed.every((namespace) => states[namespace.toLowerCase()] === 'Registered'),
      ),
  };
}
