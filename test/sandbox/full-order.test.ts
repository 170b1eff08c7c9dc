import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const ended = (answer: Answer) => answer.at('status') !== 'InProgress';
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const system = { name: 'nodepool1', count: 2, mode: 'System', vmSize: 'Standard_D2s_v5', osType: 'Linux' };
const scaled = {
  ...system,
  enableAutoScaling: true,
  minCount: 1,
  maxCount: 5,
  availabilityZones: ['1', '3'],
  nodeLabels: { team: 'x' },
  nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'],
};
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGUfeSvbhyy/3xY1lnXfbyhLUSDoVuiPnFP7bXbCVm7J';

async function quick(t: Parameters<typeof start>[0]) {
  const started = await start(t);
  await started.send('PUT', GROUP_PATH, { location: 'westeurope' });
  return started;
}

test('a cluster keeps what its order says, with what AKS adds to it', async (t) => {
  const { send, until } = await quick(t);
  const body = {
    ...clusterBody({
      properties: {
        supportPlan: 'AKSLongTermSupport',
        nodeResourceGroup: 'nodes',
        agentPoolProfiles: [{ ...scaled, upgradeSettings: { maxSurge: '33%' } }],
        autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'SecurityPatch' },
        aadProfile: { managed: true, enableAzureRBAC: true },
        disableLocalAccounts: true,
        apiServerAccessProfile: { enablePrivateCluster: true },
        linuxProfile: { adminUsername: 'me', ssh: { publicKeys: [{ keyData: key }] } },
        somethingNew: { of: 'a preview' },
      },
      network: {
        outboundType: 'managedNATGateway',
        natGatewayProfile: { managedOutboundIPProfile: { count: 2 } },
      },
    }),
    sku: { name: 'Base', tier: 'Premium' },
  };
  const made = await send('PUT', ONE, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await until(operationOf(made), ended);
  const read = await send('GET', ONE);
  const shows = (place: string, value: unknown) => assert.deepEqual(read.at(place), value, place);
  shows('sku', { name: 'Base', tier: 'Premium' });
  shows('properties.supportPlan', 'AKSLongTermSupport');
  shows('properties.nodeResourceGroup', 'nodes');
  shows('properties.autoUpgradeProfile', { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'SecurityPatch' });
  shows('properties.disableLocalAccounts', true);
  shows('properties.apiServerAccessProfile', {
    enablePrivateCluster: true,
    enablePrivateClusterPublicFQDN: true,
    privateDNSZone: 'system',
  });
  assert.match(`${read.at('properties.privateFQDN')}`, /\.privatelink\.westeurope\.azmk8s\.io$/);
  assert.ok(read.at('properties.aadProfile.tenantID'));
  shows('properties.linuxProfile.adminUsername', 'me');
  shows('properties.somethingNew', { of: 'a preview' });
  shows('properties.agentPoolProfiles.0.minCount', 1);
  shows('properties.agentPoolProfiles.0.upgradeSettings', { maxSurge: '33%', maxUnavailable: '0' });
  shows('properties.networkProfile.loadBalancerProfile', undefined);
  shows('properties.networkProfile.natGatewayProfile.idleTimeoutInMinutes', 4);
  assert.equal((read.at('properties.networkProfile.natGatewayProfile.effectiveOutboundIPs') as unknown[]).length, 2);
  const { eTag, ...again } = read.body as { eTag: string };
  assert.equal((await send('PUT', ONE, again, { 'if-match': eTag })).status, 200, 'a GET sent back is taken');
});

test('a load balancer goes out by the addresses that were given', async (t) => {
  const { send, until } = await quick(t);
  const id = `${GROUP_PATH}/providers/Microsoft.Network/publicIPAddresses/out`;
  const loadBalancerProfile = { outboundIPs: { publicIPs: [{ id }] } };
  await until(operationOf(await send('PUT', ONE, clusterBody({ network: { loadBalancerProfile } }))), ended);
  const shown = (await send('GET', ONE)).at('properties.networkProfile.loadBalancerProfile') as Record<string, unknown>;
  assert.deepEqual([shown['effectiveOutboundIPs'], shown['managedOutboundIPs']], [[{ id }], undefined]);
});

