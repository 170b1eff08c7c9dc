import type { ResolvedOrder } from '../../../model/order.ts';
import type { Subnet, VirtualNetwork } from '../../../ports.ts';
import { type CheckContext, failed, notApplicable, type Verdict } from '../check.ts';

/** A subnet of the caller's own that the order names, with the pools that go into it. */
export interface OwnSubnet {
  id: string;
  /** Where the order names it first. */
  pointer: string;
  pools: ResolvedOrder['nodePools'];
}

/** The same as Azure has it. */
export interface SeenSubnet extends OwnSubnet {
  subnet: Subnet;
  network: VirtualNetwork;
}

/** Something amiss, for which the order fails. */
export interface Fault {
  pointer: string;
  detail: string;
  remedy: string;
  fact?: string;
}

/** Ids are compared without case: Azure gives back others than it was sent. */
export function ownSubnets({ nodePools }: ResolvedOrder): OwnSubnet[] {
  const found = new Map<string, OwnSubnet>();
  for (const [index, pool] of nodePools.entries()) {
    if (!pool.vnetSubnetId) continue;
    const key = pool.vnetSubnetId.toLowerCase();
    const known = found.get(key);
    if (known) known.pools.push(pool);
    else found.set(key, { id: pool.vnetSubnetId, pointer: `/nodePools/${index}/vnetSubnetId`, pools: [pool] });
  }
  return [...found.values()];
}

/** The id of the virtual network that a subnet is part of. */
export const networkIdOf = (subnetId: string): string => subnetId.replace(/\/subnets\/[^/]+$/i, '');

/** Those of the order's subnets that exist; one read for each virtual network. */
async function seenSubnets({ cluster, facts }: CheckContext): Promise<SeenSubnet[]> {
  const seen: SeenSubnet[] = [];
  for (const own of ownSubnets(cluster.order)) {
    const network = await facts.virtualNetwork(networkIdOf(own.id));
    const subnet = network?.subnets.find(({ id }) => id.toLowerCase() === own.id.toLowerCase());
    if (network && subnet) seen.push({ ...own, network, subnet });
  }
  return seen;
}

/** What is looked at in the subnets that exist; none of one's own, or none that exists, is nothing to look at. */
export async function inOwnSubnets(
  context: CheckContext,
  look: (seen: [SeenSubnet, ...SeenSubnet[]]) => Promise<Verdict> | Verdict,
): Promise<Verdict> {
  if (ownSubnets(context.cluster.order).length === 0) return notApplicable('AKS makes the virtual network itself.');
  const [first, ...others] = await seenSubnets(context);
  if (!first) return notApplicable('The subnet does not exist: there is nothing to look at.');
  return look([first, ...others]);
}

/** All faults in one verdict, or what is said when there are none. */
export function verdictOf(faults: readonly Fault[], fine: () => Verdict): Verdict {
  const [first] = faults;
  if (!first) return fine();
  const all = (member: 'detail' | 'remedy' | 'fact', between: string) =>
    [...new Set(faults.flatMap((fault) => fault[member] ?? []))].join(between);
  return failed(first.pointer, all('detail', ' '), all('remedy', ' '), all('fact', '; '));
}

/** Group and name of an ARM id; `at` says where it is to a command, whichever subscription the shell has chosen. */
export function partsOf(id: string): { group: string; name: string; at: string } {
  const segments = id.split('/');
  const group = segments[4] ?? '';
  return { group, name: segments.at(-1) ?? '', at: `-g ${group} --subscription ${segments[2] ?? ''}` };
}
