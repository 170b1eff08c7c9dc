import { describe } from 'node:test';
import type { ResolvedNetwork } from '../../../../src/model/network.ts';
import type { Order } from '../../../../src/model/order.ts';
import type { SecurityRule, VirtualNetwork } from '../../../../src/ports.ts';
import { base, type Case, ownRules, pool, subnet, subnetId, testAll, type World } from './own-network.ts';

const nsg = `${base}/Microsoft.Network/networkSecurityGroups/nsg`;
const udr = `${base}/Microsoft.Network/routeTables/udr`;
const nat = `${base}/Microsoft.Network/natGateways/nat`;
const outbound = (outboundType: ResolvedNetwork['outboundType']) => ({ network: { outboundType } });

function guard(rules: Partial<SecurityRule>[], change: Partial<VirtualNetwork> = {}) {
  return {
    network: { subnets: [subnet({ securityGroupId: nsg })], ...change },
    given: ({ fake }: World) => {
      const own = rules.map(
        (rule, index): SecurityRule => ({
          name: `rule${index}`,
          direction: 'Inbound',
          access: 'Deny',
          priority: 200 + index,
          protocol: '*',
          sources: ['*'],
          destinations: ['*'],
          sourcePorts: ['*'],
          destinationPorts: ['*'],
          ...rule,
        }),
      );
      fake.securityGroups.set(nsg, [...own, ...ownRules]);
    },
  };
}

function routed(nextHopType?: string, addressPrefix = '0.0.0.0/0') {
  return {
    network: { subnets: [subnet({ routeTableId: udr })] },
    given: ({ fake }: World) => {
      const routes = nextHopType ? [{ name: 'out', addressPrefix, nextHopType }] : [];
      fake.routeTables.set(udr, { id: udr, routes });
    },
  };
}