test('what AKS refuses of the full order is refused with its codes', async (t) => {
  const { send } = await quick(t);
  const pool = (more: object) => ({ properties: { agentPoolProfiles: [{ ...system, ...more }] } });
  const access = (apiServerAccessProfile: object) => ({ properties: { apiServerAccessProfile } });
  const cases: [code: string, target: string, more: object][] = [
    ['SystemPoolHasRestrictedTaint', 'agentPoolProfile.nodeTaints', pool({ nodeTaints: ['a=b:NoSchedule'] })],
    ['AvailabilityZoneNotSupported', 'agentPoolProfile.availabilityZones', pool({ availabilityZones: ['4'] })],
    ['InvalidParameter', 'agentPoolProfile.minCount', pool({ enableAutoScaling: true, minCount: 3, maxCount: 2 })],
    ['InvalidParameter', 'agentPoolProfile.count', pool({ enableAutoScaling: true, minCount: 3, maxCount: 5 })],
    ['InvalidParameter', 'agentPoolProfile.enableAutoScaling', pool({ minCount: 1, maxCount: 5 })],
    ['InvalidParameter', 'agentPoolProfile.nodeLabels', pool({ nodeLabels: { 'kubernetes.azure.com/a': 'b' } })],
    ['InvalidParameter', 'disableLocalAccounts', { properties: { disableLocalAccounts: true } }],
    [
      'InvalidParameter',
      'apiServerAccessProfile.authorizedIPRanges',
      access({ enablePrivateCluster: true, authorizedIPRanges: ['20.1.2.3'] }),
    ],
    ['InvalidParameter', 'apiServerAccessProfile.authorizedIPRanges', access({ authorizedIPRanges: ['x'] })],
    ['InvalidParameter', 'apiServerAccessProfile.privateDNSZone', access({ privateDNSZone: 'system' })],
    ['InvalidParameter', 'supportPlan', { properties: { supportPlan: 'AKSLongTermSupport' } }],
    [
      'InvalidParameter',
      'autoUpgradeProfile.nodeOSUpgradeChannel',
      { properties: { autoUpgradeProfile: { upgradeChannel: 'node-image', nodeOSUpgradeChannel: 'None' } } },
    ],
    ['InvalidParameter', 'networkProfile.natGatewayProfile', { network: { natGatewayProfile: {} } }],
    [
      'InvalidParameter',
      'networkProfile.loadBalancerProfile',
      { network: { loadBalancerProfile: { managedOutboundIPs: { count: 1 }, outboundIPs: {} } } },
    ],
  ];
  for (const [code, target, more] of cases) {
    const answer = await send('PUT', ONE, clusterBody(more));
    assert.deepEqual([answer.status, answer.at('code'), answer.at('target')], [400, code, target]);
  }
  assert.equal((await send('GET', ONE)).status, 404);
});

test('the inside of a cluster is told of labels, taints, zones, and the count that a scaled pool begins with', async (t) => {
  const { send, until, fake } = await quick(t);
  const pools = [
    {
      ...scaled,
      count: 3,
    },
  ];
  const made = await send('PUT', ONE, clusterBody({ properties: { agentPoolProfiles: pools } }));
  await until(operationOf(made), ended);
  const [inside] = fake.clusters.get(`${made.at('properties.fqdn')}`)?.pools ?? [];
  assert.partialDeepStrictEqual(inside, {
    name: 'nodepool1',
    mode: 'System',
    count: 3,
    vmSize: 'Standard_D2s_v5',
    maxPods: 250,
    labels: { team: 'x' },
    taints: ['CriticalAddonsOnly=true:NoSchedule'],
    zones: ['1', '3'],
    autoscaling: { min: 1, max: 5 },
  });
});

test('maintenance configurations are kept, one a schedule, and checked', async (t) => {
  const { send, until } = await quick(t);
  const at = `${ONE}/maintenanceConfigurations`;
  const window = {
    schedule: { weekly: { intervalWeeks: 1, dayOfWeek: 'Sunday' } },
    durationHours: 4,
    utcOffset: '+01:00',
    startTime: '02:00',
  };
  const put = (name: string, maintenanceWindow: object = window) =>
    send('PUT', `${at}/${name}`, { properties: { maintenanceWindow } });
  assert.equal((await put('aksManagedAutoUpgradeSchedule')).at('error.code'), 'ParentResourceNotFound');
  await until(operationOf(await send('PUT', ONE, clusterBody())), ended);
  assert.equal((await put('aksManagedAutoUpgradeSchedule')).status, 201);
  assert.equal((await put('aksManagedAutoUpgradeSchedule')).status, 200);
  assert.equal((await put('aksManagedNodeOSUpgradeSchedule')).status, 201);
  const read = await send('GET', `${at}/aksManagedAutoUpgradeSchedule`);
  assert.deepEqual(read.at('properties.maintenanceWindow'), window);
  assert.equal(((await send('GET', at)).at('value') as unknown[]).length, 2);
  assert.equal((await send('GET', `${at}/default`)).at('error.code'), 'ResourceNotFound');
  for (const [name, bent] of [
    ['mine', window],
    ['aksManagedAutoUpgradeSchedule', { ...window, durationHours: 2 }],
    ['aksManagedAutoUpgradeSchedule', { ...window, schedule: {} }],
    ['aksManagedAutoUpgradeSchedule', { ...window, startTime: 'two' }],
  ] as const) {
    assert.equal((await put(name, bent)).at('code'), 'InvalidParameter', name);
  }
});
