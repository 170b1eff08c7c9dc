import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Case, network, networkId, ownNetwork, pool, subnet, subnetId, testAll } from './own-network.ts';

const nics = (count: number, group = 'other') =>
  Array.from({ length: count }, (_, index) => `/subscriptions/s/resourceGroups/${group}/nic/${index}`);

const cases: Case[] = [
  { title: 'the subnet exists', check: 'subnet-exists', verdict: 'Passed' },
  {
    title: 'a network that is gone',
    check: 'subnet-exists',
    given: ({ fake }) => fake.networks.clear(),
    verdict: 'Failed',
    says: [/Virtual network v does not exist in net/, /az network vnet create -g net --subscription \S+ -n v/],
    pointer: '/nodePools/0/vnetSubnetId',
  },
  {
    title: 'a subnet that is gone',
    check: 'subnet-exists',
    order: { nodePools: [pool(), pool({ name: 'two', mode: 'User', vnetSubnetId: subnetId('gone') })] },
    verdict: 'Failed',
    says: [
      /no subnet gone/,
      /az network vnet subnet create -g net --subscription \S+ --vnet-name v -n gone/,
      /its subnets are nodes/,
    ],
    pointer: '/nodePools/1/vnetSubnetId',
  },
  {
    title: 'ids are compared without case',
    check: 'subnet-exists',
    order: { nodePools: [pool({ vnetSubnetId: subnetId().replace('/subnets/nodes', '/subnets/NODES') })] },
    verdict: 'Passed',
  },
  { title: 'no delegation', check: 'subnet-not-delegated', verdict: 'Passed' },
  {
    title: 'a delegation',
    check: 'subnet-not-delegated',
    network: { subnets: [subnet({ delegations: ['Microsoft.Sql/managedInstances'] })] },
    verdict: 'Failed',
    says: [/delegated to Microsoft.Sql\/managedInstances/, /--remove delegations/],
    pointer: '/nodePools/0/vnetSubnetId',
  },
  { title: 'one prefix', check: 'subnet-one-prefix', verdict: 'Passed', says: [/10\.1\.0\.0\/24/] },
  {
    title: 'two prefixes',
    check: 'subnet-one-prefix',
    network: { subnets: [subnet({ addressPrefixes: ['10.1.0.0/24', '10.1.1.0/24'] })] },
    verdict: 'Failed',
    says: [/has 2 address prefixes/, /10\.1\.1\.0\/24/],
  },
  {
    title: 'room for nodes and surge',
    check: 'subnet-addresses-free',
    network: { subnets: [subnet({ takenBy: nics(247) })] },
    verdict: 'Passed',
    says: [/4 addresses free, 4 needed/],
  },
  {
    title: 'one address too few',
    check: 'subnet-addresses-free',
    network: { subnets: [subnet({ takenBy: nics(248) })] },
    verdict: 'Failed',
    says: [/3 free addresses; the nodes need 4/, /251 usable addresses, 248 of them taken/],
  },
  {
    title: 'a subnet too small even when empty',
    check: 'subnet-addresses-free',
    network: { subnets: [subnet({ addressPrefixes: ['10.1.0.0/29'] })] },
    verdict: 'Failed',
    says: [/Even empty it would be too small/],
  },
  {
    title: "the autoscaler's maximum and a share of surge, over all pools of the subnet",
    check: 'subnet-addresses-free',
    order: {
      nodePools: [
        pool({ minCount: 1, maxCount: 100, maxSurge: '33%' }),
        pool({ name: 'two', mode: 'User', count: 100, maxSurge: '10%' }),
      ],
    },
    verdict: 'Passed',
    says: [/243 needed/],
  },
  {
    title: 'a private API server takes one more',
    check: 'subnet-addresses-free',
    order: { apiServerAccess: { private: true } },
    verdict: 'Passed',
    says: [/5 needed/],
  },
  { title: 'a settled network in the region', check: 'network-usable', verdict: 'Passed' },
  {
    title: 'another region',
    check: 'network-usable',
    network: { location: 'northeurope' },
    verdict: 'Failed',
    says: [/is in northeurope; the cluster is to be in westeurope/],
  },
  {
    title: 'a change under way',
    check: 'network-usable',
    network: { provisioningState: 'Updating' },
    verdict: 'Unknown',
    says: [/is under way/, /az network vnet wait/],
  },
  {
    title: 'a change that has failed',
    check: 'network-usable',
    network: { provisioningState: 'Failed' },
    verdict: 'Failed',
    says: [/is Failed/, /az network vnet update/],
  },
  {
    title: 'two networks',
    check: 'network-usable',
    order: { nodePools: [pool(), pool({ name: 'two', mode: 'User', vnetSubnetId: `${networkId}2/subnets/nodes` })] },
    given: ({ fake }) =>
      fake.networks.set(
        `${networkId}2`,
        network({ id: `${networkId}2`, subnets: [subnet({ id: `${networkId}2/subnets/nodes` })] }),
      ),
    verdict: 'Failed',
    says: [/2 virtual networks/],
    pointer: '/nodePools/1/vnetSubnetId',
  },
  { title: 'an address space of its own', check: 'network-ranges-allowed', verdict: 'Passed' },
  ...['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'].map(
    (range): Case => ({
      title: `${range} in the address space`,
      check: 'network-ranges-allowed',
      network: { addressPrefixes: ['10.1.0.0/16', range] },
      verdict: 'Failed',
      says: [new RegExp(`${range} overlaps ${range}`)],
    }),
  ),
  {
    title: 'a range that holds two of them: both pairs are named',
    check: 'network-ranges-allowed',
    network: { addressPrefixes: ['172.16.0.0/12'] },
    verdict: 'Failed',
    says: [/172\.16\.0\.0\/12 overlaps 172\.30.*172\.16\.0\.0\/12 overlaps 172\.31/],
  },
  { title: 'ranges apart', check: 'network-ranges-apart', verdict: 'Passed' },
  {
    title: 'services inside the network',
    check: 'network-ranges-apart',
    network: { addressPrefixes: ['10.0.0.0/8'] },
    verdict: 'Failed',
    says: [/podCidr 10\.244\.0\.0\/16 overlaps 10\.0\.0\.0\/8/, /serviceCidr 10\.0\.0\.0\/16 overlaps 10\.0\.0\.0\/8/],
    pointer: '/network/podCidr',
  },
  {
    title: 'pods where a peer is',
    check: 'network-ranges-apart',
    network: { peerings: [{ name: 'hub', addressPrefixes: ['10.5.0.0/16', '10.244.128.0/17'] }] },
    verdict: 'Failed',
    says: [/podCidr 10\.244\.0\.0\/16 overlaps 10\.244\.128\.0\/17 of the network behind peering hub/],
  },
];

describe('a network of one’s own', () => {
  testAll(cases);

  test("nodes of this very order do not count as somebody else's in a second run", async () => {
    const world = ownNetwork({}, { subnets: [subnet({ takenBy: [...nics(247), ...nics(3, 'MC_own')] })] });
    assert.equal((await world.verdictOf('subnet-addresses-free')).verdict, 'Failed');
    world.setting.arm = {
      ...world.cloud.arm,
      cluster: async () => ({
        id: '/c',
        provisioningState: 'Creating',
        tags: { 'slipway-instance': 'test', 'slipway-cluster': 'cls_1' },
        nodeResourceGroup: 'mc_own',
        pools: [],
      }),
    };
    assert.equal((await world.verdictOf('subnet-addresses-free')).verdict, 'Passed');
  });
});
