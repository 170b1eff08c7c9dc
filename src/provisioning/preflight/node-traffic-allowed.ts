import { readRange } from '../../model/cidr.ts';
import type { SecurityRule } from '../../ports.ts';
import { type Check, type CheckContext, passed, unknown } from './check.ts';
import { neededFlows } from './network/cni-traffic.ts';
import { type Denial, denials, describe, touches, traffic } from './network/flows.ts';
import { type Fault, inOwnSubnets, partsOf, type SeenSubnet, verdictOf } from './network/own-subnets.ts';

interface Found extends Denial {
  seen: SeenSubnet;
  groupId: string;
  /** Rules of the group, in both directions. */
  rules: SecurityRule[];
}

/**
 * The network security groups of the subnets let the nodes talk to each other: AKS leaves them alone. What is denied
 * fails the order if the cluster needs it; other denials are told.
 */
export const nodeTrafficAllowed: Check = {
  name: 'node-traffic-allowed',
  run: (context) =>
    inOwnSubnets(context, async (seen) => {
      const guarded = seen.filter(({ subnet }) => subnet.securityGroupId);
      if (guarded.length === 0) return passed('No network security group stands before the nodes.');
      const found: Found[] = [];
      for (const one of guarded) {
        const denied = await deniedIn(context, one, seen);
        if (!denied) return unknown('The rules of the network security group are too many to follow.', ask(one));
        found.push(...denied);
      }
      const needed = neededFlows(context.cluster.order.cni);
      const faults = found
        .filter(({ flows }) => needed.some((kind) => touches(flows, kind)))
        .map((one) => faultOf(one, seen));
      return verdictOf(faults, () =>
        passed(
          `The nodes may talk to each other.${found.map((one) => ` ${sentence(one)}, which the cluster does not need.`).join('')}`,
          guarded.map(({ subnet }) => subnet.securityGroupId).join(', '),
        ),
      );
    }),
};

/** What goes from any node into the subnet, and from the subnet to any node. */
async function deniedIn(
  { facts }: CheckContext,
  one: SeenSubnet,
  seen: readonly SeenSubnet[],
): Promise<Found[] | undefined> {
  const groupId = one.subnet.securityGroupId ?? '';
  const rules: SecurityRule[] = (await facts.securityRules(groupId)) ?? [];
  const ranges = (texts: readonly string[]) => texts.flatMap((text) => readRange(text) ?? []);
  const here = ranges(one.subnet.addressPrefixes);
  const everywhere = ranges(seen.flatMap(({ subnet }) => subnet.addressPrefixes));
  const inside = ranges(seen.flatMap(({ network }) => network.addressPrefixes));
  const inbound = denials(rules, 'Inbound', traffic(everywhere, here), inside);
  const outbound = denials(rules, 'Outbound', traffic(here, everywhere), inside);
  return inbound && outbound && [...inbound, ...outbound].map((denial) => ({ ...denial, seen: one, groupId, rules }));
}

function sentence({ rule, flows, groupId }: Found): string {
  return `Rule ${rule.name} (${rule.direction}, priority ${rule.priority}) of ${partsOf(groupId).name} denies ${describe(flows)} between nodes`;
}

function faultOf(found: Found, nodes: readonly SeenSubnet[]): Fault {
  const { rule, seen } = found;
  return {
    pointer: seen.pointer,
    detail: `${sentence(found)}; the cluster needs that.`,
    remedy: remedyOf(found, nodes),
    fact: `${rule.name}: ${rule.access} ${rule.protocol} from ${rule.sources.join(' ')} to ${rule.destinations.join(' ')} port ${rule.destinationPorts.join(' ')}`,
  };
}

/** A rule before the one that denies, for all that goes between the nodes, as Microsoft's page asks. */
function remedyOf({ rule, rules, groupId }: Found, nodes: readonly SeenSubnet[]): string {
  const { name, at } = partsOf(groupId);
  const group = `${at} --nsg-name ${name}`;
  const number = freeBefore(rules, rule);
  if (number === undefined)
    return `No number before that of ${rule.name} is free: give it a higher one and allow the nodes before it, or take it away: az network nsg rule delete ${group} -n ${rule.name}`;
  const ranges = [...new Set(nodes.flatMap(({ subnet }) => subnet.addressPrefixes))].join(' ');
  return `Allow it before: az network nsg rule create ${group} -n AllowNodes${rule.direction}${number} --priority ${number} --direction ${rule.direction} --access Allow --protocol '*' --source-address-prefixes ${ranges} --destination-address-prefixes ${ranges} --destination-port-ranges '*'`;
}

/** Azure takes 100 to 4096, and each number once in a direction. */
function freeBefore(rules: readonly SecurityRule[], { priority, direction }: SecurityRule): number | undefined {
  const taken = new Set(rules.filter((rule) => rule.direction === direction).map((rule) => rule.priority));
  for (let number = Math.min(priority - 1, 4096); number >= 100; number--) if (!taken.has(number)) return number;
  return undefined;
}

const ask = ({ subnet }: SeenSubnet) =>
  `Make sure that it allows all traffic within ${subnet.addressPrefixes.join(', ')}: az network nsg show --ids ${subnet.securityGroupId}`;
