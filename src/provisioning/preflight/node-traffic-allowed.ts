import { readRange } from '../../model/cidr.ts';
import type { SecurityRule } from '../../ports.ts';
import { type Check, type CheckContext, passed, unknown } from './check.ts';
import { neededFlows } from './network/cni-traffic.ts';
import { type Denial, denials, describe, touches, traffic } from './network/flows.ts';
import { type Fault, inOwnSubnets, partsOf, type SeenSubnet, verdictOf } from './network/own-subnets.ts';

interface Found extends Denial {
  seen: SeenSubnet;
  groupId: string;
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
      const faults = found.filter(({ flows }) => needed.some((kind) => touches(flows, kind))).map(faultOf);
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
  return inbound && outbound && [...inbound, ...outbound].map((denial) => ({ ...denial, seen: one, groupId }));
}

function sentence({ rule, flows, groupId }: Found): string {
  return `Rule ${rule.name} (${rule.direction}, priority ${rule.priority}) of ${partsOf(groupId).name} denies ${describe(flows)} between nodes`;
}

function faultOf(found: Found): Fault {
  const { rule, groupId, seen } = found;
  const { group, name } = partsOf(groupId);
  const ranges = seen.subnet.addressPrefixes.join(' ');
  return {
    pointer: seen.pointer,
    detail: `${sentence(found)}; the cluster needs that.`,
    remedy: `Allow it with a rule of a lower number than ${rule.priority}: az network nsg rule create -g ${group} --nsg-name ${name} -n AllowNodes${rule.direction} --priority <100 to ${rule.priority - 1}> --direction ${rule.direction} --access Allow --protocol '*' --source-address-prefixes ${ranges} --destination-address-prefixes ${ranges} --destination-port-ranges '*'`,
    fact: `${rule.name}: ${rule.access} ${rule.protocol} from ${rule.sources.join(' ')} to ${rule.destinations.join(' ')} port ${rule.destinationPorts.join(' ')}`,
  };
}

const ask = ({ subnet }: SeenSubnet) =>
  `Make sure that it allows all traffic within ${subnet.addressPrefixes.join(', ')}: az network nsg rule list --nsg-name ${partsOf(subnet.securityGroupId ?? '').name}`;
