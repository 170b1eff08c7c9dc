import type { Order } from '../../../src/model/order.ts';

const inGroup = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/net/providers';

/** Nearly every field of an order at once, in a network that AKS makes. */
export const fullOrder: Partial<Order> = {
  tier: 'Premium',
  dnsPrefix: 'shop',
  nodeResourceGroup: 'rg-nodes',
  identity: { type: 'SystemAssigned' },
  nodePools: [
    {
      name: 'sys',
      mode: 'System',
      count: 3,
      vmSize: 'Standard_D4s_v5',
      nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'],
    },
    {
      name: 'batch',
      mode: 'User',
      minCount: 1,
      maxCount: 9,
      vmSize: 'Standard_D8s_v5',
      osDiskSizeGB: 256,
      maxPods: 60,
      availabilityZones: ['1', '3'],
      nodeLabels: { 'example.com/kind': 'batch' },
      nodeTaints: ['dedicated=batch:NoSchedule'],
      maxSurge: '33%',
    },
  ],
  network: {
    outboundType: 'managedNATGateway',
    natGateway: { managedOutboundIPCount: 2, idleTimeoutInMinutes: 10 },
  },
  apiServerAccess: { authorizedIpRanges: ['20.1.2.0/24'] },
  aadProfile: { adminGroupObjectIds: ['11111111-1111-1111-1111-111111111111'], enableAzureRbac: true },
  disableLocalAccounts: true,
  sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGUfeSvbhyy/3xY1lnXfbyhLUSDoVuiPnFP7bXbCVm7J somebody',
  adminUsername: 'operator',
  autoUpgrade: 'patch',
  nodeOsUpgrade: 'SecurityPatch',
  maintenanceWindow: {
    dayOfWeek: 'Sunday',
    startTime: '02:00',
    utcOffset: '+01:00',
    durationHours: 6,
    intervalWeeks: 2,
  },
};

/** A private cluster in a subnet of one's own, with addresses of one's own. */
export const ownNetworkOrder: Partial<Order> = {
  identity: {
    type: 'UserAssigned',
    resourceId: `${inGroup}/Microsoft.ManagedIdentity/userAssignedIdentities/aks`,
  },
  nodePools: [
    {
      name: 'sys',
      mode: 'System',
      count: 2,
      vnetSubnetId: `${inGroup}/Microsoft.Network/virtualNetworks/vnet/subnets/nodes`,
    },
  ],
  network: {
    loadBalancer: {
      outboundIPs: [`${inGroup}/Microsoft.Network/publicIPAddresses/out`],
      allocatedOutboundPorts: 8_000,
    },
  },
  apiServerAccess: {
    private: true,
    privateDnsZone: `${inGroup}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`,
  },
};
