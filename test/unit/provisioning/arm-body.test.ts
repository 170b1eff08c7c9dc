import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order, ResolvedOrder } from '../../../src/model/order.ts';
import { armBody } from '../../../src/provisioning/arm-body.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { orderOfBody } from '../../../src/provisioning/order-of-body.ts';
import { firstOrder } from '../../fakes/world.ts';
import { fullOrder, ownNetworkOrder } from './full-order.ts';

const account = { name: 'a', subscriptionId: '79a7390d-0000-0000-0000-000000000000' };
const resolve = (order: Partial<Order>) => resolveOrder({ ...firstOrder, ...order } as Order, account);
const ours = { 'slipway-cluster': 'cls_1' };

describe('the ARM body', () => {
  test('of a plain order is what az aks create --network-plugin none sends, said out loud', () => {
    const order = resolve({ name: 'demo', resourceGroup: 'rg', tags: { team: 'x' }, kubernetesVersion: '1.35.2' });
    assert.deepEqual(armBody(order, ours), {
      location: firstOrder.location,
      tags: { team: 'x', 'slipway-cluster': 'cls_1' },
      sku: { name: 'Base', tier: 'Free' },
      identity: { type: 'SystemAssigned' },
      properties: {
        kubernetesVersion: '1.35.2',
        dnsPrefix: 'demo-rg-79a739',
        enableRBAC: true,
        agentPoolProfiles: [
          {
            name: 'nodepool1',
            mode: 'System',
            count: 3,
            maxPods: 110,
            type: 'VirtualMachineScaleSets',
            osType: 'Linux',
            upgradeSettings: { maxSurge: '10%' },
          },
        ],
        networkProfile: {
          networkPlugin: 'none',
          podCidr: '10.244.0.0/16',
          serviceCidr: '10.0.0.0/16',
          dnsServiceIP: '10.0.0.10',
          outboundType: 'loadBalancer',
          loadBalancerSku: 'standard',
          loadBalancerProfile: {
            managedOutboundIPs: { count: 1 },
            allocatedOutboundPorts: 0,
            idleTimeoutInMinutes: 30,
          },
        },
        disableLocalAccounts: false,
        autoUpgradeProfile: { upgradeChannel: 'none', nodeOSUpgradeChannel: 'NodeImage' },
      },
    });
  });

  test('carries every field of an order in ARM’s wire names', () => {
    const { properties, sku } = armBody(resolve(fullOrder), ours);
    assert.deepEqual(sku, { name: 'Base', tier: 'Premium' });
    assert.equal(properties['supportPlan'], 'AKSLongTermSupport');
    assert.equal(properties.nodeResourceGroup, 'rg-nodes');
    assert.deepEqual(properties.agentPoolProfiles?.[1], {
      name: 'batch',
      mode: 'User',
      count: 1,
      vmSize: 'Standard_D8s_v5',
      osDiskSizeGB: 256,
      maxPods: 60,
      availabilityZones: ['1', '3'],
      nodeLabels: { 'example.com/kind': 'batch' },
      nodeTaints: ['dedicated=batch:NoSchedule'],
      type: 'VirtualMachineScaleSets',
      osType: 'Linux',
      enableAutoScaling: true,
      minCount: 1,
      maxCount: 9,
      upgradeSettings: { maxSurge: '33%' },
    });
    assert.deepEqual(properties.networkProfile?.natGatewayProfile, {
      managedOutboundIPProfile: { count: 2 },
      idleTimeoutInMinutes: 10,
    });
    assert.equal(properties.networkProfile?.loadBalancerProfile, undefined);
    assert.deepEqual(properties.aadProfile, {
      managed: true,
      enableAzureRBAC: true,
      adminGroupObjectIDs: ['11111111-1111-1111-1111-111111111111'],
    });
    assert.deepEqual(properties.apiServerAccessProfile, {
      enablePrivateCluster: false,
      authorizedIPRanges: ['20.1.2.0/24'],
    });
    assert.equal(properties.disableLocalAccounts, true);
    assert.deepEqual(properties.linuxProfile, {
      adminUsername: 'operator',
      ssh: { publicKeys: [{ keyData: fullOrder.sshPublicKey }] },
    });
    assert.deepEqual(properties.autoUpgradeProfile, { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'SecurityPatch' });
  });

  test('names a user-assigned identity, subnets, addresses of one’s own and a private zone', () => {
    const { identity, properties } = armBody(resolve(ownNetworkOrder), ours);
    const { resourceId } = ownNetworkOrder.identity as { resourceId: string };
    assert.deepEqual(identity, { type: 'UserAssigned', userAssignedIdentities: { [resourceId]: {} } });
    assert.equal(properties.agentPoolProfiles?.[0]?.vnetSubnetID, ownNetworkOrder.nodePools?.[0]?.vnetSubnetId);
    assert.deepEqual(properties.networkProfile?.loadBalancerProfile, {
      outboundIPs: { publicIPs: ownNetworkOrder.network?.loadBalancer?.outboundIPs?.map((id) => ({ id })) },
      allocatedOutboundPorts: 8_000,
      idleTimeoutInMinutes: 30,
    });
    assert.deepEqual(properties.apiServerAccessProfile, {
      enablePrivateCluster: true,
      privateDNSZone: ownNetworkOrder.apiServerAccess?.privateDnsZone,
    });
  });

  test('takes the overrides last, and leaves the order alone', () => {
    const armOverrides = {
      tags: { late: 'yes' },
      properties: { kubeThing: { on: true }, networkProfile: { advanced: 1 }, enableFuture: null },
    };
    const order = resolve({ armOverrides });
    const before = structuredClone(order);
    const body = armBody(order, ours);
    assert.deepEqual(body.tags, { 'slipway-cluster': 'cls_1', late: 'yes' });
    assert.deepEqual(body.properties['kubeThing'], { on: true });
    assert.equal(body.properties.networkProfile?.['advanced'], 1);
    assert.equal(body.properties.networkProfile?.networkPlugin, 'none');
    assert.ok(!('enableFuture' in body.properties));
    assert.deepEqual(order, before);
  });

  test('of an order that an earlier release stored has the defaults', () => {
    const { name, account: named, subscriptionId, resourceGroup, location, dnsPrefix, tags, cni } = resolve({});
    const old: ResolvedOrder = {
      ...{ name, account: named, subscriptionId, resourceGroup, location, dnsPrefix, tags, cni },
      nodePools: [{ name: 'nodepool1', mode: 'System', count: 3, maxPods: 110 }],
      network: {
        podCidr: '10.244.0.0/16',
        serviceCidr: '10.0.0.0/16',
        dnsServiceIP: '10.0.0.10',
        outboundType: 'loadBalancer',
      },
      onFailure: 'keep',
      verify: 'nodes',
    };
    const { sku, identity, properties } = armBody(old, ours);
    assert.deepEqual([sku, identity], [{ name: 'Base', tier: 'Free' }, { type: 'SystemAssigned' }]);
    assert.equal(properties.disableLocalAccounts, false);
    assert.equal(properties.networkProfile?.loadBalancerProfile, undefined);
  });

  for (const [title, order] of Object.entries({ full: fullOrder, 'own network': ownNetworkOrder, plain: {} })) {
    test(`leads back to the order it was made of (${title})`, () => {
      const { maintenanceWindow: _, ...resolved } = resolve({ ...order, kubernetesVersion: '1.35.2' });
      const { name, resourceGroup, account: named, subscriptionId } = resolved;
      const told = orderOfBody(armBody(resolved, ours), resourceGroup.name, name);
      const { onFailure, cni, verify } = resolved;
      const again = resolveOrder(
        { ...told, name, resourceGroup, onFailure, cni, verify },
        { name: named, subscriptionId },
      );
      assert.deepEqual(again, resolved);
    });
  }
});
