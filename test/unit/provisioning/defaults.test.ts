import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { firstOrder } from '../../fakes/world.ts';

const account = { name: 'a', subscriptionId: '79a7390d-0000-0000-0000-000000000000' };
const resolve = (changes: Partial<Order> = {}) => resolveOrder({ ...firstOrder, ...changes } as Order, account);
const pool = { name: 'np', mode: 'System' } as const;

describe('the defaults', () => {
  test('are those of az aks create --network-plugin none, said out loud', () => {
    const order = resolve({ name: 'cliakstest000002', resourceGroup: 'clitestjkzt6uujw_x' });
    assert.deepEqual(order.nodePools, [{ name: 'nodepool1', mode: 'System', count: 3, maxPods: 110, maxSurge: '10%' }]);
    assert.deepEqual(order.network, {
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.0.0.0/16',
      dnsServiceIP: '10.0.0.10',
      outboundType: 'loadBalancer',
      loadBalancer: { managedOutboundIPCount: 1, allocatedOutboundPorts: 0, idleTimeoutInMinutes: 30 },
    });
    assert.equal(order.dnsPrefix, 'cliakstest-clitestjkzt6uujw-79a739');
    assert.equal(order.resourceGroup.create, false);
    const { tier, identity, apiServerAccess, disableLocalAccounts, autoUpgrade, nodeOsUpgrade } = order;
    assert.deepEqual(
      { tier, identity, apiServerAccess, disableLocalAccounts, autoUpgrade, nodeOsUpgrade },
      {
        tier: 'Free',
        identity: { type: 'SystemAssigned' },
        apiServerAccess: { private: false, authorizedIpRanges: [] },
        disableLocalAccounts: false,
        autoUpgrade: 'none',
        nodeOsUpgrade: 'NodeImage',
      },
    );
  });

  test('put the DNS service on the tenth address of a service range of one’s own', () => {
    assert.equal(resolve({ network: { serviceCidr: '10.100.4.0/22' } }).network.dnsServiceIP, '10.100.4.10');
  });

  test('give a cluster whose name begins with a digit a DNS prefix that does not', () => {
    assert.match(resolve({ name: '9lives' }).dnsPrefix, /^a9lives-/);
  });

  test('begin a pool with the fewest nodes that its autoscaler may have', () => {
    const [scaled] = resolve({ nodePools: [{ ...pool, minCount: 2, maxCount: 5 }] }).nodePools;
    assert.equal(scaled?.count, 2);
    const [given] = resolve({ nodePools: [{ ...pool, count: 4, minCount: 2, maxCount: 5 }] }).nodePools;
    assert.equal(given?.count, 4);
  });

  test('fill in only the settings of the way out that was chosen', () => {
    const managed = resolve({
      network: { outboundType: 'managedNATGateway', natGateway: { managedOutboundIPCount: 2 } },
    });
    assert.deepEqual(managed.network.natGateway, { managedOutboundIPCount: 2, idleTimeoutInMinutes: 4 });
    assert.equal(managed.network.loadBalancer, undefined);
    const outboundIPs = ['/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/ip'];
    assert.deepEqual(resolve({ network: { loadBalancer: { outboundIPs } } }).network.loadBalancer, {
      outboundIPs,
      allocatedOutboundPorts: 0,
      idleTimeoutInMinutes: 30,
    });
  });

  test('fill in what belongs to a private cluster, an Entra profile, a key and a window only where there is one', () => {
    const order = resolve({
      apiServerAccess: { private: true },
      aadProfile: {},
      sshPublicKey: 'ssh-rsa AAAA',
      maintenanceWindow: { dayOfWeek: 'Sunday', startTime: '02:00' },
    });
    assert.equal(order.apiServerAccess?.privateDnsZone, 'system');
    assert.deepEqual(order.aadProfile, { adminGroupObjectIds: [], enableAzureRbac: false });
    assert.equal(order.adminUsername, 'azureuser');
    assert.deepEqual(order.maintenanceWindow, {
      dayOfWeek: 'Sunday',
      startTime: '02:00',
      utcOffset: '+00:00',
      durationHours: 4,
      intervalWeeks: 1,
    });
  });
});
