import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NodePool } from '../../../../src/model/node-pool.ts';
import { ProblemError, problem } from '../../../../src/model/problem.ts';
import { armBody } from '../../../../src/provisioning/arm-body.ts';
import { ownTags } from '../../../../src/provisioning/target.ts';
import { bench } from './bench.ts';

const pool = (more: Partial<NodePool> = {}): NodePool => ({
  name: 'one',
  mode: 'System',
  count: 3,
  vmSize: 'Standard_D2s_v5',
  maxSurge: '1',
  ...more,
});
const sized = (more: Partial<NodePool> = {}) => bench({ nodePools: [pool(more)] });
const scope = { account: 'test', subscriptionId: '00000000-0000-0000-0000-000000000001' };
const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
const subnet = `${subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;

function restrict(b: ReturnType<typeof bench>, restriction: { reason: string; zones?: string[] }) {
  const [size] = b.cloud.subscription.sizes;
  assert.ok(size);
  size.restrictions = [restriction];
}

describe('VM sizes', () => {
  test('that the region does not have, that are withheld, or not in a zone, are told apart and named', async () => {
    const unknown = sized({ vmSize: 'Standard_Z9' });
    const absent = await unknown.verdictOf('vm-size-offered');
    assert.deepEqual([absent.verdict, absent.pointer], ['Failed', '/nodePools/0/vmSize']);
    assert.match(absent.detail, /does not offer Standard_Z9/);

    const withheld = sized();
    restrict(withheld, { reason: 'NotAvailableForSubscription' });
    assert.match((await withheld.verdictOf('vm-size-offered')).detail, /may not have .*NotAvailableForSubscription/);

    const zonal = sized({ availabilityZones: ['1', '2'] });
    restrict(zonal, { reason: 'NotAvailableForSubscription', zones: ['2'] });
    const inZone = await zonal.verdictOf('vm-size-offered');
    assert.equal(inZone.pointer, '/nodePools/0/availabilityZones');
    assert.match(inZone.detail, /zone 2 .*zones that have it: 1, 3/);
  });

  test('withheld in a zone that the order does not name are no matter', async () => {
    const b = sized({ availabilityZones: ['1'] });
    restrict(b, { reason: 'NotAvailableForSubscription', zones: ['2'] });
    assert.equal((await b.verdictOf('vm-size-offered')).verdict, 'Passed');
  });

  test('are believed from the cache only while they serve: what was withheld may have been opened since', async () => {
    const before = sized({ availabilityZones: ['1'] });
    restrict(before, { reason: 'NotAvailableForSubscription', zones: ['2'] });
    assert.equal((await before.verdictOf('vm-size-offered')).verdict, 'Passed');
    const after = sized({ availabilityZones: ['2'] });
    after.setting.factCache = before.setting.factCache;
    assert.equal((await after.verdictOf('vm-size-offered')).verdict, 'Passed');
    const again = sized();
    again.setting.factCache = before.setting.factCache;
    await again.run();
    assert.ok(!again.reads.includes('vmSizes'));
  });

  test('too small for a system pool fail, burstable ones pass with a word', async () => {
    const small = await sized({ vmSize: 'Standard_B1ms' }).verdictOf('vm-size-fit');
    assert.deepEqual([small.verdict, small.fact], ['Failed', 'Standard_B1ms 1 vCPU, 2 GB']);
    const burstable = await sized({ vmSize: 'Standard_B2ms' }).verdictOf('vm-size-fit');
    assert.equal(burstable.verdict, 'Passed');
    assert.match(burstable.detail, /burstable/);
  });

  test('left out are chosen by AKS: nothing is read, and each check says so', async () => {
    const b = bench();
    const findings = await b.run();
    const skipped = findings.filter(({ detail }) => detail.includes('AKS chooses')).map(({ check }) => check);
    assert.deepEqual(skipped, ['vm-size-offered', 'vm-size-fit', 'vcpu-quota', 'capacity']);
    assert.ok(!b.reads.includes('vmSizes'));
  });
});

describe('the vCPU quota', () => {
  const quota = (b: ReturnType<typeof bench>, name: string, used: number, limit: number) => {
    const compute = b.cloud.subscription.usages['Microsoft.Compute'] ?? [];
    Object.assign(compute.find((one) => one.name === name) ?? {}, { used, limit });
  };

  test('counts every pool at its most nodes, with those of an upgrade, by family and region', async () => {
    const pools = [
      pool({ count: 1, minCount: 1, maxCount: 8, maxSurge: '33%' }),
      pool({ name: 'two', mode: 'User', count: 2 }),
    ];
    const fits = bench({ nodePools: pools });
    // Eleven nodes at the most of the one, three of the other, two vCPUs each.
    quota(fits, 'standardDSv5Family', 72, 100);
    assert.equal((await fits.verdictOf('vcpu-quota')).verdict, 'Passed');

    const short = bench({ nodePools: pools });
    quota(short, 'standardDSv5Family', 73, 100);
    const { verdict, detail, fact } = await short.verdictOf('vcpu-quota');
    assert.equal(verdict, 'Failed');
    assert.match(detail, /standardDSv5Family lacks 1 \(needs 28, has 27 left\)/);
    assert.match(fact ?? '', /standardDSv5Family 73 of 100/);

    const regional = bench({ nodePools: pools });
    quota(regional, 'cores', 990, 1_000);
    assert.match((await regional.verdictOf('vcpu-quota')).detail, /cores lacks 18/);
  });

  test('that Azure does not tell is Unknown, and capacity always is', async () => {
    const b = sized();
    b.cloud.subscription.usages['Microsoft.Compute'] = [];
    assert.equal((await b.verdictOf('vcpu-quota')).verdict, 'Unknown');
    const { verdict, remedy } = await sized().verdictOf('capacity');
    assert.equal(verdict, 'Unknown');
    assert.match(remedy ?? '', /azure-capacity/);
  });
});

describe('other quotas', () => {
  test('of clusters and of public addresses fail when they are used up', async () => {
    const b = bench({ network: { loadBalancer: { managedOutboundIPCount: 3 } } });
    b.cloud.subscription.usages = {
      'Microsoft.ContainerService': [{ name: 'ManagedClusters', used: 10, limit: 10 }],
      'Microsoft.Network': [{ name: 'StandardSkuPublicIpAddresses', used: 8, limit: 10 }],
    };
    const clusters = await b.verdictOf('cluster-quota');
    assert.deepEqual([clusters.verdict, clusters.fact], ['Failed', '10 of 10 clusters']);
    const addresses = await b.verdictOf('public-ip-quota');
    assert.equal(addresses.verdict, 'Failed');
    assert.match(addresses.detail, /needs 3 /);
  });

  test('of clusters is Unknown where AKS tells none', async () => {
    const b = bench();
    b.cloud.subscription.usages['Microsoft.ContainerService'] = undefined;
    assert.equal((await b.verdictOf('cluster-quota')).verdict, 'Unknown');
  });

  test('of public addresses are no matter to a way out without any', async () => {
    const b = bench({ network: { outboundType: 'userDefinedRouting' }, nodePools: [pool({ vnetSubnetId: subnet })] });
    assert.equal((await b.verdictOf('public-ip-quota')).verdict, 'Skipped');
    assert.ok(!b.questions.some((question) => question.includes('"Microsoft.Network"')));
  });

  test('are not asked again once the cluster of the order stands, which they count', async () => {
    const b = sized();
    const created = await b.cloud.arm.createCluster(scope, 'rg-blue', 'blue', {
      ...armBody(b.cluster.order, ownTags(b.cluster, 'test')),
    });
    assert.equal(created.type, 'created');
    b.cloud.subscription.usages = { 'Microsoft.ContainerService': [{ name: 'ManagedClusters', used: 10, limit: 10 }] };
    for (const check of ['vcpu-quota', 'cluster-quota', 'public-ip-quota', 'node-resource-group-free']) {
      assert.equal((await b.verdictOf(check)).verdict, 'Skipped', check);
    }
  });
});

describe('resource groups', () => {
  test('under a read-only lock fail, under one against deletion pass with a word', async () => {
    const b = bench();
    b.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
    b.cloud.subscription.locks = [{ name: 'keep', level: 'CanNotDelete' }];
    const warned = await b.verdictOf('resource-group-unlocked');
    assert.equal(warned.verdict, 'Passed');
    assert.match(warned.detail, /later delete/);
    b.cloud.subscription.locks = [{ name: 'frozen', level: 'ReadOnly' }];
    const { verdict, remedy } = await b.verdictOf('resource-group-unlocked');
    assert.equal(verdict, 'Failed');
    assert.match(remedy ?? '', /az lock delete -g rg-blue --subscription \S+ -n frozen/);
  });

  test('of the nodes must not exist, by the name that AKS gives or the one ordered', async () => {
    const b = bench();
    b.cloud.groups.set('MC_rg-blue_blue_westeurope', { location: 'westeurope', tags: {} });
    assert.equal((await b.verdictOf('node-resource-group-free')).pointer, '/name');
    const named = bench({ nodeResourceGroup: 'rg-nodes' });
    named.cloud.groups.set('rg-nodes', { location: 'westeurope', tags: {} });
    assert.equal((await named.verdictOf('node-resource-group-free')).pointer, '/nodeResourceGroup');
  });
});

describe('Kubernetes versions', () => {
  test('in long-term support alone want tier Premium', async () => {
    const offered = [
      { version: '1.31.9', isDefault: false, isPreview: false, longTermOnly: true as const },
      { version: '1.35.2', isDefault: true, isPreview: false },
    ];
    const verdictIn = async (tier: 'Free' | 'Premium', kubernetesVersion: string) => {
      const b = bench({ tier, kubernetesVersion });
      b.setting.arm = { ...b.cloud.arm, kubernetesVersions: async () => offered };
      return (await b.verdictOf('kubernetes-version-supported')).verdict;
    };
    assert.equal(await verdictIn('Free', '1.31.9'), 'Failed');
    assert.equal(await verdictIn('Premium', '1.31.9'), 'Passed');
    assert.equal(await verdictIn('Free', '1.35.2'), 'Passed');
  });
});

describe('our own rights', () => {
  const role = (actions: string[], notActions: string[] = []) => [{ actions, notActions }];
  const all = ['Microsoft.ContainerService/*', 'Microsoft.Resources/*'];

  test('that are missing are listed with where, wildcards and exceptions counted', async () => {
    const b = bench({ nodePools: [pool({ vnetSubnetId: subnet })] });
    b.cloud.subscription.permissions = {
      [subscription]: role(all, ['*/listClusterAdminCredential/action']),
    };
    const { verdict, detail, remedy } = await b.verdictOf('own-rights');
    assert.equal(verdict, 'Failed');
    assert.match(detail, /lacks \S+\/listClusterAdminCredential\/action, \S+\/subnets\/join\/action\.$/);
    assert.ok(remedy?.includes(`--scope ${subnet}`));
  });

  test('granted on the subscription take one read; narrower ones are looked for where they are needed', async () => {
    const wide = bench();
    assert.equal((await wide.verdictOf('own-rights')).verdict, 'Passed');
    assert.equal(wide.reads.filter((read) => read === 'permissions').length, 1);

    const narrow = bench({ nodePools: [pool({ vnetSubnetId: subnet })] });
    narrow.cloud.groups.set('rg-blue', { location: 'westeurope', tags: {} });
    narrow.cloud.subscription.permissions = {
      [`${subscription}/resourceGroups/rg-blue`]: role(all),
      [subnet]: role(['Microsoft.Network/virtualNetworks/subnets/join/action']),
    };
    narrow.setting.arm = {
      ...narrow.cloud.arm,
      async permissions(scope, at) {
        if (at === subscription) throw new ProblemError(problem('azure-forbidden', 'Azure answered 403.'));
        return narrow.cloud.arm.permissions(scope, at);
      },
    };
    assert.equal((await narrow.verdictOf('own-rights')).verdict, 'Passed');
  });

  test('reach to the maintenance window, if there is one', async () => {
    const windowed = bench({ autoUpgrade: 'patch', maintenanceWindow: { dayOfWeek: 'Sunday', startTime: '02:00' } });
    const permissions = { [subscription]: role(['*'], ['*/maintenanceConfigurations/write']) };
    windowed.cloud.subscription.permissions = permissions;
    assert.match((await windowed.verdictOf('own-rights')).detail, /lacks \S+\/maintenanceConfigurations\/write/);
    const plain = bench();
    plain.cloud.subscription.permissions = permissions;
    assert.equal((await plain.verdictOf('own-rights')).verdict, 'Passed');
  });

  test('for what may follow are missed in passing', async () => {
    const b = bench();
    b.cloud.subscription.permissions = { [subscription]: role(['*'], ['*/delete']) };
    const { verdict, detail } = await b.verdictOf('own-rights');
    assert.equal(verdict, 'Passed');
    assert.match(detail, /lacks Microsoft.ContainerService\/managedClusters\/delete/);
    const cleaning = bench({ onFailure: 'delete' });
    cleaning.cloud.subscription.permissions = b.cloud.subscription.permissions;
    assert.equal((await cleaning.verdictOf('own-rights')).verdict, 'Failed');
  });
});

describe('policies', () => {
  test('that deny the cluster are named; without their provider they cannot be asked', async () => {
    const b = bench();
    const assignmentId = `${subscription}/providers/Microsoft.Authorization/policyAssignments/allowed-locations`;
    b.cloud.subscription.denials = [{ assignmentId, definitionId: 'd', reason: 'location NotIn northeurope' }];
    const { verdict, detail, remedy } = await b.verdictOf('policy-allows');
    assert.equal(verdict, 'Failed');
    assert.match(detail, /allowed-locations \(location NotIn northeurope\)/);
    assert.ok(remedy?.includes(assignmentId));
    const mute = bench();
    mute.cloud.subscription.providers['Microsoft.PolicyInsights'] = 'NotRegistered';
    assert.equal((await mute.verdictOf('policy-allows')).verdict, 'Unknown');
    mute.cloud.subscription.providers = {};
    assert.equal((await mute.verdictOf('policy-allows')).verdict, 'Passed', 'the remedy counts at once');
  });

  test('are asked about the body that would be sent', async () => {
    const b = bench({ tags: { team: 'blue' } });
    const asked: unknown[] = [];
    b.setting.arm = {
      ...b.cloud.arm,
      async policyDenials(_scope, at, resource) {
        asked.push(at, resource);
        return [];
      },
    };
    await b.run();
    const [at, resource] = asked as [string, Record<string, Record<string, unknown>>];
    assert.equal(at, subscription, 'the group is still to be made');
    assert.equal(resource['type'], 'Microsoft.ContainerService/managedClusters');
    assert.deepEqual(
      [
        resource['tags']?.['team'],
        resource['tags']?.['slipway-cluster'],
        resource['properties']?.['kubernetesVersion'],
      ],
      ['blue', 'cls_1', '1.35.2'],
    );
  });
});