const cases: Case[] = [
  { title: 'no security group', check: 'node-traffic-allowed', verdict: 'Passed', says: [/No network security group/] },
  { title: "Azure's rules alone", check: 'node-traffic-allowed', ...guard([]), verdict: 'Passed' },
  {
    title: 'everything denied',
    check: 'node-traffic-allowed',
    ...guard([{}]),
    verdict: 'Failed',
    says: [
      /rule0 \(Inbound, priority 200\) of nsg denies all traffic/,
      /az network nsg rule create -g net --subscription \S+ --nsg-name nsg -n AllowNodesInbound199 --priority 199 /,
    ],
  },
  {
    title: 'everything denied, and the numbers before it are partly taken',
    check: 'node-traffic-allowed',
    ...guard([
      { priority: 4000, access: 'Allow', destinationPorts: ['22'] },
      { priority: 3999, direction: 'Outbound', access: 'Allow' },
      { priority: 4001 },
    ]),
    verdict: 'Failed',
    says: [/--priority 3999 /],
  },
  {
    title: 'everything denied by the very first rule',
    check: 'node-traffic-allowed',
    ...guard([{ priority: 100 }]),
    verdict: 'Failed',
    says: [/az network nsg rule delete -g net --subscription \S+ --nsg-name nsg -n rule0/],
  },
  {
    title: 'denied on the way out',
    check: 'node-traffic-allowed',
    ...guard([{ direction: 'Outbound', destinations: ['VirtualNetwork'] }]),
    verdict: 'Failed',
    says: [/Outbound, priority 200/],
  },
  {
    title: "Cilium's tunnel denied",
    check: 'node-traffic-allowed',
    ...guard([{ protocol: 'Udp', destinationPorts: ['8472'] }]),
    verdict: 'Failed',
    says: [/denies UDP 8472/],
  },
  {
    title: "another CNI's tunnel denied",
    check: 'node-traffic-allowed',
    ...guard([{ protocol: 'Udp', destinationPorts: ['4789'] }]),
    verdict: 'Passed',
    says: [/denies UDP 4789 between nodes, which the cluster does not need/],
  },
  {
    title: 'Geneve denied, which these values ask for',
    check: 'node-traffic-allowed',
    order: { cni: { plugin: 'cilium', values: { tunnelProtocol: 'geneve' } } } as Partial<Order>,
    ...guard([{ protocol: 'Udp', destinationPorts: ['6081'] }]),
    verdict: 'Failed',
  },
  {
    title: 'any tunnel denied to a CNI that is not known',
    check: 'node-traffic-allowed',
    order: { cni: { plugin: 'external' } },
    ...guard([{ protocol: 'Udp', destinationPorts: ['9999'] }]),
    verdict: 'Failed',
  },
  {
    title: 'SSH denied',
    check: 'node-traffic-allowed',
    ...guard([{ protocol: 'Tcp', destinationPorts: ['22'] }]),
    verdict: 'Passed',
    says: [/TCP 22/],
  },
  {
    title: 'the kubelet denied',
    check: 'node-traffic-allowed',
    ...guard([{ protocol: 'Tcp', destinationPorts: ['10000-11000'] }]),
    verdict: 'Failed',
  },
  {
    title: 'between two subnets',
    check: 'node-traffic-allowed',
    order: { nodePools: [pool(), pool({ name: 'two', mode: 'User', vnetSubnetId: subnetId('more') })] },
    ...guard([{ sources: ['10.1.9.0/24'] }], {
      subnets: [subnet({ securityGroupId: nsg }), subnet({ name: 'more', addressPrefixes: ['10.1.9.0/24'] })],
    }),
    verdict: 'Failed',
    says: [
      /--source-address-prefixes 10\.1\.\S+ 10\.1\.9\.0\/24 --destination-address-prefixes 10\.1\.\S+ 10\.1\.9\.0\/24/,
    ],
  },
  { title: 'by AKS', check: 'way-out', verdict: 'Passed', says: [/AKS makes the loadBalancer/] },
  {
    title: 'by AKS, though a route leads to an appliance',
    check: 'way-out',
    ...routed('VirtualAppliance'),
    verdict: 'Passed',
    says: [/Beware.*userDefinedRouting/],
  },
  { title: 'by AKS, though a route leads nowhere', check: 'way-out', ...routed('None'), verdict: 'Failed' },
  { title: 'by AKS, with a route to the Internet', check: 'way-out', ...routed('Internet'), verdict: 'Passed' },
  {
    title: 'by route, with no table',
    check: 'way-out',
    order: outbound('userDefinedRouting'),
    verdict: 'Failed',
    says: [/no route table/, /--route-table/],
  },
  {
    title: 'by route, with a table that is empty',
    check: 'way-out',
    order: outbound('userDefinedRouting'),
    ...routed(),
    verdict: 'Failed',
    says: [/no default route/, /az network route-table route create -g net --subscription \S+ --route-table-name udr/],
  },
  {
    title: 'by route, with another route only',
    check: 'way-out',
    order: outbound('userDefinedRouting'),
    ...routed('VirtualAppliance', '10.0.0.0/8'),
    verdict: 'Failed',
  },
  {
    title: 'by route, to the Internet',
    check: 'way-out',
    order: outbound('userDefinedRouting'),
    ...routed('Internet'),
    verdict: 'Failed',
    says: [/leads to Internet/, /route update .* -n out/],
  },
  ...['VirtualAppliance', 'VirtualNetworkGateway'].map(
    (hop): Case => ({
      title: `by route, to a ${hop}`,
      check: 'way-out',
      order: outbound('userDefinedRouting'),
      ...routed(hop),
      verdict: 'Passed',
      says: [new RegExp(`leads to ${hop}`)],
    }),
  ),
  {
    title: 'by a NAT gateway that is not attached',
    check: 'way-out',
    order: outbound('userAssignedNATGateway'),
    verdict: 'Failed',
    says: [/no NAT gateway/, /--nat-gateway/],
  },
  ...[[], ['/ip']].map(
    (publicAddresses): Case => ({
      title: `by a NAT gateway with ${publicAddresses.length} addresses`,
      check: 'way-out',
      order: outbound('userAssignedNATGateway'),
      network: { subnets: [subnet({ natGatewayId: nat })] },
      given: ({ fake }) => fake.natGateways.set(nat, { id: nat, publicAddresses }),
      verdict: publicAddresses.length > 0 ? 'Passed' : 'Failed',
    }),
  ),
];

describe('the traffic of nodes', () => testAll(cases));
