import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../../src/model/problem.ts';
import {
  base,
  type Case,
  identityId,
  networkId,
  ownNetwork,
  pool,
  principalId,
  roleId,
  subnet,
  subnetId,
  subscription,
  testAll,
  type World,
} from './own-network.ts';

const reader = roleId('acdd72a7-3385-48ef-bd42-f606fba81ae7');
const contributor = roleId('b24988ac-6180-42a0-ab88-20f7382dd24c');
const custom = roleId('cccccccc-0000-4000-8000-000000000001');
const zoneContributor = roleId('b12aa53e-6015-4669-85d0-8515ebb3ae7f');
const networkContributor = roleId('4d97b98b-1d4f-4787-a291-c67834d212e7');
const zone = `${base}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const group = 'bbbbbbbb-0000-4000-8000-000000000001';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const read = 'Microsoft.Network/virtualNetworks/subnets/read';

/** What the identity holds in place of Network Contributor on the subnet. */
function holds(...roles: [roleDefinitionId: string, scope: string, holder?: string][]) {
  return ({ fake }: World) => {
    fake.assignments.length = 0;
    for (const [roleDefinitionId, scope, holder = principalId] of roles) {
      fake.assignments.push({ roleDefinitionId, scope, principalId: holder });
    }
  };
}

/** A custom role of these actions on the subnet. */
function customRole(actions: string[], notActions: string[] = []) {
  return (world: World) => {
    holds([custom, subnetId()])(world);
    world.fake.roles.set(custom, { name: 'Node Joiner', permissions: [{ actions, notActions }] });
  };
}

const two = [pool(), pool({ name: 'two', mode: 'User', vnetSubnetId: subnetId('more') })];
const twoSubnets = { subnets: [subnet(), subnet({ name: 'more' })] };
const privately = { apiServerAccess: { private: true, privateDnsZone: zone } };

const cases: Case[] = [
  { title: 'it does', check: 'identity-exists', verdict: 'Passed', says: [new RegExp(`principal ${principalId}`)] },
  {
    title: 'it does not',
    check: 'identity-exists',
    given: ({ fake }) => fake.identities.clear(),
    verdict: 'Failed',
    says: [/az identity create -g net --subscription \S+ -n aks -l westeurope/],
    pointer: '/identity/resourceId',
  },
  {
    title: 'in another subscription',
    check: 'identity-exists',
    given: ({ fake }) =>
      fake.identities.set(identityId, { id: '/subscriptions/other/x', location: 'westeurope', principalId }),
    verdict: 'Passed',
    says: [/another subscription/],
  },
  {
    title: 'Network Contributor on the subnet',
    check: 'identity-may-join-subnet',
    verdict: 'Passed',
    says: [/it holds Network Contributor at .*\/subnets\/nodes/],
  },
  ...[networkId, `${subscription}/resourceGroups/net`, subscription, '/'].map(
    (scope): Case => ({
      title: `inherited from ${scope.split('/').slice(-2).join('/')}`,
      check: 'identity-may-join-subnet',
      given: holds([networkContributor, scope]),
      verdict: 'Passed',
    }),
  ),
  {
    title: 'Contributor',
    check: 'identity-may-join-subnet',
    given: holds([contributor, subscription]),
    verdict: 'Passed',
  },
  {
    title: 'held by a group that it is in',
    check: 'identity-may-join-subnet',
    given: (world) => {
      holds([networkContributor, subnetId(), group])(world);
      world.fake.groups.set(group, [principalId]);
    },
    verdict: 'Passed',
  },
  {
    title: 'held by a group that it is not in',
    check: 'identity-may-join-subnet',
    given: holds([networkContributor, subnetId(), group]),
    verdict: 'Failed',
  },
  {
    title: 'nothing at all',
    check: 'identity-may-join-subnet',
    given: holds(),
    verdict: 'Failed',
    says: [
      /lacks Microsoft\.Network\/virtualNetworks\/subnets\/join\/action and Microsoft/,
      /no role there/,
      new RegExp(
        `az role assignment create --assignee-object-id ${principalId} .*--role "Network Contributor" --scope ${subnetId()}`,
      ),
    ],
    pointer: '/nodePools/0/vnetSubnetId',
  },
  {
    title: 'Reader',
    check: 'identity-may-join-subnet',
    given: holds([reader, subscription]),
    verdict: 'Failed',
    says: [/it holds Reader at/],
  },
  {
    title: 'a role on another subnet',
    check: 'identity-may-join-subnet',
    given: holds([networkContributor, subnetId('other')]),
    verdict: 'Failed',
  },
  {
    title: 'Reader above and a custom role that joins',
    check: 'identity-may-join-subnet',
    given: (world) => {
      customRole([join])(world);
      world.fake.assignments.push({ roleDefinitionId: reader, scope: '/', principalId });
    },
    verdict: 'Passed',
  },
  {
    title: 'a custom role with both actions; what the pages disagree on is told',
    check: 'identity-may-join-subnet',
    given: customRole([join, read]),
    verdict: 'Passed',
    says: [/Microsoft\.Authorization\/roleAssignments\/write/, /Node Joiner/],
  },
  {
    title: 'a custom role with a star',
    check: 'identity-may-join-subnet',
    given: customRole(['Microsoft.Network/*/subnets/*']),
    verdict: 'Passed',
  },
  {
    title: 'a custom role that only joins',
    check: 'identity-may-join-subnet',
    given: customRole([join]),
    verdict: 'Failed',
    says: [/lacks Microsoft\.Network\/virtualNetworks\/subnets\/read on/],
  },
  {
    title: 'a custom role with an exception',
    check: 'identity-may-join-subnet',
    given: customRole(['Microsoft.Network/*'], ['*/join/action']),
    verdict: 'Failed',
  },
  {
    title: 'one of two subnets',
    check: 'identity-may-join-subnet',
    order: { nodePools: two },
    network: twoSubnets,
    verdict: 'Failed',
    says: [/on subnet more/],
    pointer: '/nodePools/1/vnetSubnetId',
  },
  {
    title: 'two subnets by the network',
    check: 'identity-may-join-subnet',
    order: { nodePools: two },
    network: twoSubnets,
    given: holds([networkContributor, networkId]),
    verdict: 'Passed',
  },
  {
    title: 'no identity to hold it',
    check: 'identity-may-join-subnet',
    given: ({ fake }) => fake.identities.clear(),
    verdict: 'Skipped',
  },
  {
    title: 'no subnet to hold it on',
    check: 'identity-may-join-subnet',
    given: ({ fake }) => fake.networks.clear(),
    verdict: 'Skipped',
  },
  {
    title: 'a system-assigned identity',
    check: 'identity-may-join-subnet',
    order: { identity: { type: 'SystemAssigned' } },
    verdict: 'Failed',
    pointer: '/identity',
  },
  { title: 'no zone', check: 'dns-zone-rights', verdict: 'Skipped' },
  {
    title: "AKS's own zone",
    check: 'dns-zone-rights',
    order: { apiServerAccess: { private: true, privateDnsZone: 'system' } },
    verdict: 'Skipped',
  },
  {
    title: 'no right on the zone',
    check: 'dns-zone-rights',
    order: privately,
    given: holds([networkContributor, networkId]),
    verdict: 'Failed',
  },
  {
    title: 'a right on the subnet alone',
    check: 'dns-zone-rights',
    order: privately,
    verdict: 'Failed',
    says: [
      /lacks Microsoft\.Network\/privateDnsZones\/read/,
      /"Private DNS Zone Contributor" --scope .*privateDnsZones/,
      /lacks Microsoft\.Network\/virtualNetworks\/join\/action on v/,
    ],
    pointer: '/apiServerAccess/privateDnsZone',
  },
  {
    title: 'rights on zone and network',
    check: 'dns-zone-rights',
    order: privately,
    given: holds([zoneContributor, zone], [networkContributor, networkId]),
    verdict: 'Passed',
  },
];

describe('the identity of the cluster', () => {
  testAll(cases);

  test('is not looked at for an order of a managed network', async () => {
    const world = ownNetwork({ nodePools: [{ name: 'nodepool1', mode: 'System', count: 1 }] });
    const findings = await world.run();
    assert.equal(findings.find(({ check }) => check === 'identity-may-join-subnet')?.verdict, 'Skipped');
    assert.equal(findings.find(({ check }) => check === 'identity-exists')?.verdict, 'Passed');
    assert.ok(!world.reads.includes('roleAssignments'));
  });

  test("Azure's own roles are not read, and two subnets under one grant are one listing", async () => {
    const world = ownNetwork({ nodePools: two }, twoSubnets);
    holds([networkContributor, networkId], [custom, subnetId()])(world);
    await world.run();
    assert.equal(world.reads.filter((read) => read === 'roleAssignments').length, 1);
    assert.ok(!world.reads.includes('roleDefinition'));
  });

  test('a custom role that grants it is read once in an hour, one that does not each time', async () => {
    const world = ownNetwork();
    customRole([join])(world);
    await world.run();
    world.fake.roles.set(custom, {
      name: 'mended',
      permissions: [{ actions: ['Microsoft.Network/*'], notActions: [] }],
    });
    assert.equal((await world.verdictOf('identity-may-join-subnet')).verdict, 'Passed');
    world.reads.length = 0;
    await world.run();
    assert.ok(!world.reads.includes('roleDefinition'));
  });

  test('the right to look at role assignments is named where it is missing', async () => {
    const world = ownNetwork();
    const message = `The client 'a' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '${subnetId()}' or the scope is invalid.`;
    world.setting.arm = {
      ...world.cloud.arm,
      async roleAssignments() {
        throw new ProblemError(problem('azure-forbidden', '403', { azure: { code: 'AuthorizationFailed', message } }));
      },
    };
    const { verdict, detail } = await world.verdictOf('identity-may-join-subnet');
    assert.equal(verdict, 'Unknown');
    assert.match(detail, /lacks Microsoft\.Authorization\/roleAssignments\/read/);
  });
});
