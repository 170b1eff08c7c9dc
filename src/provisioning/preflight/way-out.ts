import type { RouteTable } from '../../ports.ts';
import { type Check, type CheckContext, passed } from './check.ts';
import { type Fault, inOwnSubnets, partsOf, type SeenSubnet, verdictOf } from './network/own-subnets.ts';

/** What is amiss with the way out of one subnet, or what there is to say of it although it will do. */
type Judged = { fault: Fault } | { fact: string; remark?: string };

/** Nodes in a subnet of one's own have the way out that the outbound type wants of it. */
export const wayOut: Check = {
  name: 'way-out',
  run: (context) =>
    inOwnSubnets(context, async (seen) => {
      const { outboundType } = context.cluster.order.network;
      const judge = judges[outboundType];
      const judged: Judged[] = [];
      for (const one of seen) judged.push(await judge(context, one));
      const faults = judged.flatMap((one) => ('fault' in one ? one.fault : []));
      const fine = judged.flatMap((one) => ('fault' in one ? [] : one));
      return verdictOf(faults, () =>
        passed(
          [
            `Outbound type ${outboundType} has its way out.`,
            ...new Set(fine.flatMap(({ remark }) => remark ?? [])),
          ].join(' '),
          [...new Set(fine.map(({ fact }) => fact))].join('; '),
        ),
      );
    }),
};

type Route = RouteTable['routes'][number];

async function defaultRoute({ facts }: CheckContext, { subnet }: SeenSubnet): Promise<Route | undefined> {
  const table = subnet.routeTableId ? await facts.routeTable(subnet.routeTableId) : undefined;
  return table?.routes.find(({ addressPrefix }) => addressPrefix === '0.0.0.0/0');
}

const leadsOut = ({ nextHopType }: Route) => ['VirtualAppliance', 'VirtualNetworkGateway'].includes(nextHopType);
const routeText = ({ nextHopType, nextHopAddress }: Route) =>
  `0.0.0.0/0 leads to ${nextHopType}${nextHopAddress ? ` ${nextHopAddress}` : ''}`;

/** AKS makes no way out itself, and refuses a default route to the Internet: nothing would translate addresses. */
async function byRoute(context: CheckContext, seen: SeenSubnet): Promise<Judged> {
  const { id, pointer, subnet } = seen;
  const hop = '--next-hop-type VirtualAppliance --next-hop-ip-address <of the appliance>';
  if (!subnet.routeTableId) {
    return fault(pointer, {
      detail: `Subnet ${subnet.name} has no route table; userDefinedRouting wants one with a default route to an appliance or gateway.`,
      remedy: `Run: az network vnet subnet update --ids ${id} --route-table <id of a route table with such a route>`,
      fact: `${subnet.name}: no routeTable`,
    });
  }
  const { name, at } = partsOf(subnet.routeTableId);
  const route = await defaultRoute(context, seen);
  if (!route) {
    return fault(pointer, {
      detail: `Route table ${name} of subnet ${subnet.name} has no default route 0.0.0.0/0.`,
      remedy: `Run: az network route-table route create ${at} --route-table-name ${name} -n default --address-prefix 0.0.0.0/0 ${hop}`,
      fact: `${name} has no route for 0.0.0.0/0`,
    });
  }
  if (leadsOut(route)) return { fact: `${name}: ${routeText(route)}` };
  return fault(pointer, {
    detail: `The default route of route table ${name} leads to ${route.nextHopType}; AKS allows VirtualAppliance or VirtualNetworkGateway.`,
    remedy: `Run: az network route-table route update ${at} --route-table-name ${name} -n ${route.name} ${hop}`,
    fact: `${name}: ${routeText(route)}`,
  });
}

async function byNatGateway({ facts }: CheckContext, { id, pointer, subnet }: SeenSubnet): Promise<Judged> {
  const { natGatewayId } = subnet;
  const gateway = natGatewayId ? await facts.natGateway(natGatewayId) : undefined;
  if (!natGatewayId || !gateway) {
    return fault(pointer, {
      detail: `Subnet ${subnet.name} has no NAT gateway, which outbound type userAssignedNATGateway wants.`,
      remedy: `Run: az network vnet subnet update --ids ${id} --nat-gateway <id of a NAT gateway with a public address>`,
      fact: `${subnet.name}: no natGateway`,
    });
  }
  const { name, at } = partsOf(natGatewayId);
  if (gateway.publicAddresses.length > 0)
    return { fact: `${name} has ${gateway.publicAddresses.length} public addresses or prefixes` };
  return fault(pointer, {
    detail: `NAT gateway ${name} has neither a public address nor a prefix.`,
    remedy: `Run: az network nat gateway update ${at} -n ${name} --public-ip-addresses <id of a public address>`,
    fact: `${name}: publicIpAddresses and publicIpPrefixes are empty`,
  });
}

/** AKS makes the way out; a route of the subnet's may lead elsewhere all the same. */
async function byAks(context: CheckContext, seen: SeenSubnet): Promise<Judged> {
  const { outboundType } = context.cluster.order.network;
  const route = await defaultRoute(context, seen);
  if (!route || route.nextHopType === 'Internet') return { fact: `AKS makes the ${outboundType}` };
  const { name, at } = partsOf(seen.subnet.routeTableId ?? '');
  const fact = `${name}: ${routeText(route)}`;
  if (leadsOut(route)) {
    return {
      fact,
      remark: `Beware: route table ${name} sends what leaves ${seen.subnet.name} another way than outbound type ${outboundType}: answers to what comes in by a public load balancer take that way too and are lost. userDefinedRouting fits such a table.`,
    };
  }
  return fault(seen.pointer, {
    detail: `The default route of route table ${name} leads to ${route.nextHopType}: nothing leaves subnet ${seen.subnet.name}.`,
    remedy: `Run: az network route-table route delete ${at} --route-table-name ${name} -n ${route.name}`,
    fact,
  });
}

const judges = {
  userDefinedRouting: byRoute,
  userAssignedNATGateway: byNatGateway,
  loadBalancer: byAks,
  managedNATGateway: byAks,
};

const fault = (pointer: string, about: Omit<Fault, 'pointer'>): Judged => ({ fault: { pointer, ...about } });
